#include "looper/sketch.h"

#include <algorithm>
#include <cmath>

#include "looper/decimator.h"

namespace musicgen::looper {
namespace {

constexpr double kRate = 11025;
constexpr std::size_t kMostSamples = 12'000'000;
constexpr std::size_t kBlock = 16384;

// Weights from 1.15 down to 0.85, whatever the number of channels.
std::vector<float> weights_of(int channels) {
  std::vector<float> weights;
  for (int c = 0; c < channels; ++c) {
    const double tilt = channels == 1 ? 0.0 : 0.15 - 0.3 * c / (channels - 1);
    weights.push_back(static_cast<float>((1.0 + tilt) / channels));
  }
  return weights;
}

void mix(std::span<const float> interleaved, const std::vector<float>& weights,
         std::vector<float>& mono) {
  const std::size_t channels = weights.size();
  mono.resize(interleaved.size() / channels);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    float sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += weights[c] * interleaved[i * channels + c];
    mono[i] = std::isfinite(sum) ? sum : 0.0F;
  }
}

// A row of decimators that grows by a halving each time the sketch is full.
class Shrinker {
 public:
  explicit Shrinker(int factor) : frames_per_sample_(factor) {
    stages_.emplace_back(factor);
    samples_.reserve(kMostSamples + kBlock);
  }

  void push(std::span<const float> mono) {
    run(0, mono);
    if (samples_.size() > kMostSamples) halve();
  }

  void finish(Sketch& sketch) {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      std::vector<float> rest;
      stages_[i].flush(rest);
      run(i + 1, rest);
    }
    sketch.samples = std::move(samples_);
    sketch.frames_per_sample = frames_per_sample_;
  }

 private:
  void run(std::size_t stage, std::span<const float> in) {
    for (; stage < stages_.size(); ++stage) {
      shrunk_.clear();
      stages_[stage].push(in, shrunk_);
      std::swap(shrunk_, passed_on_);
      in = passed_on_;
    }
    samples_.insert(samples_.end(), in.begin(), in.end());
  }

  void halve() {
    Decimator& half = stages_.emplace_back(2);
    std::vector<float> done;
    std::size_t kept = 0;
    for (std::size_t at = 0; at < samples_.size(); at += kBlock) {
      done.clear();
      half.push(std::span(samples_).subspan(at, std::min(kBlock, samples_.size() - at)), done);
      std::copy(done.begin(), done.end(), samples_.begin() + static_cast<std::ptrdiff_t>(kept));
      kept += done.size();
    }
    samples_.resize(kept);
    frames_per_sample_ *= 2;
  }

  int frames_per_sample_;
  std::vector<Decimator> stages_;
  std::vector<float> samples_;
  std::vector<float> passed_on_;  // from stage to stage
  std::vector<float> shrunk_;
};

}  // namespace

Sketch read_sketch(audio::Source& source, const ProgressFn& progress, const std::stop_token& stop,
                   Frames frames_hint) {
  const audio::StreamFormat format = source.format();
  Sketch sketch;
  sketch.sample_rate_hz = format.sample_rate_hz;
  Shrinker shrinker(std::max(1, static_cast<int>(std::lround(format.sample_rate_hz / kRate))));
  const std::vector<float> weights = weights_of(format.channels);
  std::vector<float> interleaved(kBlock * weights.size());
  std::vector<float> mono;
  while (const std::size_t frames = source.read(interleaved)) {
    throw_if_stopped(stop);
    mix(std::span(interleaved).first(frames * weights.size()), weights, mono);
    shrinker.push(mono);
    sketch.frames += static_cast<Frames>(frames);
    if (progress && frames_hint > 0) {
      const double total = static_cast<double>(frames_hint);
      progress(std::min(1.0, static_cast<double>(sketch.frames) / total), "reading");
    }
  }
  shrinker.finish(sketch);
  return sketch;
}

}  // namespace musicgen::looper
