#pragma once
// Goldens and results as libtorch's tensors, for the stages that compute with it.

#include <string>

#include <ATen/ATen.h>

#include "engines/diffrhythm/check/report.h"
#include "engines/diffrhythm/checkpoint/torch_tensor.h"

namespace musicgen::diffrhythm {

// A golden that is an input.
inline at::Tensor input(GoldenFolder& folder, Report& report, const std::string& file,
                        const std::string& tensor) {
  report.used(folder, file, tensor);
  return tensor_of(folder.goldens(file).at(tensor)).clone();
}

// Where the file holds a golden of that name, it is compared.
inline void compare(GoldenFolder& folder, Report& report, const std::string& file,
                    const std::string& tensor, const at::Tensor& value, double tolerance) {
  if (!folder.goldens(file).contains(tensor)) return;
  const at::Tensor numbers = value.to(at::kCPU).to(at::kFloat).contiguous();
  report.compare(folder, file, tensor,
                 {numbers.data_ptr<float>(), static_cast<std::size_t>(numbers.numel())}, tolerance);
}

}  // namespace musicgen::diffrhythm
