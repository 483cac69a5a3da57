#pragma once
// Loudness after EBU R 128 / ITU-R BS.1770-4 (libebur128).

#include <filesystem>
#include <memory>

#include "audio/stream.h"

namespace musicgen::audio {

struct Loudness {
  double integrated_lufs;  // -infinity for silence
  double true_peak_dbtp;   // of the loudest channel, oversampled; -infinity for silence
  double range_lu;
};

class LoudnessMeter {
 public:
  explicit LoudnessMeter(StreamFormat format);
  ~LoudnessMeter();
  void add(std::span<const float> interleaved);
  Loudness result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Loudness measure_loudness(const std::filesystem::path& path);

}  // namespace musicgen::audio
