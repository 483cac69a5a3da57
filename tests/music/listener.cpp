#include "music/listener.h"

#include <dsp/keydetection/GetKeyMode.h>
#include <dsp/onsets/DetectionFunction.h>
#include <dsp/tempotracking/TempoTrackV2.h>

#include <algorithm>
#include <array>
#include <vector>

namespace musicgen::listening {
namespace {

constexpr std::size_t kHop = 512;
constexpr std::size_t kWindow = 1024;

std::vector<double> onset_strength(std::span<const float> mono) {
  DetectionFunction detector(DFConfig{.stepSize = kHop,
                                      .frameLength = kWindow,
                                      .DFType = DF_COMPLEXSD,
                                      .dbRise = 3,
                                      .adaptiveWhitening = false,
                                      .whiteningRelaxCoeff = -1,
                                      .whiteningFloor = -1});
  std::vector<double> strength;
  std::vector<double> frame(kWindow);
  for (std::size_t at = 0; at + kWindow <= mono.size(); at += kHop) {
    std::copy_n(mono.begin() + static_cast<std::ptrdiff_t>(at), kWindow, frame.begin());
    strength.push_back(detector.processTimeDomain(frame.data()));
  }
  // The first two frames only show the start of the analysis.
  if (strength.size() > 2) strength.erase(strength.begin(), strength.begin() + 2);
  return strength;
}

// Least squares: frames between beats.
double slope(const std::vector<double>& beats) {
  const auto n = static_cast<double>(beats.size());
  const double mean_index = (n - 1) / 2;
  double mean = 0;
  for (const double beat : beats) mean += beat / n;
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const double x = static_cast<double>(i) - mean_index;
    above += x * (beats[i] - mean);
    below += x * x;
  }
  return above / below;
}

}  // namespace

double tempo_of(std::span<const float> mono, int sample_rate_hz) {
  const std::vector<double> strength = onset_strength(mono);
  TempoTrackV2 tracker(static_cast<float>(sample_rate_hz), kHop);
  std::vector<double> period(strength.size() / 128 + 1);
  std::vector<double> tempi;
  tracker.calculateBeatPeriod(strength, period, tempi);
  std::vector<double> beats;
  tracker.calculateBeats(strength, period, beats);
  if (beats.size() < 8) return 0;
  return 60.0 * sample_rate_hz / (slope(beats) * static_cast<double>(kHop));
}

HeardKey key_of(std::span<const float> mono, int sample_rate_hz) {
  GetKeyMode detector(sample_rate_hz, 440, 10, 10);
  std::array<int, 25> votes{};  // 1 to 12: C major upwards; 13 to 24: C minor upwards
  std::vector<double> frame(detector.getBlockSize());
  for (std::size_t at = 0; at + frame.size() <= mono.size(); at += detector.getHopSize()) {
    std::copy_n(mono.begin() + static_cast<std::ptrdiff_t>(at), frame.size(), frame.begin());
    const int key = detector.process(frame.data());
    if (key >= 1 && key <= 24) ++votes[static_cast<std::size_t>(key)];
  }
  const auto heard = std::max_element(votes.begin() + 1, votes.end()) - votes.begin() - 1;
  return {static_cast<int>(heard % 12), heard >= 12};
}

}  // namespace musicgen::listening
