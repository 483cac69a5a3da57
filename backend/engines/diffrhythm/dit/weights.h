#pragma once
// The weights in the numbers that the machine works with.
//
// On a CPU they stay mapped as the file has them (usually fp16) and each large matrix is widened
// into scratch memory just before its product, so that a model costs little more than its file.
// On a GPU everything is moved there once.

#include <initializer_list>
#include <map>
#include <string>

#include <ATen/ATen.h>

#include "engines/diffrhythm/checkpoint/checkpoint.h"

namespace musicgen::diffrhythm {

class Weights {
 public:
  // dtype: of the matrices; everything else is fp32.
  Weights(Checkpoint file, at::Device device, at::ScalarType dtype);

  at::Device device() const { return device_; }
  at::ScalarType dtype() const { return dtype_; }

  // A small tensor (bias, gain, table) in fp32, kept.
  const at::Tensor& small(const std::string& name);

  // A large one in fp32, made anew on a CPU and kept on a GPU.
  at::Tensor large(const std::string& name);

  // Places for matrices that are in use at the same time.
  enum class Scratch { first, second };

  // The rows of these matrices one below the other: [sum of rows, columns]. On a CPU it is valid
  // until the next call for the same scratch.
  at::Tensor rows(std::initializer_list<std::string> names, Scratch scratch = Scratch::first);

 private:
  at::Tensor widened(std::initializer_list<std::string> names, Scratch scratch) const;

  Checkpoint file_;
  at::Device device_;
  at::ScalarType dtype_;
  std::map<std::string, at::Tensor> kept_;
  mutable at::Tensor scratch_[2];
};

}  // namespace musicgen::diffrhythm
