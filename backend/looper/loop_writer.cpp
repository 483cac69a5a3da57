#include "looper/loop_writer.h"

#include <cmath>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include "base/duration.h"
#include "base/files.h"
#include "looper/grid_fit.h"
#include "looper/loop_file.h"
#include "looper/tag_block.h"

namespace musicgen::looper {
namespace fs = std::filesystem;
using audio::FileFormat;
namespace {

constexpr Seconds kShortestTarget{1};
constexpr Seconds kLongestTarget{24 * 3600};
constexpr Seconds kShortestLoop{0.02};
// More than half the length of the resampler's filter.
constexpr Frames kSeamContext = 512;
// Shares of the work, as measured for ten hours of MP3.
constexpr double kReadingEnds = 0.15;
constexpr double kEncodingEnds = 0.7;

bool is_pcm(FileFormat format) {
  return audio::info_of(format).lossless;
}

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

// The loop in the codec's frames, and what has to be done to the track to get there.
struct Score {
  audio::StreamFormat sound;
  TrackRequest request;
  GridFit fit;
  Frames start = 0;
  Frames seam_context = 0;

  Frames to_codec(Frames file_frames) const {
    return std::llround(static_cast<double>(file_frames) * static_cast<double>(request.to_frames) /
                        static_cast<double>(request.from_frames));
  }
};

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

Score score_of(const audio::FileInfo& track, const LoopPlan& plan, const LoopOptions& options) {
  Score score;
  score.sound = sound_for(options.format, track.format);
  const Frames length = plan.end - plan.start;
  const double exact =
      static_cast<double>(length) * score.sound.sample_rate_hz / track.format.sample_rate_hz;
  score.fit = fit_to_grid(exact, packet_frames_of(options.format));
  score.request.format = score.sound;
  score.request.from_frames = length;
  score.request.to_frames = score.fit.length;
  score.start = score.to_codec(plan.start);
  if (options.ending == LoopEnding::play_on_and_fade) {
    score.request.until = plan.end;
    const bool cut = plan.crossfade == Seconds(0) || plan.start == 0;
    if (cut && length != score.fit.length) {
      score.request.again_from = plan.start;
      score.request.again_frames = std::min(kSeamContext, length);
      score.seam_context =
          std::min(score.to_codec(score.request.again_frames) * 7 / 8, score.fit.length);
    }
  }
  return score;
}

LoopShape shape_of(const Score& score, const LoopPlan& plan, const LoopOptions& options,
                   Frames track_frames) {
  const int rate = score.sound.sample_rate_hz;
  LoopShape shape;
  shape.start = score.start;
  shape.length = score.fit.length;
  shape.seam_context = score.seam_context;
  shape.crossfade = std::min({frames_of(plan.crossfade, rate), shape.start, shape.length / 2});
  shape.total = frames_of(options.duration, rate);
  if (options.ending == LoopEnding::own) {
    const Frames ending =
        std::max<Frames>(0, score.to_codec(track_frames) - shape.start - shape.length);
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

void check_bits(const LoopOptions& options) {
  const int bits = options.bits_per_sample;
  if (bits == 0 || bits == 16 || bits == 24) return;
  if (bits == 32 && options.format == FileFormat::wav) return;
  throw InvalidParameter(
      fmt::format("{} can't have {} bits per sample.", audio::info_of(options.format).name, bits))
      .at("/bits_per_sample")
      .advise("Choose 16 or 24.");
}

LoopReport report_of(const LoopPackets& packets, const LoopSignal& signal, const Score& score) {
  LoopReport report;
  report.frames = signal.shape().total;
  report.sample_rate_hz = score.sound.sample_rate_hz;
  report.channels = score.sound.channels;
  report.duration = seconds_of(report.frames, report.sample_rate_hz);
  report.method = packets.repeated ? "packets" : "encoded";
  report.why = packets.why;
  report.tempo_shift = score.fit.tempo_shift;
  report.body_start = score.start;
  report.body_frames = score.fit.length;
  if (!packets.repeated) return report;
  const PacketSequence& sequence = packets.sequence;
  report.repeat_from = packets.store.frames(sequence.intro) - packets.lead_in - packets.codec.delay;
  report.repeat_period = packets.store.frames(sequence.period);
  report.repeat_to = report.repeat_from +
                     report.repeat_period * static_cast<Frames>(sequence.copies) +
                     packets.store.frames({sequence.period.first, sequence.rest});
  return report;
}

fs::path folder_of(const fs::path& target) {
  return target.parent_path().empty() ? fs::path(".") : target.parent_path();
}

void require_space(const fs::path& folder, std::uint64_t bytes) {
  const std::uint64_t free = free_bytes(folder);
  if (free >= bytes) return;
  throw StorageFull(fmt::format("The loop needs {} MB of disk space, but only {} MB are free.",
                                bytes / 1000000 + 1, free / 1000000))
      .advise("Free some space, or choose a shorter duration or a smaller format.");
}

LoopPackets encode(const LoopSignal& signal, const CodecOptions& codec, const Score& score,
                   const fs::path& folder, const ProgressFn& progress,
                   const std::stop_token& stop) {
  if (is_pcm(codec.format)) return encode_independently(signal, codec, folder, progress, stop);
  if (codec.format == FileFormat::ogg) {
    return encode_drifting(signal, codec, score.fit.bodies_per_period, folder, progress, stop);
  }
  return encode_on_grid(signal, codec, score.fit.bodies_per_period, folder, progress, stop);
}

// Writes and syncs the file; returns its size.
std::uint64_t write_file(const LoopFile& file, const fs::path& target, const ProgressFn& progress,
                         const std::stop_token& stop) {
  const double expected =
      1.0 + static_cast<double>(file.packets.sequence.bytes(file.packets.store));
  PendingFile pending(target);
  OutputFile output(pending.path(), [&](std::uint64_t written) {
    throw_if_stopped(stop);
    if (progress) progress(std::min(1.0, static_cast<double>(written) / expected), "writing");
  });
  write_loop_file(file, output);
  output.close();
  throw_if_stopped(stop);
  pending.publish();
  return output.size();
}

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
  check_times(options);
  check_plan(plan, 0, track.format.sample_rate_hz);
  const Score score = score_of(track, plan, options);
  const LoopShape shape = shape_of(score, plan, options, track.frames.value_or(plan.end));
  return seconds_of(shape.total, score.sound.sample_rate_hz);
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

LoopReport write_loop(const fs::path& track_path, const LoopPlan& plan, const LoopOptions& options,
                      const fs::path& target, const ProgressFn& progress, std::stop_token stop) {
  check_times(options);
  check_bits(options);
  const audio::FileInfo track = audio::open_decoder(track_path)->info();
  check_plan(plan, 0, track.format.sample_rate_hz);
  const Score score = score_of(track, plan, options);
  const fs::path folder = folder_of(target);
  CodecOptions codec{.format = options.format, .sound = score.sound, .bitrate = options.bitrate};
  codec.bits_per_sample = 16;
  PacketEncoder refuses_before_there_is_work(codec);
  require_space(folder, bytes_needed(track, plan, options));

  const TrackSound sound =
      decode_track(track_path, score.request, folder, part_of(progress, 0, kReadingEnds), stop);
  const Frames track_frames = std::llround(static_cast<double>(sound.frames()) *
                                           static_cast<double>(score.request.from_frames) /
                                           static_cast<double>(score.request.to_frames));
  check_plan(plan, track_frames + 1, track.format.sample_rate_hz);
  codec.bits_per_sample = bits_for(options, track, sound);
  const LoopSignal signal(sound, shape_of(score, plan, options, track_frames));
  const LoopPackets packets =
      encode(signal, codec, score, folder, part_of(progress, kReadingEnds, kEncodingEnds), stop);
  require_space(folder, packets.sequence.bytes(packets.store) * 51 / 50);

  LoopReport report = report_of(packets, signal, score);
  const std::vector<std::uint8_t> tags = tag_block(options.format, options.tags, folder);
  report.bytes =
      write_file({packets, report.frames, tags}, target, part_of(progress, kEncodingEnds, 1), stop);
  return report;
}

}  // namespace musicgen::looper
