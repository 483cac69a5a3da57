#pragma once
// The parts that the Oobleck encoder and decoder are built of, and how to run a long signal through
// them piece by piece without a difference.
//
// A stage changes the sample rate once. It knows which part of its input a part of its output
// depends on, so a piece of a song is computed from exactly the context it needs at every stage:
// wide in samples only where samples are few. The usual way, cutting the latents with an overlap of
// 16, computes that overlap at all rates (a third more work in pieces of 128 latents).
// Only for .cpp files of this room.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <ATen/ATen.h>

#include "engines/diffrhythm/vae/snake.h"

namespace musicgen::diffrhythm {

// Positions first ... last-1.
struct Span {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

struct Convolution {
  at::Tensor weight;  // [out, in, kernel], or [in, out, kernel] where it goes up
  at::Tensor bias;    // [out], or none
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  bool up = false;  // transposed: `stride` outputs for each input

  std::int64_t kernel() const { return weight.size(2); }
  // Half the kernel, so that length changes by the stride alone.
  std::int64_t padding() const;
  at::Tensor operator()(const at::Tensor& x) const;
};

// x + convolution(snake(convolution(snake(x)))): the first one looks around, the second one
// doesn't.
struct ResidualUnit {
  Snake before;
  Convolution wide;
  Snake between;
  Convolution mix;

  std::int64_t reach() const { return wide.padding(); }
  void apply_in_place(at::Tensor& x) const;
};

// Residual units, snake, convolution, residual units; all but the convolution may be missing.
struct OobleckStage {
  std::vector<ResidualUnit> before;
  std::optional<Snake> snake;
  Convolution convolution;
  std::vector<ResidualUnit> after;

  std::int64_t length_out(std::int64_t length_in) const;
  // Where the output of an input that begins at `first` begins.
  std::int64_t start_out(std::int64_t first) const;
  // The input, of `length_in` in all, that this part of the output depends on.
  Span needs(Span out, std::int64_t length_in) const;
  at::Tensor run(at::Tensor x) const;
};

// A part of what the stages make of a signal of `length` positions. `input` gives any part of that
// signal, [batch, channels, time].
at::Tensor run_part(const std::vector<OobleckStage>& stages, std::int64_t length,
                    const std::function<at::Tensor(Span)>& input, Span out);

std::int64_t length_after(const std::vector<OobleckStage>& stages, std::int64_t length);

}  // namespace musicgen::diffrhythm
