#include "engines/composer/sound/synths/chip.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engines/composer/sound/synths/oscillator.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

namespace {

constexpr int kTick = kSampleRate / 60;

double in_four_bits(double level) {
  return std::round(std::clamp(level, 0.0, 1.0) * 15) / 15;
}

// 32 steps of the console's triangle, averaged over eight points a sample against aliasing.
float stepped_triangle(double phase, double advance) {
  constexpr int kPoints = 8;
  double sum = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double at = phase + advance * i / kPoints;
    const double turn = at - std::floor(at);
    const double step = std::floor(turn < 0.5 ? 32 * turn : 32 * (1 - turn) - 1e-9);
    sum += step / 7.5 - 1;
  }
  return static_cast<float>(sum / kPoints);
}

// The console's noise: a shift register of 15 bits whose taps lie at 0 and 1, or, for a metallic
// buzz, at 0 and 6.
class NoiseRegister {
 public:
  NoiseRegister(double hz, bool metallic) : advance_(hz / kSampleRate), tap_(metallic ? 6 : 1) {}

  float next() {
    float sum = 0;
    double left = advance_;
    // The level within one sample is the average of the register over it.
    while (left > 0) {
      const double until_shift = std::min(left, 1 - phase_);
      sum += static_cast<float>(until_shift / advance_) * ((bits_ & 1) != 0 ? 1.0f : -1.0f);
      phase_ += until_shift;
      left -= until_shift;
      if (phase_ < 1 - 1e-12) break;
      phase_ = 0;
      const unsigned bit = (bits_ ^ (bits_ >> tap_)) & 1;
      bits_ = (bits_ >> 1) | (bit << 14);
    }
    return sum;
  }
  void set_rate(double hz) { advance_ = hz / kSampleRate; }

 private:
  double advance_;
  int tap_;
  double phase_ = 0;
  unsigned bits_ = 1;
};

struct NoiseStroke {
  double hz = 8000;  // of the register at the start
  double end_hz = 8000;
  double seconds = 0.1;
  double level = 0.6;
  bool metallic = false;
};

// A short fall of the triangle channel under the noise.
struct ToneStroke {
  double from_hz = 0, to_hz = 0, seconds = 0, level = 0;
};

struct ChipDrum {
  NoiseStroke noise;
  ToneStroke tone;
};

ChipDrum drum_of(int key) {
  switch (key) {
    case 35:
    case 36:
      return {{.hz = 1800, .end_hz = 500, .seconds = 0.05, .level = 0.25},
              {.from_hz = 320, .to_hz = 45, .seconds = 0.13, .level = 1}};
    case 37:
      return {{.hz = 16000, .end_hz = 16000, .seconds = 0.035, .level = 0.6}, {}};
    case 38:
    case 39:
    case 40:
      return {{.hz = 12000, .end_hz = 7000, .seconds = 0.16, .level = 0.75},
              {.from_hz = 300, .to_hz = 150, .seconds = 0.06, .level = 0.6}};
    case 46:
      return {{.hz = 30000, .end_hz = 30000, .seconds = 0.28, .level = 0.4}, {}};
    case 49:
    case 52:
    case 55:
    case 57:
      return {{.hz = 22000, .end_hz = 9000, .seconds = 1.1, .level = 0.6}, {}};
    case 51:
    case 53:
    case 59:
      return {{.hz = 24000, .end_hz = 24000, .seconds = 0.3, .level = 0.35, .metallic = true}, {}};
    case 41:
    case 43:
    case 45:
    case 47:
    case 48:
    case 50: {
      const double hz = 90 * std::exp2((key - 41) / 9.0);
      return {{.hz = 3000, .end_hz = 1200, .seconds = 0.05, .level = 0.2},
              {.from_hz = 2.2 * hz, .to_hz = hz, .seconds = 0.2, .level = 0.9}};
    }
    case 56:
      return {{.hz = 20000, .end_hz = 20000, .seconds = 0.08, .level = 0.5, .metallic = true}, {}};
    default:
      return {{.hz = 26000, .end_hz = 26000, .seconds = 0.06, .level = 0.45}, {}};
  }
}

void add_noise(Recording& out, const NoiseStroke& stroke, double loudness) {
  NoiseRegister noise(stroke.hz, stroke.metallic);
  const auto frames = static_cast<std::size_t>(stroke.seconds * kSampleRate);
  for (std::size_t i = 0; i < frames; ++i) {
    const auto tick = static_cast<double>(i / kTick) * kTick;
    const double share = tick / static_cast<double>(frames);
    if (i % kTick == 0) noise.set_rate(stroke.hz * std::pow(stroke.end_hz / stroke.hz, share));
    const double level = in_four_bits((1 - share) * (1 - share) * stroke.level);
    out.left[i] += static_cast<float>(0.5 * loudness * level) * noise.next();
  }
}

void add_tone(Recording& out, const ToneStroke& stroke, double loudness) {
  const auto frames = static_cast<std::size_t>(stroke.seconds * kSampleRate);
  double phase = 0.25;
  for (std::size_t i = 0; i < frames; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(frames);
    const double hz = stroke.from_hz * std::pow(stroke.to_hz / stroke.from_hz, std::sqrt(share));
    const double advance = hz / kSampleRate;
    const double fade = std::min(1.0, 12 * (1 - share));
    out.left[i] +=
        static_cast<float>(loudness * stroke.level * fade) * stepped_triangle(phase, advance);
    phase += advance;
  }
}

double loudness_of(int velocity) {
  const double share = velocity / 127.0;
  return share * share;
}

}  // namespace

Recording play_chip(const ChipPatch& patch, const NoteShape& shape) {
  const auto held = static_cast<std::size_t>(shape.length);
  const auto frames = held + static_cast<std::size_t>(patch.release_s * kSampleRate);
  const double loudness = loudness_of(shape.velocity);
  Recording note;
  note.left.resize(frames);
  double phase = 0, level = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    const auto tick = static_cast<double>(i / kTick) * kTick / kSampleRate;
    const double fall = std::min(tick / patch.decay_s, 1.0);
    double wanted = 1 + fall * (patch.sustain - 1);
    if (i >= held) wanted *= 1 - static_cast<double>(i - held) / static_cast<double>(frames - held);
    // Steps of the volume register are heard, but not as clicks.
    level += 0.02 * (in_four_bits(wanted) - level);
    const double since = std::max(tick - patch.vibrato_delay, 0.0);
    const double cents = patch.vibrato_cents * std::min(since / 0.2, 1.0) *
                         std::sin(2 * std::numbers::pi * 6 * since);
    const double advance = std::min(frequency_of(shape.pitch + cents / 100) / kSampleRate, 0.24);
    float x = 0;
    if (patch.wave == ChipWave::triangle) {
      x = stepped_triangle(phase, advance);
    } else {
      const bool attack = patch.attack_duty > 0 && i < 2 * kTick;
      x = wave_at(Wave::pulse, static_cast<float>(phase), static_cast<float>(advance),
                  static_cast<float>(attack ? patch.attack_duty : patch.duty));
    }
    note.left[i] = static_cast<float>(0.5 * loudness * level) * x;
    phase += advance;
    phase -= std::floor(phase);
  }
  note.right = note.left;
  return note;
}

Recording play_chip_drum(const NoteShape& shape) {
  const ChipDrum drum = drum_of(shape.pitch);
  const double seconds = std::max(drum.noise.seconds, drum.tone.seconds);
  Recording stroke;
  stroke.left.resize(static_cast<std::size_t>(seconds * kSampleRate) + 1);
  const double loudness = loudness_of(shape.velocity);
  if (drum.noise.level > 0) add_noise(stroke, drum.noise, loudness);
  if (drum.tone.level > 0) add_tone(stroke, drum.tone, loudness);
  stroke.right = stroke.left;
  return stroke;
}

}  // namespace musicgen::composer
