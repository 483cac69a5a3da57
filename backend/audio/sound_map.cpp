#include "audio/sound_map.h"

#include <cmath>

#include "audio/spectrum.h"
#include "base/error.h"
#include "base/progress.h"

namespace musicgen::audio {
namespace {

constexpr std::size_t kBands = SoundMap::kBands;
constexpr std::size_t kStepFrames = 256;
constexpr std::size_t kMaxColumns = 4096;
constexpr std::size_t kLongestHop = 8192;

// One window length and the share of each band that it is responsible for.
struct Resolution {
  std::size_t window;  // in frames at 44.1 kHz
  double from_hz;      // rises to its full share over an octave from here
  double to_hz;        // falls to nothing over an octave from here
};
constexpr Resolution kResolutions[] = {
    {16384, 0.0, 250.0}, {4096, 250.0, 2000.0}, {1024, 2000.0, 1e9}};

// A power of two, so that windows last about as long at every rate.
std::size_t window_at(const Resolution& resolution, int sample_rate_hz) {
  const double octaves = std::round(std::log2(sample_rate_hz / 44100.0));
  return static_cast<std::size_t>(static_cast<double>(resolution.window) * std::exp2(octaves));
}

double share_of(const Resolution& resolution, double hz) {
  const auto rise = [hz](double from) {
    return from <= 0.0 ? 1.0 : std::clamp(std::log2(hz / from), 0.0, 1.0);
  };
  return rise(resolution.from_hz) * (1.0 - rise(resolution.to_hz));
}

// Measures the bands of one resolution, and averages over a column.
class BandMeter {
 public:
  BandMeter(const Resolution& resolution, int sample_rate_hz)
      : window_(window_at(resolution, sample_rate_hz)),
        spectrum_(window_),
        sums_(kBands),
        latest_(kBands) {
    for (std::size_t band = 0; band < kBands; ++band) {
      const double hz = frequency_of_band(static_cast<double>(band));
      const double bins_per_hz = static_cast<double>(window_) / sample_rate_hz;
      const double half_step = frequency_of_band(static_cast<double>(band) + 0.5) / hz;
      const bool audible = hz < sample_rate_hz / 2.0 - 1.0 / bins_per_hz;
      shares_.push_back(audible ? static_cast<float>(share_of(resolution, hz)) : 0.0f);
      ranges_.push_back({hz / half_step * bins_per_hz, hz * half_step * bins_per_hz});
    }
  }

  std::size_t window() const { return window_; }

  bool due(std::size_t step, std::size_t column_frames) const {
    const std::size_t shortest = std::max(window_ / 32, kStepFrames);
    const std::size_t hop = std::clamp(column_frames, shortest, std::max(shortest, kLongestHop));
    return step % (hop / kStepFrames) == 0;
  }

  void measure(std::span<const std::complex<float>> stereo) {
    const std::span<const float> powers = spectrum_.powers_of(stereo);
    for (std::size_t band = 0; band < kBands; ++band) {
      if (shares_[band] == 0.0f) continue;
      latest_[band] = shares_[band] * power_between(powers, ranges_[band]);
      sums_[band] += latest_[band];
    }
    ++count_;
  }

  // Adds the mean since the last call, or the latest measure where there was none.
  void take(std::span<float> bands) {
    for (std::size_t band = 0; band < kBands; ++band) {
      bands[band] += count_ == 0 ? latest_[band] : sums_[band] / static_cast<float>(count_);
      sums_[band] = 0.0f;
    }
    count_ = 0;
  }

 private:
  struct Range {
    double from;  // in bins
    double to;
  };

  // Narrower than a bin: between two neighbours; wider: the strongest within.
  static float power_between(std::span<const float> powers, const Range& range) {
    const double middle = (range.from + range.to) / 2;
    const auto low = static_cast<std::size_t>(middle);
    const auto upper = static_cast<float>(middle - static_cast<double>(low));
    float power = powers[low] + upper * (powers[low + 1] - powers[low]);
    const auto last = std::min(powers.size() - 1, static_cast<std::size_t>(range.to));
    for (auto bin = static_cast<std::size_t>(std::ceil(range.from)); bin <= last; ++bin) {
      power = std::max(power, powers[bin]);
    }
    return power;
  }

  std::size_t window_;
  Spectrum spectrum_;
  std::vector<float> shares_;
  std::vector<Range> ranges_;
  std::vector<float> sums_;
  std::vector<float> latest_;
  std::size_t count_ = 0;
};

class Mapper {
 public:
  explicit Mapper(int sample_rate_hz)
      : longest_window_(window_at(kResolutions[0], sample_rate_hz)), line_(longest_window_ / 2) {
    for (const Resolution& resolution : kResolutions)
      meters_.emplace_back(resolution, sample_rate_hz);
    map_.frames_per_column = kStepFrames;
  }

  void add(std::span<const float> stereo) {
    for (std::size_t i = 0; i + 1 < stereo.size(); i += 2) {
      line_.emplace_back(stereo[i], stereo[i + 1]);
    }
    map_.frames += static_cast<Frames>(stereo.size() / 2);
    advance();
  }

  SoundMap finish() {
    line_.resize(line_.size() + longest_window_ / 2 + kStepFrames - 1);
    advance();
    if (column_frames_ > 0) end_column();
    return std::move(map_);
  }

 private:
  // The step under work begins half the longest window behind the start of `line_`.
  void advance() {
    std::size_t begin = 0;
    for (; begin + longest_window_ + kStepFrames <= line_.size(); begin += kStepFrames) {
      const Frames left = map_.frames - static_cast<Frames>(step_ * kStepFrames);
      if (left <= 0) break;
      const std::span<const std::complex<float>> line = std::span(line_).subspan(begin);
      const auto frames = std::min(kStepFrames, static_cast<std::size_t>(left));
      add_wave(line.subspan(longest_window_ / 2, frames));
      for (BandMeter& meter : meters_) {
        if (!meter.due(step_, static_cast<std::size_t>(map_.frames_per_column))) continue;
        const std::size_t middle = longest_window_ / 2 + kStepFrames / 2;
        meter.measure(line.subspan(middle - meter.window() / 2, meter.window()));
      }
      ++step_;
      if (column_frames_ == static_cast<std::size_t>(map_.frames_per_column)) end_column();
    }
    line_.erase(line_.begin(), line_.begin() + static_cast<std::ptrdiff_t>(begin));
  }

  void add_wave(std::span<const std::complex<float>> sound) {
    for (const std::complex<float> sample : sound) {
      column_.lowest = std::min({column_.lowest, sample.real(), sample.imag()});
      column_.highest = std::max({column_.highest, sample.real(), sample.imag()});
      square_ += static_cast<double>(std::norm(sample)) / 2.0;
    }
    column_frames_ += sound.size();
  }

  void end_column() {
    column_.square = static_cast<float>(square_ / static_cast<double>(column_frames_));
    map_.columns.push_back(column_);
    map_.powers.resize(map_.columns.size() * kBands);
    for (BandMeter& meter : meters_) meter.take(std::span(map_.powers).last(kBands));
    column_ = {};
    square_ = 0.0;
    column_frames_ = 0;
    if (map_.columns.size() == kMaxColumns) halve();
  }

  // Joins neighbours, so that each column covers twice the time.
  void halve() {
    for (std::size_t i = 0; i < kMaxColumns / 2; ++i) {
      const SoundMap::Column& first = map_.columns[2 * i];
      const SoundMap::Column& second = map_.columns[2 * i + 1];
      map_.columns[i] = {std::min(first.lowest, second.lowest),
                         std::max(first.highest, second.highest),
                         (first.square + second.square) / 2};
      const float* powers = map_.powers_of(2 * i);
      for (std::size_t band = 0; band < kBands; ++band) {
        map_.powers[i * kBands + band] = (powers[band] + powers[kBands + band]) / 2;
      }
    }
    map_.columns.resize(kMaxColumns / 2);
    map_.powers.resize(kMaxColumns / 2 * kBands);
    map_.frames_per_column *= 2;
  }

  SoundMap map_;
  std::vector<BandMeter> meters_;
  std::size_t longest_window_;
  std::vector<std::complex<float>> line_;  // left and right as real and imaginary part
  std::size_t step_ = 0;
  SoundMap::Column column_;
  double square_ = 0.0;
  std::size_t column_frames_ = 0;
};

}  // namespace

double frequency_of_band(double band) {
  return SoundMap::kLowestHz *
         std::pow(SoundMap::kHighestHz / SoundMap::kLowestHz, band / (SoundMap::kBands - 1));
}

double band_of_frequency(double hz) {
  return (SoundMap::kBands - 1) * std::log(hz / SoundMap::kLowestHz) /
         std::log(SoundMap::kHighestHz / SoundMap::kLowestHz);
}

SoundMap map_sound(Source& stereo, const std::stop_token& stop) {
  if (stereo.format().channels != 2) throw InternalError("A sound map needs two channels.");
  Mapper mapper(stereo.format().sample_rate_hz);
  std::vector<float> block(2 * 4096);
  while (const std::size_t frames = stereo.read(block)) {
    throw_if_stopped(stop);
    mapper.add(std::span(block).first(2 * frames));
  }
  return mapper.finish();
}

SoundMap sample_sound(Decoder& sound, std::size_t columns) {
  const auto channels = static_cast<std::size_t>(sound.format().channels);
  const Frames frames = sound.info().frames.value_or(0);
  std::vector<BandMeter> meters;
  for (const Resolution& resolution : kResolutions) {
    meters.emplace_back(resolution, sound.format().sample_rate_hz);
  }
  const std::size_t longest = meters.front().window();
  SoundMap map;
  map.frames = frames;
  map.frames_per_column = std::max<Frames>(1, frames / static_cast<Frames>(columns));
  map.columns.resize(columns);
  map.powers.resize(columns * kBands);
  std::vector<float> block(longest * channels);
  std::vector<std::complex<float>> stereo(longest);
  for (std::size_t column = 0; column < columns; ++column) {
    const Frames middle = map.frames_per_column * (2 * static_cast<Frames>(column) + 1) / 2;
    sound.seek(std::max<Frames>(0, middle - static_cast<Frames>(longest / 2)));
    std::fill(block.begin(), block.end(), 0.0f);
    sound.read(block);
    for (std::size_t i = 0; i < longest; ++i) {
      stereo[i] = {block[i * channels], block[i * channels + (channels > 1 ? 1 : 0)]};
    }
    for (BandMeter& meter : meters) {
      meter.measure(std::span(stereo).subspan((longest - meter.window()) / 2, meter.window()));
      meter.take(std::span(map.powers).subspan(column * kBands, kBands));
    }
  }
  return map;
}

}  // namespace musicgen::audio
