// libFuzzer target: any samples in any format give an analysis that keeps its promises, or one of
// our errors.

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "looper/loop_finder.h"

namespace {

using namespace musicgen;

// The first bytes choose the format; the others are 16-bit samples, or raw floats.
class Bytes final : public audio::Source {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {
    constexpr int kRates[] = {4000, 8000, 44100, 192000};
    format_.sample_rate_hz = kRates[data[0] % 4];
    format_.channels = 1 + data[1] % 8;
    floats_ = data[2] % 2 == 1;
    at_ = 3;
  }

  audio::StreamFormat format() const override { return format_; }

  std::size_t read(std::span<float> out) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    const std::size_t width = floats_ ? 4 : 2;
    std::size_t count = std::min(out.size(), (size_ - at_) / width);
    count -= count % channels;
    for (std::size_t i = 0; i < count; ++i, at_ += width) out[i] = sample();
    return count / channels;
  }

 private:
  float sample() const {
    if (floats_) {
      float value = 0;
      std::memcpy(&value, data_ + at_, sizeof value);
      return value;
    }
    std::int16_t value = 0;
    std::memcpy(&value, data_ + at_, sizeof value);
    return static_cast<float>(value) / 32768.0F;
  }

  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
  audio::StreamFormat format_;
  bool floats_ = false;
};

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  Bytes source(data, size);
  try {
    const looper::LoopAnalysis analysis = looper::find_loop(source, {}, {});
    require(!analysis.candidates.empty() && analysis.candidates.size() <= 10);
    for (const looper::LoopCandidate& c : analysis.candidates) {
      require(0 <= c.start_frame && c.start_frame < c.end_frame);
      require(c.end_frame <= analysis.frames);
      require(c.score >= 0 && c.score <= 1);
      require(c.crossfade <= c.start);
    }
  } catch (const Error&) {
  }
  return 0;
}
