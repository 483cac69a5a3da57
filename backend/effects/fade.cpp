#include "effects/fade.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace musicgen::effects {
namespace {

class Fade final : public audio::Source {
 public:
  Fade(std::unique_ptr<audio::Source> source, Frames frames, Frames in, Frames out)
      : source_(std::move(source)), frames_(frames), in_(in), out_(out) {}

  audio::StreamFormat format() const override { return source_->format(); }

  std::size_t read(std::span<float> interleaved) override {
    const std::size_t count = source_->read(interleaved);
    const auto channels = static_cast<std::size_t>(format().channels);
    for (std::size_t i = 0; i < count; ++i, ++position_) {
      if (position_ >= in_ && position_ < frames_ - out_) continue;
      const auto gain = static_cast<float>(rise(position_, in_) * rise(frames_ - position_, out_));
      for (float& sample : interleaved.subspan(i * channels, channels)) sample *= gain;
    }
    return count;
  }

 private:
  // 0 at the silent end of a fade, 1 from `length` frames on.
  static double rise(Frames distance, Frames length) {
    if (distance >= length) return 1.0;
    const double part = static_cast<double>(std::max<Frames>(0, distance)) /
                        static_cast<double>(std::max<Frames>(1, length));
    return 0.5 - 0.5 * std::cos(std::numbers::pi * part);
  }

  std::unique_ptr<audio::Source> source_;
  Frames frames_;
  Frames in_;
  Frames out_;
  Frames position_ = 0;
};

}  // namespace

std::unique_ptr<audio::Source> fade(std::unique_ptr<audio::Source> source, Frames frames, Frames in,
                                    Frames out) {
  if (in <= 0 && out <= 0) return source;
  return std::make_unique<Fade>(std::move(source), frames, in, out);
}

}  // namespace musicgen::effects
