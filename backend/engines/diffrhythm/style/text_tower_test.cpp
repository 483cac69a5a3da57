#include "engines/diffrhythm/style/text_tower.h"

#include <cmath>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using testing::HasSubstr;

struct Model {
  explicit Model(const std::string& name)
      : folder(std::filesystem::path(MUSICGEN_GOLDEN) / name),
        config(MulanConfig::from(JsonValue::read(folder / "config.json"))),
        language(XlmRobertaConfig::from(JsonValue::read(folder / "xlm_roberta_config.json"))),
        weights(Checkpoint::open(folder / "pytorch_model.bin")) {}

  TextTower tower() const { return {weights, config, language}; }

  std::filesystem::path folder;
  MulanConfig config;
  XlmRobertaConfig language;
  Checkpoint weights;
};

template <class T>
std::vector<T> values_of(const TensorView& view) {
  std::vector<T> values(view.bytes.size() / sizeof(T));
  std::memcpy(values.data(), view.bytes.data(), view.bytes.size());
  return values;
}

std::string why_refused(const Model& model) {
  try {
    model.tower();
  } catch (const NeuralError& error) {
    EXPECT_EQ(error.fault(), Fault::bad_checkpoint);
    return error.what();
  }
  return "it was accepted";
}

class OfficialMulan : public testing::TestWithParam<const char*> {};

TEST_P(OfficialMulan, GivesTheSameEmbeddings) {
  const Model model(GetParam());
  const TextTower tower = model.tower();
  const Checkpoint goldens = Checkpoint::open(model.folder / "mulan.safetensors");
  for (int i = 0; i < 10; ++i) {
    const std::string name = "t" + std::to_string(i);
    const auto ours = tower.embed(values_of<std::int64_t>(goldens.at(name + ".ids")));
    const auto theirs = values_of<float>(goldens.at(name + ".embedding"));
    EXPECT_THAT(ours, testing::Pointwise(testing::FloatNear(2e-6F), theirs)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(TextTower, OfficialMulan, testing::Values("mulan_main", "mulan_proj"));

TEST(TextTower, RefusesMoreTokensThanItHasPlacesFor) {
  const Model model("mulan_proj");
  const TextTower tower = model.tower();
  const auto most = static_cast<std::size_t>(model.language.most_tokens());
  EXPECT_NO_THROW(tower.embed(std::vector<std::int64_t>(most, 5)));
  EXPECT_THROW(tower.embed(std::vector<std::int64_t>(most + 1, 5)), NeuralError);
}

TEST(TextTower, RefusesATokenOutsideItsVocabulary) {
  const Model model("mulan_proj");
  const TextTower tower = model.tower();
  EXPECT_THROW(tower.embed(std::vector<std::int64_t>{0, 186, 2}), NeuralError);
  EXPECT_THROW(tower.embed(std::vector<std::int64_t>{0, -1, 2}), NeuralError);
}

TEST(TextTower, NamesTheWeightsThatTheFileLacks) {
  Model model("mulan_main");
  model.language.depth = 3;
  EXPECT_THAT(why_refused(model), HasSubstr("Missing: mulan.text.model.encoder.layer.2."));
}

TEST(TextTower, NamesTheWeightsThatHaveNoPlace) {
  Model model("mulan_main");
  model.config.text.depth = 1;
  EXPECT_THAT(why_refused(model), HasSubstr("Unknown: mulan.text.transformer.layers.1."));
}

TEST(TextTower, RefusesConfigsThatDisagree) {
  Model model("mulan_main");
  model.language.dim = 64;
  EXPECT_THAT(why_refused(model), HasSubstr("disagree"));
}

TEST(MulanConfig, RefusesAnotherTextModel) {
  const auto config =
      JsonValue::parse(R"({"mulan":{},"text_model":{"name":"Qwen"}})", "config.json");
  EXPECT_THROW(MulanConfig::from(config), NeuralError);
}

TEST(MulanConfig, RefusesSizesThatMakeNoSense) {
  const auto config = JsonValue::parse(
      R"({"vocab_size":9,"hidden_size":-4,"num_attention_heads":2,"intermediate_size":8,)"
      R"("num_hidden_layers":1,"max_position_embeddings":16})",
      "config.json");
  EXPECT_THROW(XlmRobertaConfig::from(config), NeuralError);
}

}  // namespace
}  // namespace musicgen::diffrhythm
