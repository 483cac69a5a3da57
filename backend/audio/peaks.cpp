#include "audio/peaks.h"

#include <cmath>

#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr std::string_view kMagic = "MGPK";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kMaxPeaks = 20000;
constexpr std::size_t kHeaderBytes = 32;

std::int8_t scaled(float level) {
  return static_cast<std::int8_t>(std::lrint(std::clamp(level, -1.0f, 1.0f) * 127.0f));
}

void append(std::string& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

std::uint64_t take(std::string_view& bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  bytes.remove_prefix(size);
  return value;
}

void require(bool sane) {
  if (!sane) throw InvalidAudioFormat("This is not a peaks file, or it is damaged.");
}

}  // namespace

PeakMeter::PeakMeter(StreamFormat format) : format_(format) {}

void PeakMeter::add(std::span<const float> interleaved) {
  const auto channels = static_cast<std::size_t>(format_.channels);
  while (!interleaved.empty()) {
    if (values_.empty() || frames_in_last_ == frames_per_peak_) {
      if (values_.size() == kMaxPeaks * channels * 2) halve();
      for (std::size_t i = 0; i < channels; ++i) {
        values_.insert(values_.end(), 2, interleaved[i]);
      }
      frames_in_last_ = 0;
    }
    const std::size_t frames =
        std::min(interleaved.size() / channels,
                 static_cast<std::size_t>(frames_per_peak_ - frames_in_last_));
    float* last = values_.data() + values_.size() - 2 * channels;
    for (std::size_t i = 0; i < frames * channels; ++i) {
      float* pair = last + 2 * (i % channels);
      pair[0] = std::min(pair[0], interleaved[i]);
      pair[1] = std::max(pair[1], interleaved[i]);
    }
    frames_in_last_ += static_cast<Frames>(frames);
    frames_ += static_cast<Frames>(frames);
    interleaved = interleaved.subspan(frames * channels);
  }
}

// Joins neighbours, so that each peak covers twice the time. Called with an even count.
void PeakMeter::halve() {
  const auto row = 2 * static_cast<std::size_t>(format_.channels);
  for (std::size_t peak = 0; peak < kMaxPeaks / 2; ++peak) {
    for (std::size_t i = 0; i < row; i += 2) {
      const float* first = values_.data() + 2 * peak * row + i;
      const float* second = first + row;
      values_[peak * row + i] = std::min(first[0], second[0]);
      values_[peak * row + i + 1] = std::max(first[1], second[1]);
    }
  }
  values_.resize(kMaxPeaks / 2 * row);
  frames_per_peak_ *= 2;
}

Peaks PeakMeter::result() const {
  Peaks peaks{format_.sample_rate_hz, format_.channels, frames_, frames_per_peak_, {}};
  peaks.values.resize(values_.size());
  std::transform(values_.begin(), values_.end(), peaks.values.begin(), scaled);
  return peaks;
}

std::string to_bytes(const Peaks& peaks) {
  const std::size_t row = 2 * static_cast<std::size_t>(peaks.channels);
  std::string bytes(kMagic);
  append(bytes, kVersion, 4);
  append(bytes, static_cast<std::uint64_t>(peaks.sample_rate_hz), 4);
  append(bytes, static_cast<std::uint64_t>(peaks.frames_per_peak), 4);
  append(bytes, static_cast<std::uint64_t>(peaks.frames), 8);
  append(bytes, static_cast<std::uint64_t>(peaks.channels), 4);
  append(bytes, peaks.values.size() / row, 4);
  for (const std::int8_t value : peaks.values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

Peaks peaks_from_bytes(std::string_view bytes) {
  require(bytes.size() >= kHeaderBytes && bytes.starts_with(kMagic));
  bytes.remove_prefix(kMagic.size());
  require(take(bytes, 4) == kVersion);
  Peaks peaks;
  peaks.sample_rate_hz = static_cast<int>(take(bytes, 4));
  peaks.frames_per_peak = static_cast<Frames>(take(bytes, 4));
  peaks.frames = static_cast<Frames>(take(bytes, 8));
  peaks.channels = static_cast<int>(take(bytes, 4));
  const std::uint64_t count = take(bytes, 4);
  require(peaks.sample_rate_hz > 0 && peaks.channels > 0 && peaks.channels <= 1024);
  require(peaks.frames_per_peak > 0 && peaks.frames >= 0 && count <= kMaxPeaks);
  require(bytes.size() == count * static_cast<std::uint64_t>(peaks.channels) * 2);
  peaks.values.assign(bytes.begin(), bytes.end());
  return peaks;
}

}  // namespace musicgen::audio
