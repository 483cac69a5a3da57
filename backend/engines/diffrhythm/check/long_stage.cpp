// The transformer on a whole song, whose inputs are a formula so that the files stay small.

#include <cmath>
#include <regex>

#include "engines/diffrhythm/check/model_file.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/check/torch_goldens.h"
#include "engines/diffrhythm/dit/dit.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kFile = "long.safetensors";
constexpr const char* kOut = "out_every16";
constexpr double kTolerance = 3e-4;
constexpr double kFormulaTolerance = 1e-6;

// The manifest says how many frames; 0 where it doesn't.
std::int64_t frames_of(const GoldenFolder& folder) {
  std::smatch found;
  const std::string meaning = folder.meaning(kFile, kOut);
  return std::regex_search(meaning, found, std::regex(R"(\bn=(\d+))")) ? std::stoll(found[1]) : 0;
}

// x[i,j] = 1.4 sin(0.37 i + 1.3 j^2)
at::Tensor latents(std::int64_t frames, std::int64_t channels) {
  const at::Tensor i = at::arange(frames, at::kDouble).unsqueeze(1);
  const at::Tensor j = at::arange(channels, at::kDouble).unsqueeze(0);
  return ((i * 0.37 + j * j * 1.3).sin() * 1.4).to(at::kFloat).unsqueeze(0);
}

// text[k] = (k * 7) % 363 + 1 where k % 40 < 17
at::Tensor tokens(std::int64_t frames, std::int64_t vocabulary) {
  at::Tensor text = at::zeros({1, frames}, at::kLong);
  for (std::int64_t k = 0; k < frames; ++k) {
    if (k % 40 < 17) text[0][k] = k * 7 % vocabulary + 1;
  }
  return text;
}

void run(GoldenFolder& folder, Report& report) {
  const DitConfig config = dit_config(folder);
  const std::int64_t frames = frames_of(folder);
  if (frames == 0) {
    throw std::runtime_error("the manifest doesn't say how many frames long.safetensors has");
  }
  const at::Tensor x = latents(frames, config.mel_dim);
  compare(folder, report, kFile, "x_row", x[0].slice(0, 0, frames, 256), kFormulaTolerance);

  DitInputs inputs;
  inputs.tokens = tokens(frames, config.text_num_embeds);
  inputs.texts = {0};
  inputs.cond = at::zeros_like(x);
  inputs.style =
      ((at::arange(kStyleSize, at::kDouble) * 0.9 + 0.2).sin() * 0.06).to(at::kFloat).unsqueeze(0);
  inputs.start = at::zeros({1});
  inputs.duration =
      at::full({1}, static_cast<double>(frames) / static_cast<double>(config.max_frames));
  for (const bool half : {false, true}) {
    DitOptions options;
    options.half_buffers = half;
    options.half_time = false;
    Dit dit(Checkpoint::open(dit_file(folder)), config, options);
    const Dit::Song song = dit.prepare(inputs);
    const at::Tensor out = dit.velocity(song, x, at::full({1}, 0.5));
    if (half) {
      compare(folder, report, kFile, "out_halfbuf_every16", out.slice(1, 0, frames, 16),
              kTolerance);
      continue;
    }
    compare(folder, report, kFile, "text_embed_last", song.text.narrow(1, frames - 2, 2),
            kTolerance);
    compare(folder, report, kFile, kOut, out.slice(1, 0, frames, 16), kTolerance);
    compare(folder, report, kFile, "out_last4", out.narrow(1, frames - 4, 4), kTolerance);
  }
}

}  // namespace

Stage long_stage() {
  return {"long",
          [](const GoldenFolder& folder) {
            return folder.has(kFile) && folder.has("config.json") && !dit_file(folder).empty();
          },
          run};
}

}  // namespace musicgen::diffrhythm
