#pragma once
// Sounds for tests, and how alike two of them are.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <vector>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/stream.h"

namespace musicgen::audio::testing {

struct Sound {
  StreamFormat format;
  std::vector<float> samples;

  Frames frames() const { return static_cast<Frames>(samples.size()) / format.channels; }
};

// Uniform in -1..1, the same in every run.
class Noise {
 public:
  explicit Noise(std::uint32_t seed = 1) : state_(seed) {}
  float next() {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<float>(static_cast<std::int32_t>(state_)) / 2147483648.0f;
  }

 private:
  std::uint32_t state_;
};

inline Sound noise(StreamFormat format, Frames frames, float level, std::uint32_t seed = 1) {
  Sound sound{format, std::vector<float>(static_cast<std::size_t>(frames * format.channels))};
  Noise source(seed);
  for (float& sample : sound.samples) sample = level * source.next();
  return sound;
}

inline Sound sine(StreamFormat format, Frames frames, float level, double hz, double phase = 0.0) {
  Sound sound{format, {}};
  for (Frames i = 0; i < frames; ++i) {
    const double angle =
        2.0 * std::numbers::pi * hz * static_cast<double>(i) / format.sample_rate_hz + phase;
    sound.samples.insert(sound.samples.end(), static_cast<std::size_t>(format.channels),
                         level * static_cast<float>(std::sin(angle)));
  }
  return sound;
}

// Like music in what coders care about: chirps below 0.3 of the rate in each channel, over
// low-passed noise, with beats. No two moments are alike, so that a shift shows.
inline Sound song(StreamFormat format, Frames frames) {
  Sound sound{format, std::vector<float>(static_cast<std::size_t>(frames * format.channels))};
  for (int channel = 0; channel < format.channels; ++channel) {
    Noise source(static_cast<std::uint32_t>(channel) + 7u);
    double phase = 0.0;
    float low = 0.0f;
    for (Frames i = 0; i < frames; ++i) {
      const double time = static_cast<double>(i) / format.sample_rate_hz;
      const double hz = 150.0 + 110.0 * channel + 500.0 * (1.0 + std::sin(1.7 * time + channel));
      phase += 2.0 * std::numbers::pi * std::min(hz, 0.3 * format.sample_rate_hz) /
               format.sample_rate_hz;
      low += 0.02f * (source.next() - low);
      const double beat = std::exp(-6.0 * std::fmod(time, 0.37));
      sound.samples[static_cast<std::size_t>(i * format.channels + channel)] =
          static_cast<float>(0.25 * std::sin(phase) * (0.4 + beat)) + 0.8f * low;
    }
  }
  return sound;
}

inline Sound read_all(Source& source, std::size_t block_frames = 1000) {
  Sound sound{source.format(), {}};
  std::vector<float> block(block_frames * static_cast<std::size_t>(sound.format.channels));
  while (const std::size_t frames = source.read(block)) {
    sound.samples.insert(
        sound.samples.end(), block.begin(),
        block.begin() + static_cast<std::ptrdiff_t>(frames) * sound.format.channels);
  }
  return sound;
}

inline Sound read_file(const std::filesystem::path& path) {
  return read_all(*open_decoder(path));
}

inline void write_file(const std::filesystem::path& path, const Sound& sound,
                       EncoderOptions options) {
  options.input = sound.format;
  const std::unique_ptr<Sink> sink = open_encoder(path, options);
  std::span<const float> left = sound.samples;
  while (!left.empty()) {
    const std::size_t count =
        std::min(left.size(), static_cast<std::size_t>(sound.format.channels) * 1777);
    sink->write(left.first(count));
    left = left.subspan(count);
  }
  sink->finish();
}

// The engine's own format: floats that survive bit for bit.
inline void write_float_wav(const std::filesystem::path& path, const Sound& sound) {
  write_file(path, sound, {.format = FileFormat::wav, .bits_per_sample = 32});
}

// Normalised correlation at zero shift: 1 for the same sound whatever its level, and quickly less
// for a shifted one.
inline double correlation(std::span<const float> a, std::span<const float> b) {
  double ab = 0.0;
  double aa = 1e-30;
  double bb = 1e-30;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    ab += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return ab / std::sqrt(aa * bb);
}

// A Source over samples in memory.
class MemorySource final : public Source {
 public:
  explicit MemorySource(Sound sound) : sound_(std::move(sound)) {}
  StreamFormat format() const override { return sound_.format; }
  std::size_t read(std::span<float> interleaved) override {
    const auto channels = static_cast<std::size_t>(sound_.format.channels);
    const std::size_t count =
        std::min(interleaved.size() / channels * channels, sound_.samples.size() - position_);
    std::copy_n(sound_.samples.begin() + static_cast<std::ptrdiff_t>(position_), count,
                interleaved.begin());
    position_ += count;
    return count / channels;
  }

 private:
  Sound sound_;
  std::size_t position_ = 0;
};

// A Sink that keeps what it gets.
class MemorySink final : public Sink {
 public:
  explicit MemorySink(StreamFormat format) : sound_{format, {}} {}
  StreamFormat format() const override { return sound_.format; }
  void write(std::span<const float> interleaved) override {
    sound_.samples.insert(sound_.samples.end(), interleaved.begin(), interleaved.end());
  }
  void finish() override {}
  const Sound& sound() const { return sound_; }

 private:
  Sound sound_;
};

}  // namespace musicgen::audio::testing
