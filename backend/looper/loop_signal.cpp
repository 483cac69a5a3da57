#include "looper/loop_signal.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace musicgen::looper {
namespace {

constexpr Frames kForever = std::numeric_limits<Frames>::max() / 2;

// Half a cosine: no corner at either end.
float rise(Frames done, Frames whole) {
  const double share = (static_cast<double>(done) + 0.5) / static_cast<double>(whole);
  return static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0)));
}

}  // namespace

Frames LoopSignal::periodic_from() const {
  return std::max(shape_.start + shape_.seam_context, shape_.fade_in);
}

Frames LoopSignal::periodic_to() const {
  const Frames before_fade = shape_.total - shape_.fade_out;
  if (shape_.bodies == 0) return before_fade;
  const Frames last_seam = shape_.start + shape_.bodies * shape_.length;
  return std::min(before_fade, last_seam - shape_.crossfade);
}

std::size_t LoopSignal::read(std::span<float> interleaved) {
  const auto channels = static_cast<std::size_t>(format().channels);
  const Frames wanted = static_cast<Frames>(interleaved.size() / channels);
  const Frames left = std::max<Frames>(0, shape_.total - position_);
  const auto frames = static_cast<std::size_t>(std::min(wanted, left));
  std::span<float> rest = interleaved.first(frames * channels);
  while (!rest.empty()) {
    const std::size_t done = read_body(position_, rest);
    fade(position_, rest.first(done * channels));
    position_ += static_cast<Frames>(done);
    rest = rest.subspan(done * channels);
  }
  return frames;
}

// Reads on from `at` as far as one rule holds: inside a crossfade, or up to the next one.
std::size_t LoopSignal::read_body(Frames at, std::span<float> interleaved) const {
  const Frames length = shape_.length;
  const Frames window = shape_.crossfade;
  const Frames last_body = shape_.bodies == 0 ? kForever : shape_.bodies - 1;
  // Body i begins, crossfade included, `window` frames before its seam at start + i * length.
  const Frames body = std::clamp<Frames>((at + window - shape_.start) / length, 0, last_body);
  const Frames in_body = at - shape_.start - body * length;
  Frames from = shape_.start + in_body;
  Frames until = body == last_body ? kForever : length - window;
  if (body > 0 && in_body < 0) {
    until = 0;
  } else if (body > 0 && in_body < shape_.seam_context) {
    from += length;
    until = shape_.seam_context;
  }
  const auto channels = static_cast<std::size_t>(format().channels);
  const auto wanted = static_cast<Frames>(interleaved.size() / channels);
  const auto frames = static_cast<std::size_t>(std::min(wanted, until - in_body));
  const std::span<float> part = interleaved.first(frames * channels);
  sound_->read(from, part);
  if (body > 0 && in_body < 0) blend(in_body + window, from + length, part);
  return frames;
}

// Mixes what plays on from the body before into `interleaved`, at equal power.
void LoopSignal::blend(Frames into_window, Frames old_at, std::span<float> interleaved) const {
  std::vector<float> old(interleaved.size());
  sound_->read(old_at, old);
  const auto channels = static_cast<std::size_t>(format().channels);
  for (std::size_t i = 0; i < interleaved.size(); ++i) {
    const double share =
        (static_cast<double>(into_window) + static_cast<double>(i / channels) + 0.5) /
        static_cast<double>(shape_.crossfade);
    const double angle = share * std::numbers::pi / 2;
    interleaved[i] = static_cast<float>(std::sin(angle)) * interleaved[i] +
                     static_cast<float>(std::cos(angle)) * old[i];
  }
}

void LoopSignal::fade(Frames at, std::span<float> interleaved) const {
  const auto channels = static_cast<std::size_t>(format().channels);
  const Frames end = at + static_cast<Frames>(interleaved.size() / channels);
  const Frames fade_out_at = shape_.total - shape_.fade_out;
  if (at >= shape_.fade_in && end <= fade_out_at) return;
  for (std::size_t i = 0; i < interleaved.size(); ++i) {
    const Frames frame = at + static_cast<Frames>(i / channels);
    if (frame < shape_.fade_in) interleaved[i] *= rise(frame, shape_.fade_in);
    if (frame >= fade_out_at) interleaved[i] *= rise(shape_.total - 1 - frame, shape_.fade_out);
  }
}

}  // namespace musicgen::looper
