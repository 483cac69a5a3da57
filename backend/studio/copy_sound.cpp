#include "studio/copy_sound.h"

#include <utility>

#include "audio/decoder.h"

namespace musicgen::studio {
namespace {

// A limited peak that a codec lifted is lifted by much the same amount again.
constexpr int kMaxTrials = 5;
constexpr double kMarginDb = 0.1;

}  // namespace

SoundMeasures master_to_file(const effects::OpenFn& open_mix, Frames expected,
                             const std::filesystem::path& target,
                             const audio::EncoderOptions& encoding, double target_lufs,
                             const ProgressFn& progress, std::stop_token stop) {
  effects::MasterOptions options{target_lufs, effects::ceiling_for(encoding.format)};
  double done = 0.0;
  for (int trial = 1;; ++trial) {
    const double from = std::exchange(done, done + (1.0 - done) * 0.8);
    const auto out = audio::open_encoder(target, encoding);
    effects::master(open_mix, expected, *out, options, part_of(progress, from, done), stop);
    out->finish();
    const SoundMeasures heard = measure_sound(*audio::open_decoder(target), stop);
    const double excess = heard.loudness.true_peak_dbtp - kHighestPeakDbtp;
    if (excess <= 0 || trial == kMaxTrials) return heard;
    options.ceiling_dbtp -= excess + kMarginDb;
  }
}

void copy_as_flac(const std::filesystem::path& sound, const std::filesystem::path& target,
                  std::stop_token stop) {
  const auto in = audio::open_decoder(sound);
  const auto out = audio::open_encoder(
      target, {.format = audio::FileFormat::flac, .input = in->format(), .bits_per_sample = 24});
  std::vector<float> block(static_cast<std::size_t>(in->format().channels) * (1 << 14));
  while (const std::size_t frames = in->read(block)) {
    throw_if_stopped(stop);
    out->write(std::span(block).first(frames * static_cast<std::size_t>(in->format().channels)));
  }
  out->finish();
}

}  // namespace musicgen::studio
