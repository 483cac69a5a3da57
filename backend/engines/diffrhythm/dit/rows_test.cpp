#include "engines/diffrhythm/dit/rows.h"

#include <cmath>
#include <limits>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace musicgen::diffrhythm {
namespace {

constexpr std::int64_t kCount = 107;  // no multiple of what a register holds

// From far below to far above where exponentials leave fp32.
at::Tensor numbers() {
  at::manual_seed(1);
  at::Tensor x = at::randn({kCount}) * 4;
  x[0] = -200;
  x[1] = 200;
  x[2] = 0;
  return x;
}

float largest_error(const at::Tensor& got, const at::Tensor& wanted) {
  const at::Tensor exact = wanted.to(at::kDouble);
  return ((got.to(at::kDouble) - exact).abs() / exact.abs().clamp_min(1e-6)).max().item<float>();
}

float* data(const at::Tensor& t) {
  return t.data_ptr<float>();
}

TEST(Rows, NormsByTheRootOfTheMeanSquare) {
  const at::Tensor x = numbers();
  const at::Tensor gain = at::rand({kCount});
  at::Tensor out = at::empty({kCount});
  rms_norm_row(data(x), data(gain), 1e-6F, data(out), kCount);
  const at::Tensor exact = x.to(at::kDouble);
  EXPECT_LT(largest_error(out, exact / (exact.square().mean() + 1e-6).sqrt() * gain), 1e-6);
}

TEST(Rows, GatesWithSilu) {
  const at::Tensor gate = numbers();
  const at::Tensor up = at::randn({kCount});
  at::Tensor out = at::empty({kCount});
  gate_row(data(gate), data(up), data(out), kCount);
  EXPECT_LT(largest_error(out, at::silu(gate.to(at::kDouble)) * up), 1e-6);
}

TEST(Rows, MishKeepsToItsDefinition) {
  const at::Tensor x = numbers();
  at::Tensor out = x.clone();
  mish_row(data(out), kCount);
  EXPECT_LT(largest_error(out, at::mish(x.to(at::kDouble))), 1e-6);
}

TEST(Rows, ExponentialsBySumAreSoftmax) {
  for (const std::int64_t count : {std::int64_t{1}, std::int64_t{31}, kCount}) {
    const at::Tensor x = numbers().narrow(0, kCount - count, count);
    at::Tensor out = x.clone();
    const float sum = exp_row(data(out), count);
    scale_row(data(out), 1 / sum, count);
    EXPECT_LT(largest_error(out, at::softmax(x.to(at::kDouble), 0)), 2e-6) << count;
  }
}

TEST(Rows, EveryHalfPrecisionNumberWidensExactly) {
  const at::Tensor all = at::arange(1 << 16, at::kInt).to(at::kShort);
  const at::Tensor wanted = all.view(at::kHalf).to(at::kFloat);
  at::Tensor out = at::empty({1 << 16});
  widen_row(reinterpret_cast<const std::uint16_t*>(all.data_ptr<std::int16_t>()), data(out),
            out.numel());
  EXPECT_TRUE(at::equal(at::isnan(out), at::isnan(wanted)));
  EXPECT_TRUE(at::equal(at::nan_to_num(out, 0), at::nan_to_num(wanted, 0)));
}

}  // namespace
}  // namespace musicgen::diffrhythm
