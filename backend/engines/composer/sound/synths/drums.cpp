#include "engines/composer/sound/synths/drums.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/noise.h"
#include "engines/composer/sound/synths/oscillator.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

// The level after `seconds` of a decay that falls by 60 dB in `decay_s`.
double decayed(double seconds, double decay_s) {
  return seconds <= 0 ? 1 : std::exp(-6.9 * seconds / decay_s);
}

double driven(double x, double drive) {
  if (drive <= 0) return x;
  const double gain = 1 + 4 * drive;
  return std::tanh(gain * x) / std::tanh(gain);
}

// How hard a stroke is, 0 to 1, and what follows from it: the skin's level grows with the square
// as everywhere, the noise and the click a little faster, so that soft strokes are darker.
struct Touch {
  explicit Touch(int velocity) : force(velocity / 127.0) {}
  double force;
  double body() const { return force * force; }
  double bright() const { return std::pow(force, 2.5); }
};

std::size_t frames_for(double seconds) {
  return static_cast<std::size_t>(seconds * kSampleRate);
}

void add_tone(std::vector<double>& out, const DrumTone& tone, double tune, Touch touch) {
  double phase = 0;
  const std::size_t frames = std::min(out.size(), frames_for(tone.hold_s + 1.3 * tone.decay_s));
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / kSampleRate;
    const double semitones =
        tone.drop_semitones * decayed(t, tone.drop_s) * (0.7 + 0.3 * touch.force);
    const double hz = tone.hz * tune * std::exp2(semitones / 12);
    // The first millisecond rises, so that only `click` clicks.
    const double level = std::min(t / 0.0008, 1.0) * decayed(t - tone.hold_s, tone.decay_s);
    const double click = tone.click * decayed(t, 0.006) * std::sin(kTurn * 2300 * t);
    out[i] += touch.body() * tone.level * driven(level * std::sin(kTurn * phase), tone.drive) +
              touch.bright() * click;
    phase += std::min(hz / kSampleRate, 0.45);
    phase -= std::floor(phase);
  }
}

void add_noise(std::vector<double>& out, const DrumNoise& layer, Touch touch, std::uint64_t seed) {
  Noise noise(seed);
  Biquad low = Biquad::high_pass(layer.low_hz), low_again = low;
  Biquad high = Biquad::low_pass(std::min(layer.high_hz, 19000.0) * (0.6 + 0.4 * touch.force));
  const double last_burst = layer.bursts * layer.burst_s;
  const std::size_t frames =
      std::min(out.size(), frames_for(last_burst + 1.3 * layer.decay_s + layer.attack_s));
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / kSampleRate;
    const double since = t < last_burst ? std::fmod(t, layer.burst_s) : t - last_burst;
    const double decay = t < last_burst ? 1.6 * layer.burst_s : layer.decay_s;
    const double rise = layer.attack_s > 0 ? std::min(t / layer.attack_s, 1.0) : 1;
    const float x = high(low_again(low(noise.next())));
    out[i] += touch.bright() * layer.level * rise * decayed(since - layer.attack_s, decay) * x;
  }
}

// The six square waves of the TR-808's cymbals and hats (Werner, Abel, Smith, "The TR-808 cymbal: a
// physically-informed, circuit-bendable, digital model", ICMC 2014).
void add_metal(std::vector<double>& out, const DrumMetal& layer, Touch touch) {
  constexpr std::array kHz = {205.3, 304.4, 369.6, 522.7, 540.0, 800.0};
  Biquad low = Biquad::high_pass(layer.low_hz, 0.9), low_again = low;
  Biquad high = Biquad::low_pass(std::min(layer.high_hz, 19000.0) * (0.7 + 0.3 * touch.force));
  std::array<double, kHz.size()> phases{0.1, 0.35, 0.6, 0.85, 0.2, 0.5};
  const std::size_t frames = std::min(out.size(), frames_for(1.3 * layer.decay_s));
  for (std::size_t i = 0; i < frames; ++i) {
    double sum = 0;
    for (std::size_t k = layer.two_only ? 4 : 0; k < kHz.size(); ++k) {
      const double advance = kHz[k] * layer.tune / kSampleRate;
      sum += wave_at(Wave::pulse, static_cast<float>(phases[k]), static_cast<float>(advance), 0.5f);
      phases[k] += advance;
      phases[k] -= std::floor(phases[k]);
    }
    const double t = static_cast<double>(i) / kSampleRate;
    // A struck plate loses half its level at once and keeps the rest longer.
    const double level = 0.5 * decayed(t, 0.3 * layer.decay_s) + 0.5 * decayed(t, layer.decay_s);
    out[i] +=
        touch.bright() * layer.level * 0.3 * level * high(low_again(low(static_cast<float>(sum))));
  }
}

double longest_of(const DrumPatch& drum) {
  double seconds = 0.02;
  for (const DrumTone& tone : drum.tones) {
    seconds = std::max(seconds, tone.hold_s + 1.3 * tone.decay_s);
  }
  for (const DrumNoise& noise : drum.noises) {
    seconds =
        std::max(seconds, noise.bursts * noise.burst_s + noise.attack_s + 1.3 * noise.decay_s);
  }
  for (const DrumMetal& metal : drum.metals) seconds = std::max(seconds, 1.3 * metal.decay_s);
  return seconds;
}

void crush(std::vector<double>& sound, double amount) {
  constexpr double kHold = kSampleRate / 26040.0;
  double held = 0, until = 0;
  for (double& x : sound) {
    if (until <= 0) {
      held = std::round(x * 2048) / 2048;
      until += kHold;
    }
    until -= 1;
    x += amount * (held - x);
  }
}

}  // namespace

std::string_view drum_of_key(int key, double& tune) {
  tune = 1;
  const auto semitones = [&](double steps) { tune = std::exp2(steps / 12); };
  switch (key) {
    case 35:
    case 36:
      return "kick";
    case 37:
      return "rim";
    case 38:
    case 40:
      return "snare";
    case 39:
      return "clap";
    case 41:
    case 43:
    case 45:
    case 47:
    case 48:
    case 50:
      semitones((key - 41) * 1.4);
      return "tom";
    case 42:
    case 44:
      return "closed hat";
    case 46:
      return "open hat";
    case 49:
    case 52:
    case 55:
    case 57:
      return "crash";
    case 51:
    case 53:
    case 59:
      return "ride";
    case 54:
      return "tambourine";
    case 56:
      return "cowbell";
    case 60:
    case 61:
      semitones(key == 60 ? 9 : 5);
      return "conga";
    case 62:
    case 63:
    case 64:
      semitones((63 - key) * 4);
      return "conga";
    case 69:
    case 70:
    case 82:
      return "shaker";
    case 75:
    case 76:
    case 77:
      semitones(key == 77 ? -4 : 0);
      return "clave";
    default:
      return {};
  }
}

Recording strike(const DrumPatch& drum, double tune, const NoteShape& shape) {
  const Touch touch(shape.velocity);
  std::vector<double> sound(frames_for(longest_of(drum)));
  // No two strokes of the noise are the same sample by sample, as with an analogue machine.
  const auto seed =
      static_cast<std::uint64_t>(shape.pitch * 16 + shape.variant) * 0x9e3779b97f4a7c15;
  for (const DrumTone& tone : drum.tones) add_tone(sound, tone, tune, touch);
  for (std::size_t i = 0; i < drum.noises.size(); ++i) {
    add_noise(sound, drum.noises[i], touch, seed + i);
  }
  for (const DrumMetal& metal : drum.metals) add_metal(sound, metal, touch);
  if (drum.crush > 0) crush(sound, drum.crush);

  Biquad low_pass = Biquad::low_pass(std::min(drum.low_pass_hz, 19900.0));
  const double gain = Decibels{drum.gain_db}.as_gain();
  const double angle = (drum.pan + 1) * std::numbers::pi / 4;
  const double left = std::numbers::sqrt2 * std::cos(angle);
  const double right = std::numbers::sqrt2 * std::sin(angle);
  const std::size_t fade = std::min<std::size_t>(sound.size(), 220);
  Recording stroke;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double end =
        std::min(1.0, static_cast<double>(sound.size() - 1 - i) / static_cast<double>(fade));
    const double x = end * gain * low_pass(static_cast<float>(sound[i]));
    stroke.left.push_back(static_cast<float>(left * x));
    stroke.right.push_back(static_cast<float>(right * x));
  }
  return stroke;
}

}  // namespace musicgen::composer
