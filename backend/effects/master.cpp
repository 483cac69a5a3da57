#include "effects/master.h"

#include <cmath>
#include <future>

#include "audio/decoder.h"
#include "base/error.h"
#include "effects/limiter.h"

namespace musicgen::effects {
namespace {

constexpr std::size_t kBlockFrames = 32768;  // long enough to be worth a thread

// How near the target a gain must come, within the promised 0.5 LU.
constexpr double kToleranceLu = 0.2;

// Driven further, the limiter would flatten music and lift its noise for little loudness.
constexpr double kMaxDriveDb = 24.0;
constexpr int kMaxTrials = 8;

constexpr double kMeasured = 0.6;  // of the work

// Below this the absolute gate of BS.1770 (-70 LUFS) hides parts that the gain will bring back.
constexpr double kGatedLufs = -55.0;

struct Job {
  const OpenFn& open;
  const MasterOptions& options;
  std::stop_token stop;

  std::unique_ptr<audio::Source> open_mastered(double gain_db) const {
    return limit(open(), Decibels{gain_db}, Decibels{options.ceiling_dbtp - kCeilingMarginDb});
  }
};

// Reads a source to its end, measures it, and writes it where a sink is given. The slower half of
// the work, encoding or else measuring, goes on beside the making of the next block.
audio::Loudness pass(audio::Source& source, audio::Sink* out, Frames expected,
                     const ProgressFn& progress, const std::stop_token& stop) {
  const auto channels = static_cast<std::size_t>(source.format().channels);
  audio::LoudnessMeter meter(source.format());
  std::vector<float> next(kBlockFrames * channels);
  std::vector<float> block(next.size());
  std::future<void> beside;
  Frames done = 0;
  while (const std::size_t frames = source.read(next)) {
    throw_if_stopped(stop);
    if (out != nullptr) meter.add(std::span(next).first(frames * channels));
    if (beside.valid()) beside.get();
    std::swap(block, next);
    beside = std::async(std::launch::async, [&, sound = std::span(block).first(frames * channels)] {
      if (out != nullptr) {
        out->write(sound);
      } else {
        meter.add(sound);
      }
    });
    done += static_cast<Frames>(frames);
    const double share = static_cast<double>(done) / static_cast<double>(std::max(expected, done));
    if (progress) progress(share, "mastering");
  }
  if (beside.valid()) beside.get();
  return meter.result();
}

// The gain that brings the limited mix to the target. `loudness_at` grows with the gain, but the
// harder the limiter works the less; so each step divides by the slope of the last (secant method).
template <class LoudnessAt>
double find_gain(double first_gain_db, double target_lufs, const LoudnessAt& loudness_at) {
  double gain = first_gain_db;
  double loudness = loudness_at(gain);
  double slope = 0.9;
  for (int trial = 1; trial < kMaxTrials && std::abs(target_lufs - loudness) > kToleranceLu;
       ++trial) {
    const double next = std::min(gain + std::clamp((target_lufs - loudness) / slope, -12.0, 12.0),
                                 first_gain_db + kMaxDriveDb);
    if (next == gain) break;
    const double next_loudness = loudness_at(next);
    slope = std::clamp((next_loudness - loudness) / (next - gain), 0.2, 1.0);
    gain = next;
    loudness = next_loudness;
  }
  return gain;
}

}  // namespace

double ceiling_for(audio::FileFormat format) {
  if (audio::info_of(format).lossless) return -1.0;
  return format == audio::FileFormat::opus ? -2.5 : -1.7;
}

Decibels gain_for(const OpenFn& open_mix, Frames expected, const MasterOptions& options,
                  const ProgressFn& progress, std::stop_token stop) {
  const Job job{open_mix, options, stop};
  const audio::Loudness before =
      pass(*job.open(), nullptr, expected, part_of(progress, 0.0, 0.4), stop);
  if (!std::isfinite(before.integrated_lufs)) return {0.0};
  const double gain_db = options.target_lufs - before.integrated_lufs;
  const double peak = before.true_peak_dbtp + gain_db;
  if (peak <= options.ceiling_dbtp - kCeilingMarginDb && before.integrated_lufs >= kGatedLufs) {
    return {gain_db};
  }
  double done = 0.4;
  return {find_gain(gain_db, options.target_lufs, [&](double gain) {
    const double from = std::exchange(done, done + (1.0 - done) / 2);
    return pass(*job.open_mastered(gain), nullptr, expected, part_of(progress, from, done), stop)
        .integrated_lufs;
  })};
}

audio::Loudness master(const OpenFn& open_mix, Frames expected, audio::Sink& out,
                       const MasterOptions& options, const ProgressFn& progress,
                       std::stop_token stop) {
  const Decibels gain =
      gain_for(open_mix, expected, options, part_of(progress, 0.0, kMeasured), stop);
  const Job job{open_mix, options, stop};
  return pass(*job.open_mastered(gain.value), &out, expected, part_of(progress, kMeasured, 1.0),
              stop);
}

audio::Loudness master(const std::filesystem::path& mix, audio::Sink& out,
                       const MasterOptions& options, const ProgressFn& progress,
                       std::stop_token stop) {
  const audio::StreamFormat format = out.format();
  const Seconds length = audio::open_decoder(mix)->info().duration;
  return master([&] { return audio::open_decoder_as(mix, format); },
                frames_of(length, format.sample_rate_hz), out, options, progress, std::move(stop));
}

}  // namespace musicgen::effects
