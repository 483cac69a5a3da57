// How long and how large a loop file will be, before there is one.
#include "looper/loop_layout.h"

namespace musicgen::looper {
using audio::FileFormat;
namespace {

// A guess before the track was read; FLAC takes about two thirds of what music takes plain.
double bytes_per_second(const audio::FileInfo& track, const LoopOptions& options,
                        double samples_per_second) {
  if (!is_pcm(options.format)) {
    const int usual = audio::info_of(options.format).default_bitrate;
    return (options.bitrate != 0 ? options.bitrate : usual) / 8.0;
  }
  const bool plain = track.codec.starts_with("pcm_") && track.codec != "pcm_s16le";
  const int bits = options.bits_per_sample != 0 ? options.bits_per_sample : plain ? 24 : 16;
  const double share = options.format == FileFormat::flac ? 0.67 : 1.0;
  return share * samples_per_second * bits / 8;
}

}  // namespace

Seconds length_of_loop(const audio::FileInfo& track, const LoopPlan& plan,
                       const LoopOptions& options) {
  check_options(options);
  check_plan(plan, 0, track.format.sample_rate_hz);
  const LoopLayout layout = layout_of(track, plan, options);
  const LoopShape shape = shape_of(layout, plan, options, track.frames.value_or(plan.end));
  return seconds_of(shape.total, layout.sound.sample_rate_hz);
}

std::uint64_t bytes_needed(const audio::FileInfo& track, const LoopPlan& plan,
                           const LoopOptions& options) {
  const double duration = length_of_loop(track, plan, options).count();
  const audio::StreamFormat sound = sound_for(options.format, track.format);
  const double track_seconds =
      seconds_of(std::max(plan.end, track.frames.value_or(0)), track.format.sample_rate_hz).count();
  const double pcm = static_cast<double>(sound.sample_rate_hz) * sound.channels;
  const double per_second = bytes_per_second(track, options, pcm);
  const double scratch = track_seconds * pcm * sizeof(float);
  const double packets = std::min(duration, 2 * track_seconds) * per_second;
  constexpr double kHeaders = 1e6;
  return static_cast<std::uint64_t>(1.02 * duration * per_second + scratch + packets + kHeaders);
}

}  // namespace musicgen::looper
