#pragma once
// What the tests of this room share: scores written by hand, without prompt or chance; a song
// rendered into memory; and measurements of sound.

#include <cmath>
#include <complex>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "audio/stream.h"
#include "engines/composer/score/score.h"
#include "engines/composer/sound/session.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {

// A song of eight parts that play nearly all the time: drums in sixteenths, a walking bass, chords,
// a pad, an arpeggio, a melody with its counter-melody, and percussion. Chords change every bar.
inline Score dense_score(Seconds duration, double bpm = 120) {
  Score score;
  score.bpm = bpm;
  score.duration = duration;
  const double bars = std::floor((duration.count() - 1.0) / (4 * score.seconds_per_beat()));
  score.beats = std::max(4 * bars, 1.0);
  const auto part = [&](const char* name, Role role, const char* instrument) -> Part& {
    score.parts.push_back({.name = name, .role = role, .instrument = instrument});
    return score.parts.back();
  };
  const int roots[] = {57, 53, 48, 55, 57, 50, 52, 55};
  const int thirds[] = {3, 4, 4, 4, 3, 3, 3, 4};
  score.parts.reserve(8);
  Part& drums = part("drums", Role::drums, "acoustic kit");
  Part& bass = part("bass", Role::bass, "electric bass");
  Part& chords = part("chords", Role::chords, "electric piano");
  Part& pad = part("pad", Role::pad, "strings");
  Part& arpeggio = part("arpeggio", Role::arpeggio, "acoustic guitar");
  Part& lead = part("lead", Role::lead, "piano");
  Part& counter = part("counter", Role::counter, "flute");
  Part& percussion = part("percussion", Role::percussion, "hand percussion");
  for (double beat = 0; beat < score.beats; beat += 0.25) {
    const auto step = static_cast<int>(beat * 4) % 16;
    const int bar = static_cast<int>(beat / 4);
    const int root = roots[bar % 8], third = thirds[bar % 8];
    const int chord[] = {root, root + third, root + 7, root + 12};
    // A little human unevenness, without chance.
    const auto touch = static_cast<float>(0.06 * std::sin(beat * 7.3));
    const auto add = [&](Part& to, double length, int pitch, double velocity) {
      to.notes.push_back({beat, length, pitch, static_cast<float>(velocity) + touch});
    };
    if (step == 0 || step == 7 || step == 10) add(drums, 0.25, 36, 0.8);
    if (step == 4 || step == 12) add(drums, 0.25, 38, 0.8);
    add(drums, 0.25, step == 14 ? 46 : 42, step % 4 == 0 ? 0.65 : 0.45);
    if (step == 0 && bar % 8 == 0) add(drums, 1, 49, 0.7);
    if (step % 4 == 0) add(bass, 0.9, root - 24 + (step == 8 ? 7 : 0), 0.75);
    if (step == 0 || step == 6) {
      for (const int pitch : chord) add(chords, step == 0 ? 1.4 : 2.4, pitch, 0.55);
    }
    if (step == 0) {
      for (const int pitch : chord) add(pad, 4, pitch + 12, 0.5);
    }
    if (step % 2 == 0) add(arpeggio, 0.5, chord[step / 2 % 4] + 12, 0.5);
    if (step % 4 == 2 || step == 0) add(lead, 0.8, chord[(step / 2 + bar) % 4] + 24, 0.65);
    if (step == 8) add(counter, 1.9, chord[(bar + 1) % 4] + 24, 0.55);
    if (step % 2 == 1) add(percussion, 0.25, step % 4 == 1 ? 70 : 63, 0.4);
  }
  return score;
}

// A score of one part.
inline Score solo(const std::string& instrument, Role role, std::vector<Note> notes,
                  Seconds duration) {
  Score score;
  score.bpm = 60;  // a beat is a second
  score.duration = duration;
  score.beats = std::max(duration.count() - 0.5, 0.25);
  score.parts.push_back(
      {.name = "solo", .role = role, .instrument = instrument, .notes = std::move(notes)});
  return score;
}

// Keeps what is written into it.
class MemorySink : public audio::Sink {
 public:
  audio::StreamFormat format() const override { return {kSampleRate, 2}; }
  void write(std::span<const float> interleaved) override {
    samples.insert(samples.end(), interleaved.begin(), interleaved.end());
  }
  void finish() override {}

  std::size_t frames() const { return samples.size() / 2; }
  std::vector<float> channel(std::size_t which) const {
    std::vector<float> out(frames());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = samples[2 * i + which];
    return out;
  }
  std::vector<float> mono() const {
    std::vector<float> out(frames());
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = 0.5f * (samples[2 * i] + samples[2 * i + 1]);
    }
    return out;
  }

  std::vector<float> samples;
};

struct Rendered {
  MemorySink mix;
  std::vector<std::string> names;
  std::vector<MemorySink> stems;
};

inline std::filesystem::path test_data_folder() {
  return std::filesystem::path(MUSICGEN_TEST_DATA).parent_path() / "data";
}

inline const Instruments& test_instruments() {
  static const Instruments instruments = load_instruments(test_data_folder());
  return instruments;
}

// Every role at the same level and dry; no compression.
inline MixSettings plain_mix() {
  MixSettings mix;
  mix.glue.ratio = 1;
  for (const char* role :
       {"drums", "percussion", "bass", "chords", "pad", "arpeggio", "lead", "counter", "effects"}) {
    mix.parts[role].reverb_db = -120;
  }
  return mix;
}

struct RenderSetup {
  Brief brief{};
  MixSettings mix = plain_mix();
  int threads = 2;
  std::size_t chunk_frames = 1 << 15;
};

inline Rendered render_to_memory(const Score& score, const RenderSetup& setup = {}) {
  Session session(score, setup.brief, test_instruments(), setup.mix,
                  {.sound_font = find_sound_font(),
                   .threads = setup.threads,
                   .chunk_frames = setup.chunk_frames});
  Rendered out{.mix = {}, .names = session.stem_names(), .stems = {}};
  out.stems.resize(out.names.size());
  std::vector<audio::Sink*> sinks;
  for (MemorySink& stem : out.stems) sinks.push_back(&stem);
  session.run(out.mix, sinks, {}, {});
  return out;
}

inline double rms(std::span<const float> x) {
  double sum = 0;
  for (const float v : x) sum += static_cast<double>(v) * v;
  return std::sqrt(sum / std::max<double>(1, static_cast<double>(x.size())));
}

inline double decibels(double gain) {
  return 20 * std::log10(std::max(gain, 1e-12));
}

inline double peak(std::span<const float> x) {
  double highest = 0;
  for (const float v : x) highest = std::max(highest, std::abs(static_cast<double>(v)));
  return highest;
}

// The power at one frequency under a Hann window.
inline double power_at(std::span<const float> x, double hz) {
  const double angle = 2 * std::numbers::pi * hz / kSampleRate;
  const std::complex<double> turn = std::polar(1.0, angle);
  const std::complex<double> hann_turn =
      std::polar(1.0, 2 * std::numbers::pi / static_cast<double>(x.size()));
  std::complex<double> phase = 1, hann = 1, sum = 0;
  for (const float v : x) {
    sum += static_cast<double>(v) * (0.5 - 0.5 * hann.real()) * phase;
    phase *= turn;
    hann *= hann_turn;
  }
  return std::norm(sum) / static_cast<double>(x.size());
}

// Power between two frequencies, sampled at `points` places on a logarithmic scale.
inline double band_power(std::span<const float> x, double low_hz, double high_hz, int points = 24) {
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    sum += power_at(x, low_hz * std::pow(high_hz / low_hz, (i + 0.5) / points));
  }
  return sum / points;
}

// How far the partial near `hz` is from it, in cents: the centre of its spectral line.
inline double cents_off(std::span<const float> x, double hz) {
  double weight = 0, sum = 0;
  for (int cents = -60; cents <= 60; ++cents) {
    const double power = power_at(x, hz * std::exp2(cents / 1200.0));
    weight += power;
    sum += power * cents;
  }
  return sum / weight;
}

}  // namespace musicgen::composer
