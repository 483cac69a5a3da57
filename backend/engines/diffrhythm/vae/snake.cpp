#include "engines/diffrhythm/vae/snake.h"

#include <cstdint>

#include <ATen/Parallel.h>

#include "base/each_processor.h"

namespace musicgen::diffrhythm {

// A long activation doesn't fit the caches, so its cost is its memory traffic: libtorch's operators
// would walk through it five times, this loop does it once. sin² has period π: the argument is
// brought to ±π/2 with π in four parts (Cody and Waite 1980) and a Taylor polynomial does the rest,
// within 2e-7 for arguments to 10,000.
MUSICGEN_EACH_PROCESSOR
void snake_row(const float* from, float* to, std::int64_t count, float frequency, float amount) {
  constexpr float kToInteger =
      12582912.0F;  // 1.5·2²³: what is added to it rounds to a whole number
  for (std::int64_t i = 0; i < count; ++i) {
    const float x = from[i];
    const float angle = x * frequency;
    const float turns = (angle * 0.318309886183790672F + kToInteger) - kToInteger;
    float r = angle - turns * 3.140625F;
    r -= turns * 0.0009670257568359375F;
    r -= turns * 6.2771141529083251953e-07F;
    r -= turns * 1.2154201256553420762e-10F;
    const float s = r * r;
    const float sine =
        r * (1.0F + s * (-1.0F / 6 +
                         s * (1.0F / 120 +
                              s * (-1.0F / 5040 + s * (1.0F / 362880 - s * (1.0F / 39916800))))));
    to[i] = x + amount * (sine * sine);
  }
}

Snake::Snake(const at::Tensor& log_alpha, const at::Tensor& log_beta, at::Device device)
    : frequency_(log_alpha.exp().unsqueeze(1).to(device).contiguous()),
      amount_((log_beta.exp() + 1e-9).reciprocal().unsqueeze(1).to(device).contiguous()) {}

at::Tensor Snake::operator()(const at::Tensor& x) const {
  at::Tensor result = at::empty_like(x);
  write(x, result);
  return result;
}

void Snake::apply_in_place(at::Tensor& x) const {
  write(x, x);
}

void Snake::write(const at::Tensor& from, at::Tensor& to) const {
  if (!from.is_cpu()) {
    at::Tensor sine = (from * frequency_).sin_();
    sine.mul_(sine).mul_(amount_);
    at::add_out(to, from, sine);
    return;
  }
  const std::int64_t channels = from.size(1), time = from.size(2);
  const float* source = from.data_ptr<float>();
  float* target = to.data_ptr<float>();
  const float* frequency = frequency_.data_ptr<float>();
  const float* amount = amount_.data_ptr<float>();
  at::parallel_for(0, from.size(0) * channels, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row) {
      const std::int64_t channel = row % channels;
      snake_row(source + row * time, target + row * time, time, frequency[channel],
                amount[channel]);
    }
  });
}

}  // namespace musicgen::diffrhythm
