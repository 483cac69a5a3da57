#include "looper/prepared_loop.h"

#include "base/files.h"
#include "looper/loop_layout.h"
#include "looper/tag_block.h"

namespace musicgen::looper {
namespace fs = std::filesystem;
using audio::FileFormat;
namespace {

constexpr double kReadingEnds = 0.2;  // as measured

LoopPackets encode(const LoopSignal& signal, const CodecOptions& codec, const LoopLayout& layout,
                   const fs::path& folder, const ProgressFn& progress,
                   const std::stop_token& stop) {
  if (is_pcm(codec.format)) return encode_independently(signal, codec, folder, progress, stop);
  if (codec.format == FileFormat::ogg) {
    return encode_drifting(signal, codec, layout.fit.bodies_per_period, folder, progress, stop);
  }
  return encode_on_grid(signal, codec, layout.fit.bodies_per_period, folder, progress, stop);
}

LoopReport report_of(const LoopPackets& packets, const LoopSignal& signal,
                     const LoopLayout& layout) {
  LoopReport report;
  report.frames = signal.shape().total;
  report.sample_rate_hz = layout.sound.sample_rate_hz;
  report.channels = layout.sound.channels;
  report.duration = seconds_of(report.frames, report.sample_rate_hz);
  report.method = packets.repeated ? "packets" : "encoded";
  report.why = packets.why;
  report.tempo_shift = layout.fit.tempo_shift;
  report.body_start = layout.start;
  report.body_frames = layout.fit.length;
  if (!packets.repeated) return report;
  const PacketSequence& sequence = packets.sequence;
  report.repeat_from = packets.store.frames(sequence.intro) - packets.lead_in - packets.codec.delay;
  report.repeat_period = packets.store.frames(sequence.period);
  report.repeat_to = report.repeat_from +
                     report.repeat_period * static_cast<Frames>(sequence.copies) +
                     packets.store.frames({sequence.period.first, sequence.rest});
  return report;
}

}  // namespace

void require_space(const fs::path& folder, std::uint64_t bytes) {
  tidy_once(folder);  // what a killed program left may be as large as a loop
  const std::uint64_t free = free_bytes(folder);
  if (free >= bytes) return;
  throw StorageFull(fmt::format("The loop needs {} MB of disk space, but only {} MB are free.",
                                bytes / 1000000 + 1, free / 1000000))
      .advise("Free some space, or choose a shorter duration or a smaller format.");
}

fs::path folder_of(const fs::path& target) {
  return target.parent_path().empty() ? fs::path(".") : target.parent_path();
}

PreparedLoop prepare_loop(const fs::path& track_path, const LoopPlan& plan,
                          const LoopOptions& options, const fs::path& folder,
                          const ProgressFn& progress, const std::stop_token& stop) {
  check_options(options);
  const audio::FileInfo track = audio::open_decoder(track_path)->info();
  const int rate = track.format.sample_rate_hz;
  check_plan(plan, 0, rate);
  const LoopLayout layout = layout_of(track, plan, options);
  CodecOptions codec{.format = options.format, .sound = layout.sound, .bitrate = options.bitrate};
  PacketEncoder refuses_before_there_is_work(codec);
  require_space(folder, bytes_needed(track, plan, options));

  const TrackSound sound =
      decode_track(track_path, layout.request, folder, part_of(progress, 0, kReadingEnds), stop);
  check_plan(plan, sound.track_frames(), rate);
  codec.bits_per_sample = bits_for(options, track, sound);
  const LoopSignal signal(sound, shape_of(layout, plan, options, sound.track_frames()));
  LoopPackets packets =
      encode(signal, codec, layout, folder, part_of(progress, kReadingEnds, 1), stop);
  const LoopReport report = report_of(packets, signal, layout);
  return {std::move(packets), report, tag_block(options.format, options.tags, folder)};
}

std::uint64_t publish(const fs::path& target, std::uint64_t expected,
                      const std::function<void(OutputFile&)>& write, const ProgressFn& progress,
                      const std::stop_token& stop) {
  require_space(folder_of(target), expected);
  PendingFile pending(target);
  OutputFile output(pending.path(), [&](std::uint64_t written) {
    throw_if_stopped(stop);
    const double share = static_cast<double>(written) / static_cast<double>(expected);
    if (progress) progress(std::min(1.0, share), "writing");
  });
  write(output);
  output.close();
  throw_if_stopped(stop);
  pending.publish();
  return output.size();
}

}  // namespace musicgen::looper
