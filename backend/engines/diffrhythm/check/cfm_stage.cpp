// Sampling against the official sampler: its end state and states on the way.

#include "engines/diffrhythm/check/model_file.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/sampler/sampler.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kFile = "cfm.safetensors";
constexpr const char* kCases = "cfm_cases.json";
constexpr double kTolerance = 2e-4;

class CfmCheck {
 public:
  CfmCheck(GoldenFolder& folder, Report& report)
      : folder_(folder), report_(report), config_(dit_config(folder)) {}

  void run() {
    const JsonValue cases = JsonValue::read(folder_.path() / kCases);
    for (const auto& [name, values] : cases.object()) {
      check_case(name, values, /*half_buffers=*/false);
      if (folder_.goldens(kFile).contains(name + ".out_halfbuf")) check_case(name, values, true);
    }
  }

 private:
  std::vector<float> golden(const std::string& name) {
    report_.used(folder_, kFile, name);
    return floats_of(folder_.goldens(kFile).at(name));
  }

  SampleRequest request_of(const JsonValue& values) {
    SampleRequest request;
    for (const float token : golden("in.text")) {
      request.tokens.push_back(static_cast<std::int64_t>(token));
    }
    request.frames = static_cast<std::int64_t>(request.tokens.size());
    request.style = golden("in.style");
    request.negative_style = golden("in.neg");
    request.start = golden("in.st").at(0);
    request.duration = golden("in.du").at(0);
    request.variations = static_cast<int>(values.at("batch_infer_num").integer());
    request.steps = static_cast<int>(values.at("steps").integer());
    request.guidance = static_cast<float>(values.at("cfg_strength").number());
    request.state = golden("in.y0");
    request.state.resize(
        static_cast<std::size_t>(request.variations * request.frames * config_.mel_dim));
    const std::vector<float> prompt = golden("in.prompt");
    if (values.at("edit").boolean()) {
      request.prompt = prompt;
      for (const JsonValue& pair : values.at("latent_pred_segments").array()) {
        request.segments.push_back({pair.array().at(0).integer(), pair.array().at(1).integer()});
      }
    }
    return request;
  }

  void check_case(const std::string& name, const JsonValue& values, bool half_buffers) {
    SamplerOptions options;
    options.half_buffers = half_buffers;
    options.half_time = false;
    Sampler sampler(dit_file(folder_), config_, options);
    const auto watch = [&](int done, int, std::span<const float> state) {
      const std::string stored = name + ".state" + std::to_string(done);
      if (!half_buffers && folder_.goldens(kFile).contains(stored)) {
        report_.compare(folder_, kFile, stored, state, kTolerance);
      }
    };
    report_.compare(folder_, kFile, name + (half_buffers ? ".out_halfbuf" : ".out"),
                    sampler.sample(request_of(values), watch), kTolerance);
  }

  GoldenFolder& folder_;
  Report& report_;
  DitConfig config_;
};

}  // namespace

Stage cfm_stage() {
  return {"cfm",
          [](const GoldenFolder& folder) {
            return folder.has(kFile) && folder.has(kCases) && folder.has("config.json") &&
                   !dit_file(folder).empty();
          },
          [](GoldenFolder& folder, Report& report) { CfmCheck(folder, report).run(); }};
}

}  // namespace musicgen::diffrhythm
