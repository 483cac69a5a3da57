#include "looper/loop_layout.h"

#include <cmath>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace musicgen::looper {
using audio::FileFormat;

namespace {

constexpr Seconds kShortestTarget{1};
constexpr Seconds kLongestTarget{24 * 3600};
constexpr Seconds kShortestLoop{0.02};
// More than half the length of the resampler's filter.
constexpr Frames kSeamContext = 512;

Frames packet_frames_of(FileFormat format) {
  switch (format) {
    case FileFormat::mp3:
      return 1152;
    case FileFormat::opus:
      return 960;
    case FileFormat::m4a:
    case FileFormat::ogg:
      return 1024;
    default:
      return 1;
  }
}

void check_times(const LoopOptions& options) {
  if (!(options.duration >= kShortestTarget && options.duration <= kLongestTarget)) {
    throw InvalidParameter("The duration must lie between 1 second and 24 hours.")
        .at("/duration")
        .advise("Write it like 90s, 45m, 1h30m or 10h.");
  }
  if (!(options.fade >= Seconds(0) && options.fade <= kLongestTarget)) {
    throw InvalidParameter("The fade must not be negative.").at("/fade_duration");
  }
}

void check_bits(const LoopOptions& options) {
  const int bits = options.bits_per_sample;
  if (bits == 0 || bits == 16 || bits == 24) return;
  if (bits == 32 && options.format == FileFormat::wav) return;
  throw InvalidParameter(
      fmt::format("{} can't have {} bits per sample.", audio::info_of(options.format).name, bits))
      .at("/bits_per_sample")
      .advise("Choose 16 or 24.");
}

}  // namespace

// What the codec can hold, as near to the track as possible.
audio::StreamFormat sound_for(FileFormat format, audio::StreamFormat track) {
  constexpr int kFlacChannels = 8;
  constexpr int kFlacRateHz = 655350;
  if (format == FileFormat::wav) return track;
  if (format == FileFormat::flac) {
    return {std::min(track.sample_rate_hz, kFlacRateHz), std::min(track.channels, kFlacChannels)};
  }
  const int channels = std::min(track.channels, 2);
  const int rate = track.sample_rate_hz;
  if (format == FileFormat::opus) return {48000, channels};
  if (rate == 32000 || rate == 44100 || rate == 48000) return {rate, channels};
  return {rate % 11025 == 0 ? 44100 : 48000, channels};
}

LoopLayout layout_of(const audio::FileInfo& track, const LoopPlan& plan,
                     const LoopOptions& options) {
  LoopLayout layout;
  layout.sound = sound_for(options.format, track.format);
  const Frames length = plan.end - plan.start;
  const double exact =
      static_cast<double>(length) * layout.sound.sample_rate_hz / track.format.sample_rate_hz;
  layout.fit = fit_to_grid(exact, packet_frames_of(options.format));
  layout.request.format = layout.sound;
  layout.request.from_frames = length;
  layout.request.to_frames = layout.fit.length;
  layout.start = layout.to_codec(plan.start);
  if (options.ending == LoopEnding::play_on_and_fade) {
    layout.request.until = plan.end;
    const bool cut = plan.crossfade == Seconds(0) || plan.start == 0;
    if (cut && length != layout.fit.length) {
      layout.request.again_from = plan.start;
      layout.request.again_frames = std::min(kSeamContext, length);
      layout.seam_context =
          std::min(layout.to_codec(layout.request.again_frames) * 7 / 8, layout.fit.length);
    }
  }
  return layout;
}

LoopShape shape_of(const LoopLayout& layout, const LoopPlan& plan, const LoopOptions& options,
                   Frames track_frames) {
  const int rate = layout.sound.sample_rate_hz;
  LoopShape shape;
  shape.start = layout.start;
  shape.length = layout.fit.length;
  shape.seam_context = layout.seam_context;
  shape.crossfade = std::min({frames_of(plan.crossfade, rate), shape.start, shape.length / 2});
  shape.total = frames_of(options.duration, rate);
  if (options.ending == LoopEnding::own) {
    const Frames ending =
        std::max<Frames>(0, layout.to_codec(track_frames) - shape.start - shape.length);
    const double bodies =
        static_cast<double>(shape.total - shape.start - ending) / static_cast<double>(shape.length);
    shape.bodies = std::max<Frames>(1, std::llround(bodies));
    shape.total = shape.start + shape.bodies * shape.length + ending;
  }
  const Frames fade = std::min(frames_of(options.fade, rate), shape.total / 2);
  shape.fade_in = options.fade_in ? fade : 0;
  shape.fade_out = options.fade_out && options.ending != LoopEnding::own ? fade : 0;
  return shape;
}

// Lossless tracks keep their depth; what lossy ones have below 16 bits is their codec's noise.
int bits_for(const LoopOptions& options, const audio::FileInfo& track, const TrackSound& sound) {
  if (options.bits_per_sample != 0) return options.bits_per_sample;
  const AVCodecDescriptor* codec = avcodec_descriptor_get_by_name(track.codec.c_str());
  const bool lossless = codec != nullptr && (codec->props & AV_CODEC_PROP_LOSSLESS) != 0;
  return lossless && !sound.fits_16_bits() ? 24 : 16;
}

void check_options(const LoopOptions& options) {
  check_times(options);
  check_bits(options);
}

void check_plan(const LoopPlan& plan, Frames track_frames, int sample_rate_hz) {
  const auto time = [&](Frames frame) {
    return fmt::format("{:.3f} s", seconds_of(frame, sample_rate_hz).count());
  };
  if (plan.start < 0) throw InvalidLoop("The loop starts before the track.").at("/loop_start");
  if (plan.end <= plan.start) {
    throw InvalidLoop(
        fmt::format("The loop ends at {}, but starts at {}.", time(plan.end), time(plan.start)))
        .at("/loop_end");
  }
  if (seconds_of(plan.end - plan.start, sample_rate_hz) < kShortestLoop) {
    throw InvalidLoop("The loop is shorter than 20 milliseconds.").at("/loop_end");
  }
  if (track_frames > 0 && plan.end > track_frames) {
    throw InvalidLoop(fmt::format("The loop ends at {}, but the track has only {}.", time(plan.end),
                                  time(track_frames)))
        .at("/loop_end");
  }
  if (!(plan.crossfade >= Seconds(0))) {
    throw InvalidLoop("The crossfade must not be negative.").at("/crossfade");
  }
}

}  // namespace musicgen::looper
