// The transformer against what the official one gave, stage by stage.

#include <set>

#include "engines/diffrhythm/check/model_file.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/check/torch_goldens.h"
#include "engines/diffrhythm/dit/attention.h"
#include "engines/diffrhythm/dit/dit.h"
#include "engines/diffrhythm/dit/embeddings.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kFile = "dit.safetensors";
constexpr double kTolerance = 1e-4;

class DitCheck {
 public:
  DitCheck(GoldenFolder& folder, Report& report)
      : folder_(folder),
        report_(report),
        config_(dit_config(folder)),
        file_(Checkpoint::open(dit_file(folder))) {}

  void run() {
    check_tables();
    check_times();
    for (const std::string& name : cases()) {
      check_case(name, "cond", /*half_buffers=*/false);
      check_case(name, "cond", true);
      check_case(name, "null", false);
      check_case(name, "null", true);
      report_.used(folder_, kFile, name + ".in.duration");
    }
  }

 private:
  at::Tensor golden(const std::string& name) { return input(folder_, report_, kFile, name); }
  void compare_with(const std::string& name, const at::Tensor& value) {
    compare(folder_, report_, kFile, name, value, kTolerance);
  }
  bool has(const std::string& name) { return folder_.goldens(kFile).contains(name); }

  // "n160" for every "n160.in.x".
  std::set<std::string> cases() {
    constexpr std::string_view kInput = ".in.x";
    std::set<std::string> names;
    for (const auto& [name, view] : folder_.goldens(kFile).tensors()) {
      if (name.ends_with(kInput)) names.insert(name.substr(0, name.size() - kInput.size()));
    }
    return names;
  }

  void check_tables() {
    compare_with("rope.inv_freq", inverse_frequencies(config_.head_dim(), false));
    compare_with("rope.inv_freq_f16", inverse_frequencies(config_.head_dim(), true));
    if (!has("pos.idx") || !has("pos.freqs_cis_rows")) return;
    const at::Tensor table = text_positions(config_.max_frames, config_.text_dim, false);
    const std::int64_t columns = folder_.goldens(kFile).at("pos.freqs_cis_rows").shape[1];
    const std::int64_t every = config_.text_dim / columns;
    compare_with("pos.freqs_cis_rows",
                 table.index_select(0, golden("pos.idx")).slice(1, 0, config_.text_dim, every));
  }

  void check_times() {
    Weights weights(file_.below("transformer."), at::kCPU, at::kFloat);
    if (has("time.t")) {
      const at::Tensor t = golden("time.t");
      compare_with("time.sinus", time_waves(t, false));
      for (const std::string name : {"time_embed", "start_time_embed", "duration_time_embed"}) {
        if (has("time." + name)) {
          compare_with("time." + name, time_embedding(weights, name, t, false));
        }
      }
    }
    if (has("time.t_f16")) compare_with("time.sinus_f16in", time_waves(golden("time.t_f16"), true));
  }

  void check_case(const std::string& name, const std::string& branch, bool half_buffers) {
    const std::string prefix = name + "." + branch + ".";
    if (half_buffers && !has(prefix + "out_halfbuf")) return;
    DitOptions options;
    options.half_buffers = half_buffers;
    options.half_time = false;
    Dit dit(file_, config_, options);

    const bool null = branch == "null";
    const at::Tensor x = golden(name + ".in.x");
    DitInputs inputs;
    inputs.tokens = golden(name + ".in.text");
    inputs.cond = golden(name + ".in.cond");
    inputs.style = golden(name + (null ? ".in.neg_style" : ".in.style"));
    inputs.start = golden(name + ".in.start_time");
    inputs.duration =
        config_.has_duration() ? golden(name + ".in.duration") : at::zeros_like(inputs.start);
    for (std::int64_t i = 0; i < x.size(0); ++i) inputs.texts.push_back(i);
    if (null) {
      inputs.tokens = at::zeros_like(inputs.tokens);
      inputs.cond = at::zeros_like(inputs.cond);
    }

    Dit::Watch watch;
    if (!half_buffers) {
      watch = [&](std::string_view stage, const at::Tensor& value) {
        seen(prefix + std::string(stage), value);
      };
    }
    const Dit::Song song = dit.prepare(inputs, watch);
    const at::Tensor out = dit.velocity(song, x, golden(name + ".in.time"), {}, watch);
    if (half_buffers) compare_with(prefix + "out_halfbuf", out);
  }

  // Some goldens keep only some frames.
  void seen(const std::string& name, const at::Tensor& value) {
    compare_with(name, value);
    for (const int every : {2, 4, 8, 16}) {
      const std::string thinned = name + "_every" + std::to_string(every);
      if (has(thinned)) compare_with(thinned, value.slice(1, 0, value.size(1), every));
    }
  }

  GoldenFolder& folder_;
  Report& report_;
  DitConfig config_;
  Checkpoint file_;
};

}  // namespace

Stage dit_stage() {
  return {"dit",
          [](const GoldenFolder& folder) {
            return folder.has(kFile) && folder.has("config.json") && !dit_file(folder).empty();
          },
          [](GoldenFolder& folder, Report& report) { DitCheck(folder, report).run(); }};
}

}  // namespace musicgen::diffrhythm
