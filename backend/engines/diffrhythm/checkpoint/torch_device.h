#pragma once
// Between libtorch and plain numbers. Only for .cpp files of the numeric rooms.

#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

// "cpu", "cuda", "cuda:1", "mps". Throws NeuralError(unsupported) where this machine has none.
inline at::Device torch_device(const std::string& name) {
  try {
    const at::Device device(name);
    at::empty({1}, at::TensorOptions().device(device));
    return device;
  } catch (const c10::Error&) {
    throw NeuralError(Fault::unsupported, "This machine has no device \"" + name + "\"");
  }
}

// All of them, row by row.
inline std::vector<float> numbers_of(const at::Tensor& tensor) {
  const at::Tensor plain = tensor.to(at::kCPU, at::kFloat).contiguous();
  return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

}  // namespace musicgen::diffrhythm
