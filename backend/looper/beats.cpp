#include "looper/beats.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "looper/fourier.h"
#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

constexpr int kWindow = 512;
constexpr int kMostFrames = 65536;
// Weighted autocorrelation that noise does not reach by chance.
constexpr double kLeastPulse = 0.1;
constexpr double kTightness = 100;  // Ellis section 3.1: how dearly a beat off the tempo is paid

struct Envelope {
  int hop = 128;
  std::vector<float> strength;  // zero mean, unit variance
};

// Rise of the log spectrum from frame to frame, summed over bands (Ellis section 3.2).
Envelope onset_envelope(const Sketch& sketch, const std::stop_token& stop) {
  constexpr int kEnvelopeBands = 24;
  Envelope envelope;
  while (sketch.size() / envelope.hop > kMostFrames) envelope.hop *= 2;
  std::array<int, kWindow / 2 + 1> band_of{};
  std::array<float, kWindow> window{};
  for (int bin = 1; bin <= kWindow / 2; ++bin) {
    const double octaves = std::log2(static_cast<double>(bin)) / std::log2(kWindow / 2);
    band_of[bin] = std::min(kEnvelopeBands - 1, static_cast<int>(octaves * kEnvelopeBands));
  }
  for (int i = 0; i < kWindow; ++i) {
    window[i] = static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / kWindow));
  }
  RealFourier fourier(kWindow);
  std::array<float, kEnvelopeBands> before{};
  for (int centre = 0, frame = 0; centre < sketch.size(); centre += envelope.hop, ++frame) {
    if (frame % 1024 == 0) throw_if_stopped(stop);
    const auto signal = fourier.signal();
    for (int i = 0; i < kWindow; ++i) {
      const int at = centre - kWindow / 2 + i;
      signal[i] = at >= 0 && at < sketch.size() ? sketch.samples[at] * window[i] : 0.0F;
    }
    fourier.forward();
    std::array<float, kEnvelopeBands> bands{};
    for (int bin = 1; bin <= kWindow / 2; ++bin) {
      bands[band_of[bin]] += std::norm(fourier.spectrum()[bin]);
    }
    float rise = 0;
    for (int b = 0; b < kEnvelopeBands; ++b) {
      const float now = std::log10(bands[b] + 1e-4F);
      if (frame > 0) rise += std::max(0.0F, now - before[b]);
      before[b] = now;
    }
    envelope.strength.push_back(rise);
  }
  return envelope;
}

void normalise(std::vector<float>& x) {
  double sum = 0;
  double squares = 0;
  for (const float v : x) {
    sum += v;
    squares += static_cast<double>(v) * v;
  }
  const double n = static_cast<double>(std::max<std::size_t>(1, x.size()));
  const double mean = sum / n;
  const double deviation = std::sqrt(std::max(0.0, squares / n - mean * mean));
  for (float& v : x) v = deviation > 0 ? static_cast<float>((v - mean) / deviation) : 0.0F;
}

// Autocorrelation at each lag up to `longest`, 1 at lag 0.
std::vector<double> autocorrelation(const std::vector<float>& x, int longest) {
  std::vector<double> out(longest + 1, 0.0);
  const int n = static_cast<int>(x.size());
  const double own = energy(x.data(), x.size());
  for (int lag = 0; lag <= longest && lag < n && own > 0; ++lag) {
    out[lag] = dot(x.data(), x.data() + lag, n - lag) / own * n / (n - lag);
  }
  return out;
}

// The lag with the strongest weighted autocorrelation: a log-normal window around 120 bpm, one
// octave wide (Ellis section 3.3).
int best_period(const std::vector<double>& correlation, double frames_per_second) {
  int best = 0;
  double best_weight = 0;
  for (int lag = 1; lag + 1 < static_cast<int>(correlation.size()); ++lag) {
    const double bpm = 60 * frames_per_second / lag;
    if (bpm < 50 || bpm > 220) continue;
    const double octaves = std::log2(bpm / 120);
    const double weight = correlation[lag] * std::exp(-0.5 * octaves * octaves);
    if (weight > best_weight) {
      best_weight = weight;
      best = lag;
    }
  }
  return best_weight > kLeastPulse ? best : 0;
}

// Ellis section 3.1: each frame's best predecessor among those half to two periods back.
std::vector<int> best_chain(const std::vector<float>& strength, int period) {
  const int n = static_cast<int>(strength.size());
  std::vector<float> score(n);
  std::vector<int> previous(n, -1);
  std::vector<float> price(2 * period + 1);
  for (int back = std::max(1, period / 2); back <= 2 * period; ++back) {
    const double distance = std::log(static_cast<double>(back) / period);
    price[back] = static_cast<float>(-kTightness * distance * distance);
  }
  for (int t = 0; t < n; ++t) {
    float best = 0;
    for (int back = std::max(1, period / 2); back <= 2 * period && back <= t; ++back) {
      const float candidate = score[t - back] + price[back];
      if (candidate > best) {
        best = candidate;
        previous[t] = t - back;
      }
    }
    score[t] = strength[t] + best;
  }
  int last = n - 1;
  for (int t = std::max(0, n - period); t < n; ++t) {
    if (score[t] > score[last]) last = t;
  }
  std::vector<int> chain;
  for (int t = last; t >= 0; t = previous[t]) chain.push_back(t);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

int beats_per_bar(const std::vector<double>& correlation, double period) {
  const auto near = [&](double beats) {
    const auto lag = static_cast<std::size_t>(std::lround(beats * period));
    double best = 0;
    for (std::size_t i = lag - 1; i <= lag + 1 && i < correlation.size(); ++i) {
      best = std::max(best, correlation[i]);
    }
    return best;
  };
  return near(3) + near(6) > 1.15 * (near(4) + near(8)) ? 3 : 4;
}

}  // namespace

double Beats::index_of(double place) const {
  const auto next = std::upper_bound(at.begin(), at.end(), place);
  if (next == at.begin()) return (place - at.front()) / period;
  if (next == at.end()) {
    return static_cast<double>(at.size() - 1) + (place - at.back()) / period;
  }
  const auto before = next - 1;
  return static_cast<double>(before - at.begin()) + (place - *before) / (*next - *before);
}

double Beats::between(double from, double to) const {
  return found() ? index_of(to) - index_of(from) : 0.0;
}

Beats track_beats(const Sketch& sketch, const std::stop_token& stop) {
  Beats beats;
  Envelope envelope = onset_envelope(sketch, stop);
  normalise(envelope.strength);
  const double frames_per_second = sketch.rate_hz() / envelope.hop;
  const auto correlation =
      autocorrelation(envelope.strength, static_cast<int>(10 * frames_per_second));
  throw_if_stopped(stop);
  const int period = best_period(correlation, frames_per_second);
  if (period == 0) return beats;
  for (const int frame : best_chain(envelope.strength, period)) {
    beats.at.push_back(static_cast<double>(frame) * envelope.hop);
  }
  if (!beats.found()) return Beats{};
  beats.period = (beats.at.back() - beats.at.front()) / static_cast<double>(beats.at.size() - 1);
  beats.per_bar = beats_per_bar(correlation, beats.period / envelope.hop);
  return beats;
}

}  // namespace musicgen::looper
