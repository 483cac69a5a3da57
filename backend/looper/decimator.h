#pragma once
// Every n-th sample of a stream after a linear-phase low-pass, without delay: output k is the
// filtered input at k * n.

#include <span>
#include <vector>

namespace musicgen::looper {

class Decimator {
 public:
  explicit Decimator(int factor);

  // Appends to `out` what the input completes. `out` may not be where `in` lives.
  void push(std::span<const float> in, std::vector<float>& out);

  // Appends the samples that still wait for input, as if silence followed.
  void flush(std::vector<float>& out);

 private:
  int factor_;
  std::vector<float> taps_;
  std::vector<float> waiting_;
  std::size_t skip_ = 0;  // samples of `waiting_` before the next window
};

}  // namespace musicgen::looper
