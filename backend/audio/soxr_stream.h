#pragma once
#include <memory>
#include <span>
#include <vector>

#include "base/units.h"

namespace musicgen::audio {

// Changes the rate of a stream that is pushed through in blocks (soxr VHQ, one thread, so that the
// result never depends on the machine's load). Output is appended to `out`.
class SoxrStream {
 public:
  SoxrStream(int from_hz, int to_hz, int channels);
  ~SoxrStream();
  SoxrStream(SoxrStream&&) noexcept;

  void feed(std::span<const float> interleaved, std::vector<float>& out);

  // What is still inside, cut or padded so that the whole is round(input × to / from) frames long.
  void finish(std::vector<float>& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace musicgen::audio
