#include "audio/loudness.h"

#include <cmath>
#include <limits>
#include <new>

#include <ebur128.h>

#include "audio/decoder.h"
#include "audio/true_peak.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr std::size_t kBlockFrames = 4096;

struct Destroy {
  void operator()(ebur128_state* meter) const { ebur128_destroy(&meter); }
};

}  // namespace

struct LoudnessMeter::State {
  std::unique_ptr<ebur128_state, Destroy> meter;
  TruePeakDetector detector;
  std::size_t channels;
  std::vector<float> peaks;
  float peak = 0.0f;
};

LoudnessMeter::LoudnessMeter(StreamFormat format)
    : state_(new State{nullptr, TruePeakDetector(format), static_cast<std::size_t>(format.channels),
                       std::vector<float>(kBlockFrames)}) {
  // The histogram keeps memory flat; its steps of 0.1 LU cost at most 0.05 LU.
  state_->meter.reset(ebur128_init(static_cast<unsigned>(format.channels),
                                   static_cast<unsigned long>(format.sample_rate_hz),
                                   EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_HISTOGRAM));
  if (state_->meter == nullptr) {
    throw InvalidParameter(fmt::format("Loudness can't be measured for {} channels at {} Hz.",
                                       format.channels, format.sample_rate_hz));
  }
}

LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::add(std::span<const float> interleaved) {
  const std::size_t channels = state_->channels;
  for (const float sample : interleaved) {
    const float level = std::fabs(sample);
    state_->peak = state_->peak < level ? level : state_->peak;
  }
  while (!interleaved.empty()) {
    const std::size_t frames = std::min(kBlockFrames, interleaved.size() / channels);
    const std::span<const float> block = interleaved.first(frames * channels);
    const std::span<float> peaks = std::span(state_->peaks).first(frames);
    if (ebur128_add_frames_float(state_->meter.get(), block.data(), frames) != EBUR128_SUCCESS) {
      throw std::bad_alloc();
    }
    state_->detector.process(block, peaks);
    state_->peak = std::max(state_->peak, *std::max_element(peaks.begin(), peaks.end()));
    interleaved = interleaved.subspan(block.size());
  }
}

Loudness LoudnessMeter::result() const {
  Loudness loudness{-std::numeric_limits<double>::infinity(),
                    Decibels::of_gain(static_cast<double>(state_->peak)).value, 0.0};
  ebur128_loudness_global(state_->meter.get(), &loudness.integrated_lufs);
  ebur128_loudness_range(state_->meter.get(), &loudness.range_lu);
  return loudness;
}

Loudness measure_loudness(const std::filesystem::path& path) {
  const std::unique_ptr<Decoder> decoder = open_decoder(path);
  LoudnessMeter meter(decoder->format());
  std::vector<float> block(kBlockFrames * static_cast<std::size_t>(decoder->format().channels));
  while (const std::size_t frames = decoder->read(block)) {
    meter.add(
        std::span(block).first(frames * static_cast<std::size_t>(decoder->format().channels)));
  }
  return meter.result();
}

}  // namespace musicgen::audio
