#include "audio/cover.h"

#include <cmath>

#include "audio/canvas.h"

namespace musicgen::audio {
namespace {

constexpr int kSize = 1000;
constexpr std::size_t kBars = 48;
constexpr double kMargin = 110.0;
constexpr double kReach = 300.0;  // of the loudest bar from the middle
constexpr double kLeast = 5.0;

// Of a hue on the circle from 0 to 1 (Smith, "Color gamut transform pairs", SIGGRAPH 1978).
Colour of_hue(double hue, double saturation, double value) {
  const auto part = [&](double n) {
    const double k = std::fmod(n + 6.0 * hue, 6.0);
    return value - value * saturation * std::clamp(std::min(k, 4.0 - k), 0.0, 1.0);
  };
  return {part(5.0), part(3.0), part(1.0)};
}

// The mean reach of the waveform in each bar, the highest being 1.
std::vector<double> bars_of(const Peaks& peaks) {
  std::vector<double> bars(kBars, 0.0);
  std::vector<double> weights(kBars, 0.0);
  const std::size_t pairs = peaks.values.size() / 2;
  for (std::size_t i = 0; i < pairs; ++i) {
    const std::size_t bar = i * kBars / pairs;
    bars[bar] += peaks.values[2 * i + 1] - peaks.values[2 * i];
    weights[bar] += 1.0;
  }
  for (std::size_t bar = 0; bar < kBars; ++bar) bars[bar] /= std::max(1.0, weights[bar]);
  const double highest = *std::max_element(bars.begin(), bars.end());
  for (double& bar : bars) bar /= std::max(1.0, highest);
  return bars;
}

std::vector<Point> corners_of(const Box& box) {
  return {{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}};
}

}  // namespace

void draw_cover(const Peaks& peaks, std::uint64_t seed, const std::filesystem::path& png) {
  const double hue = static_cast<double>(seed % 360) / 360.0;
  const double second = std::fmod(hue + 0.12 + static_cast<double>(seed / 360 % 10) / 50.0, 1.0);
  const Box whole{0, 0, kSize, kSize};
  Canvas canvas(kSize, kSize, of_hue(hue, 0.6, 0.1));
  canvas.fill_shape(corners_of(whole), whole,
                    {{0.0, of_hue(second, 0.65, 0.36)}, {1.0, of_hue(hue, 0.7, 0.08)}});

  const Box stage{kMargin, kSize / 2.0 - kReach, kSize - 2 * kMargin, 2 * kReach};
  const double step = stage.width / static_cast<double>(kBars);
  const std::vector<double> bars = bars_of(peaks);
  for (std::size_t i = 0; i < kBars; ++i) {
    const double reach = std::max(kLeast, kReach * bars[i]);
    const Box bar{stage.x + step * (static_cast<double>(i) + 0.2), kSize / 2.0 - reach, step * 0.6,
                  2 * reach};
    canvas.fill_shape(corners_of(bar), stage,
                      {{0.0, of_hue(hue, 0.75, 1.0)},
                       {0.5, of_hue(second, 0.35, 1.0)},
                       {1.0, of_hue(hue, 0.75, 1.0)}});
  }
  canvas.save(png);
}

}  // namespace musicgen::audio
