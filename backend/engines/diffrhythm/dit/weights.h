#pragma once
// The weights in the numbers that the machine works with.
//
// On a CPU they stay mapped as the file has them (usually fp16) and each large matrix is widened
// into scratch memory just before its product, so that a model costs little more than its file.
// On a GPU everything is moved there once; in int8 everything is rounded once.

#include <initializer_list>
#include <map>
#include <string>

#include <ATen/ATen.h>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/dit/products.h"

namespace musicgen::diffrhythm {

class Weights {
 public:
  // dtype: of the matrices, int8 (kChar) only on a CPU; everything else is fp32.
  Weights(Checkpoint file, at::Device device, at::ScalarType dtype);

  // Whether matrices are made once (GPU, int8) rather than for each product.
  bool keeps_matrices() const { return !device_.is_cpu() || dtype_ == at::kChar; }

  // A small tensor (bias, gain, table) in fp32, kept.
  const at::Tensor& small(const std::string& name);

  // A large one in fp32, made anew on a CPU and kept on a GPU.
  at::Tensor large(const std::string& name);

  // Places for matrices that are in use at the same time.
  enum class Scratch { first, second };

  // The rows of these matrices one below the other. Where they are widened, valid until the next
  // call for the same scratch.
  Matrix rows(std::initializer_list<std::string> names, Scratch scratch = Scratch::first);

 private:
  at::Tensor widened(std::initializer_list<std::string> names, Scratch scratch) const;
  Matrix loaded(std::initializer_list<std::string> names) const;
  Matrix rounded(std::initializer_list<std::string> names) const;
  std::int64_t rows_of(std::initializer_list<std::string> names) const;

  Checkpoint file_;
  at::Device device_;
  at::ScalarType dtype_;
  std::map<std::string, at::Tensor> kept_;
  std::map<std::string, Matrix> matrices_;  // by the first name
  mutable at::Tensor scratch_[2];
};

}  // namespace musicgen::diffrhythm
