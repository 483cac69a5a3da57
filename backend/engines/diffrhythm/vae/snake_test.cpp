#include "engines/diffrhythm/vae/snake.h"

#include <cmath>

#include <gtest/gtest.h>

namespace musicgen::diffrhythm {
namespace {

TEST(Snake, IsItsFormulaFromSmallToLargeArguments) {
  const double alpha = 1.5, beta = -0.5;
  const at::Tensor x = at::cat({at::linspace(-2000, 2000, 4001), at::linspace(-4, 4, 4001)});
  const Snake snake(at::full({1}, alpha), at::full({1}, beta), at::kCPU);
  const at::Tensor result = snake(x.view({1, 1, -1})).flatten();
  // The angle is a float in the official code as well; what is tested is the sine of that float.
  const at::Tensor angle = (x * at::full({1}, alpha).exp()).to(at::kDouble);
  const at::Tensor sine = angle.sin();
  const at::Tensor expected = x.to(at::kDouble) + sine * sine / (std::exp(beta) + 1e-9);
  const at::Tensor error = (result.to(at::kDouble) - expected).abs() / (1 + x.abs());
  EXPECT_LT(error.max().item<double>(), 1e-6);
}

TEST(Snake, HasItsOwnNumbersForEachChannel) {
  const at::Tensor alpha = at::tensor({0.0, 1.0}, at::kFloat);
  const Snake snake(alpha, at::zeros({2}), at::kCPU);
  const at::Tensor y = snake(at::ones({2, 2, 3}));
  EXPECT_NEAR(y[0][0][2].item<float>(), 1 + std::pow(std::sin(1.0), 2), 1e-6);
  EXPECT_NEAR(y[1][1][0].item<float>(), 1 + std::pow(std::sin(std::exp(1.0)), 2), 1e-6);
}

}  // namespace
}  // namespace musicgen::diffrhythm
