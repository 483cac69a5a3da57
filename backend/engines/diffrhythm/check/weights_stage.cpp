// Model files against their lists of keys, and against each other.

#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/check/torch_goldens.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kSubset = "cfm_model_fp32_subset.pt";

std::filesystem::path model_of(const GoldenFolder& folder) {
  for (const char* name : {"cfm_model.pt", "pytorch_model.bin", "model.safetensors"}) {
    if (folder.has(name)) return folder.path() / name;
  }
  return {};
}

void check_keys(GoldenFolder& folder, Report& report, const Checkpoint& model) {
  std::map<std::string, Shape> shapes;
  const JsonValue keys = JsonValue::read(folder.path() / "keys.json");
  for (const auto& [name, sizes] : keys.object()) {
    Shape shape;
    for (const JsonValue& size : sizes.array()) shape.push_back(size.integer());
    shapes.emplace(name, std::move(shape));
  }
  std::string why;
  try {
    model.expect(shapes, "what keys.json lists");
  } catch (const std::exception& error) {
    why = error.what();
  }
  report.expect(folder, "keys.json", why.empty(), why);
}

// An fp32 file is the same model before it was rounded to fp16.
void check_subset(GoldenFolder& folder, Report& report, const Checkpoint& model) {
  const Checkpoint subset = Checkpoint::open(folder.path() / kSubset);
  for (const auto& [name, view] : subset.tensors()) {
    const at::Tensor rounded = tensor_of(view).to(at::kHalf).to(at::kFloat);
    const bool same = rounded.equal(float_of(model.at(name)));
    report.expect(folder, std::string(kSubset) + " " + name, same, "differs from the fp16 model");
  }
}

}  // namespace

Stage weights_stage() {
  return {"weights",
          [](const GoldenFolder& folder) {
            return folder.has("keys.json") && !model_of(folder).empty();
          },
          [](GoldenFolder& folder, Report& report) {
            const Checkpoint model = Checkpoint::open(model_of(folder));
            check_keys(folder, report, model);
            if (folder.has(kSubset)) check_subset(folder, report, model);
          }};
}

}  // namespace musicgen::diffrhythm
