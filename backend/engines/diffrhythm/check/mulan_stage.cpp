// MuQ-MuLan's text tower against the official one. The words' way to tokens is checked by the tests
// of style/tokens: SentencePiece can't share a program with libtorch.

#include "engines/diffrhythm/check/golden_file.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/style/text_tower.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kFile = "mulan.safetensors";
constexpr const char* kConfig = "config.json";
constexpr const char* kLanguageConfig = "xlm_roberta_config.json";
constexpr double kTolerance = 2e-6;       // of the embedding, whose length is 1
constexpr double kStageTolerance = 1e-4;  // of what comes before it

std::filesystem::path model_file(const GoldenFolder& folder) {
  for (const char* name : {"model.safetensors", "pytorch_model.bin"}) {
    if (folder.has(name)) return folder.path() / name;
  }
  return {};
}

// Case "t3": its ids through the tower, every stage that the file has.
void check_text(GoldenFile& golden, const TextTower& tower, const std::string& name) {
  const std::vector<float> stored = golden.input(name + ".ids");
  const std::vector<std::int64_t> ids(stored.begin(), stored.end());
  const auto stage = [&](std::string_view what, std::span<const float> ours) {
    golden.compare(name + "." + std::string(what), ours, kStageTolerance);
  };
  golden.compare(name + ".embedding", tower.embed(ids, stage), kTolerance);
}

void check_mulan(GoldenFolder& folder, Report& report) {
  const TextTower tower(Checkpoint::open(model_file(folder)),
                        MulanConfig::from(JsonValue::read(folder.path() / kConfig)),
                        XlmRobertaConfig::from(JsonValue::read(folder.path() / kLanguageConfig)));
  GoldenFile golden(folder, report, kFile);
  for (const std::string& name : golden.names()) {
    const std::size_t dot = name.find('.');
    if (dot == name.npos) continue;
    if (name.starts_with("batch.")) {
      golden.skip(name, "texts run one by one: the official mean counts a batch's padding");
    } else if (name.substr(dot) == ".ids") {
      check_text(golden, tower, name.substr(0, dot));
    }
  }
}

}  // namespace

Stage mulan_stage() {
  return {"mulan",
          [](const GoldenFolder& folder) {
            return folder.has(kFile) && folder.has(kConfig) && folder.has(kLanguageConfig) &&
                   !model_file(folder).empty();
          },
          check_mulan};
}

}  // namespace musicgen::diffrhythm
