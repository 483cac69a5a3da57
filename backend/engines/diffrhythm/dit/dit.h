#pragma once
// DiffRhythm's diffusion transformer (Ning et al., "DiffRhythm", 2025, section 3.3): noised latents
// and what the song should be, to the velocity of the flow.
//
// Guidance is a matter of the batch: the items with and without conditions go through together, so
// that each weight is read once for both. What doesn't change while a song is sampled, its text
// above all, is made once by `prepare`.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/dit/attention.h"
#include "engines/diffrhythm/dit/config.h"
#include "engines/diffrhythm/dit/weights.h"

namespace musicgen::diffrhythm {

// Rows that go through a feed-forward layer at once: enough for GEMM to run at full speed, few
// enough that its wide intermediate stays small beside the weights.
constexpr std::int64_t kRowsAtOnce = 2048;

struct DitOptions {
  at::Device device = at::kCPU;
  // Of the matrix products: kFloat, kBFloat16, kHalf (GPU), kChar (int8, CPU with oneDNN). Sums,
  // norms and attention on a CPU stay in fp32.
  at::ScalarType dtype = at::kFloat;

  // The official inference calls model.half(), which rounds the rotary frequencies and the text's
  // position table as well. The published weights were only ever heard that way.
  bool half_buffers = true;

  // It also forms 1000 t in fp16.
  bool half_time = true;
};

// Items of a batch; all tensors fp32 (tokens int64) on any device.
struct DitInputs {
  at::Tensor tokens;                // [texts, frames]; 0 is filler
  std::vector<std::int64_t> texts;  // which row of tokens each item has: [items]
  at::Tensor cond;                  // [items, frames, 64] latents that stand; 0 where to be made
  at::Tensor style;                 // [items, 512]
  at::Tensor start;                 // [items] share of the song before these frames
  at::Tensor duration;              // [items] frames of the song / max_frames
};

class Dit {
 public:
  // What `prepare` made of the inputs.
  struct Song {
    at::Tensor text;                  // [texts, frames, text_dim]
    std::vector<std::int64_t> texts;  // by item
    at::Tensor still;                 // [items, frames, dim]: the input projection's constant part
    at::Tensor times;                 // [items, 512]: start and duration
    Rope rope;

    // Only the first items.
    Song first(std::int64_t items) const;
  };

  // What a stage gave, under its name in the official code's order: "text_embed", "c",
  // "input_proj", "input_embed", "block0", "fusion0", ..., "norm_out", "out".
  using Watch = std::function<void(std::string_view stage, const at::Tensor& value)>;

  // file: the model file, keys beginning with "transformer.". Throws NeuralError where its keys or
  // shapes aren't those of config.
  Dit(const Checkpoint& file, const DitConfig& config, const DitOptions& options);

  const DitConfig& config() const { return config_; }
  const DitOptions& options() const { return options_; }

  // Throws NeuralError where shapes don't fit together or a token is unknown.
  Song prepare(const DitInputs& inputs, const Watch& watch = {});

  // x [items, frames, 64], time [items] or [1] from 0 (noise) to 1 (song) -> [items, frames, 64].
  // `stop` is asked after every block and ends it with NeuralError(cancelled).
  at::Tensor velocity(const Song& song, const at::Tensor& x, const at::Tensor& time,
                      const std::function<bool()>& stop = {}, const Watch& watch = {});

 private:
  Matrix qkv(std::int64_t block);
  Matrix gate_and_up(std::int64_t block);
  Matrix down(std::int64_t block);
  Matrix out(std::int64_t block);
  at::Tensor input_embedding(const Song& song, const at::Tensor& x, const at::Tensor& c,
                             const Watch& watch);
  void attend(std::int64_t block, const Song& song, at::Tensor& x);
  void feed_forward(std::int64_t block, at::Tensor& x);
  void fuse_text(std::int64_t block, const Song& song, at::Tensor& x, const Watch& watch);
  at::Tensor output(const at::Tensor& x, const at::Tensor& c, const Watch& watch);

  DitConfig config_;
  DitOptions options_;
  Weights weights_;
  Reused first_;   // what goes into a product
  Reused second_;  // what comes out of it
};

}  // namespace musicgen::diffrhythm
