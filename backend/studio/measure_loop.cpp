#include "studio/measure_loop.h"

#include "audio/decoder.h"
#include "base/progress.h"

namespace musicgen::studio {
namespace {

constexpr Frames kMostPeaks = 20000;  // audio/peaks.h

// Peaks of a stretch of the file that begins at `first`.
struct Stretch {
  Frames first = 0;
  audio::Peaks peaks;
};

// Reads on up to `end`; a file that ends before is read to its end.
template <class Take>
void read_until(audio::Decoder& in, Frames from, Frames end, const std::stop_token& stop,
                const Take& take) {
  const auto channels = static_cast<std::size_t>(in.format().channels);
  std::vector<float> block(channels << 14);
  while (from < end) {
    throw_if_stopped(stop);
    const auto wanted = static_cast<std::size_t>(std::min<Frames>(1 << 14, end - from));
    const std::size_t frames = in.read(std::span(block).first(wanted * channels));
    if (frames == 0) return;
    take(std::span<const float>(block).first(frames * channels));
    from += static_cast<Frames>(frames);
  }
}

// Widens the peak at `values` by those of the stretch that touch the frames `from` to `to`.
void widen(std::span<std::int8_t> values, const Stretch& stretch, Frames from, Frames to) {
  const Frames width = stretch.peaks.frames_per_peak;
  const auto pairs = static_cast<Frames>(values.size());
  const Frames count = static_cast<Frames>(stretch.peaks.values.size()) / pairs;
  const Frames last = std::min(count - 1, (to - 1 - stretch.first) / width);
  for (Frames i = (from - stretch.first) / width; i <= last; ++i) {
    for (Frames k = 0; k < pairs; k += 2) {
      const std::int8_t* peak = &stretch.peaks.values[static_cast<std::size_t>(i * pairs + k)];
      auto& lowest = values[static_cast<std::size_t>(k)];
      auto& highest = values[static_cast<std::size_t>(k + 1)];
      lowest = std::min(lowest, peak[0]);
      highest = std::max(highest, peak[1]);
    }
  }
}

audio::Peaks unrolled(const looper::LoopReport& report, const Stretch& once, const Stretch& tail) {
  audio::Peaks all = once.peaks;
  all.frames = report.frames;
  while ((all.frames + all.frames_per_peak - 1) / all.frames_per_peak > kMostPeaks) {
    all.frames_per_peak *= 2;
  }
  const Frames count = (all.frames + all.frames_per_peak - 1) / all.frames_per_peak;
  const auto pairs = static_cast<std::size_t>(all.channels) * 2;
  all.values.assign(static_cast<std::size_t>(count) * pairs, 0);
  const Frames once_ends = report.repeat_from + report.repeat_period;
  for (Frames n = 0; n < count; ++n) {
    const auto values = std::span(all.values).subspan(static_cast<std::size_t>(n) * pairs, pairs);
    const Frames end = std::min(all.frames, (n + 1) * all.frames_per_peak);
    for (Frames at = n * all.frames_per_peak; at < end;) {
      Frames to = end;
      if (at >= report.repeat_to) {
        widen(values, tail, at, to);
      } else {
        const bool first_time = at < report.repeat_from;
        const Frames heard =
            first_time ? at : report.repeat_from + (at - report.repeat_from) % report.repeat_period;
        to = std::min({end, report.repeat_to, at + once_ends - heard});
        widen(values, once, heard, heard + to - at);
      }
      at = to;
    }
  }
  return all;
}

}  // namespace

LoopSound measure_loop(const std::filesystem::path& file, const looper::LoopReport& report,
                       const std::stop_token& stop) {
  const auto in = audio::open_decoder(file);
  const bool repeats = report.repeat_period > 0;
  const Frames once_ends = repeats ? report.repeat_from + report.repeat_period : report.frames;
  audio::LoudnessMeter loudness(in->format());
  audio::PeakMeter once(in->format());
  read_until(*in, 0, once_ends, stop, [&](std::span<const float> sound) {
    loudness.add(sound);
    once.add(sound);
  });
  if (!repeats) return {loudness.result(), once.result()};

  audio::PeakMeter tail(in->format());
  in->seek(report.repeat_to);
  read_until(*in, report.repeat_to, report.frames, stop,
             [&](std::span<const float> sound) { tail.add(sound); });
  return {loudness.result(),
          unrolled(report, {0, once.result()}, {report.repeat_to, tail.result()})};
}

}  // namespace musicgen::studio
