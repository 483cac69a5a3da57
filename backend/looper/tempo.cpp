#include "looper/tempo.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace musicgen::looper {
namespace {

constexpr double kReach = 0.03;      // on both sides of the tracked beat
constexpr double kLikely = 0.02;     // standard deviation of the tracker's error
constexpr double kStep = 2e-5;       // 4 ms in 200 s
constexpr double kJitter = 0.004;    // seconds by which a repeat's length is uncertain
constexpr double kDrift = 0.025;     // of players; less may be the tracker's
constexpr double kRoundBonus = 1.2;  // for whole beats a minute

// By how much the lengths of copies may miss whole beats, in seconds, as the beat that fits them is
// told apart more and more exactly. Most do by less than 0.1 ms where a machine plays, few where
// players do.
constexpr std::array kNarrowing{0.004, 0.002, 0.001, 0.0005, 0.00025, 0.0001};

// Beats that may be heard amiss: three as two or as four, four as three, two as three. One of them
// is believed if it explains so many times what the beat that is heard does.
constexpr std::array kHeardAmiss{2.0 / 3, 4.0 / 3, 3.0 / 4, 3.0 / 2};
constexpr double kFarMore = 1.35;

// What a repeat weighs: long and proved ones more.
double weight_of(const Repeat& repeat, double rate_hz) {
  const double seconds = (repeat.end - repeat.begin) / rate_hz;
  return (repeat.exact ? 1.0 : 0.3) * std::min(3.0, seconds / 5);
}

double agreement(const std::vector<Repeat>& repeats, double beat, double rate_hz,
                 double jitter = kJitter) {
  double sum = 0;
  for (const Repeat& repeat : repeats) {
    const double count = repeat.lag / beat;
    const double miss = (count - std::round(count)) * beat / rate_hz / jitter;
    if (std::abs(miss) < 4) sum += weight_of(repeat, rate_hz) * std::exp(-0.5 * miss * miss);
  }
  return sum;
}

double likelihood(double beat, double heard, double rate_hz) {
  const double miss = (beat / heard - 1) / kLikely;
  const double bpm = 60 * rate_hz / beat;
  const bool is_round = std::abs(bpm / std::round(bpm) - 1) < 3e-4;
  return std::exp(-0.5 * miss * miss) * (is_round ? kRoundBonus : 1.0);
}

// Copies that come again after whole bars of four beats but not of three speak for four, and the
// other way round; 0 where they don't speak clearly.
int beats_per_bar(const std::vector<Repeat>& repeats, double beat, double rate_hz) {
  double four = 0;
  double three = 0;
  for (const Repeat& repeat : repeats) {
    const double count = std::round(repeat.lag / beat);
    const double miss = std::abs(repeat.lag - count * beat) / rate_hz;
    if (!repeat.exact || miss > 3 * kJitter) continue;
    const bool fours = std::fmod(count, 4) == 0;
    const bool threes = std::fmod(count, 3) == 0;
    if (fours && !threes) four += weight_of(repeat, rate_hz);
    if (threes && !fours) three += weight_of(repeat, rate_hz);
  }
  if (four > 2 * three) return 4;
  return three > 2 * four ? 3 : 0;
}

// How much slower or faster the last third of the tracked beats is than the first.
double drift_of(const Beats& beats) {
  const std::size_t third = beats.at.size() / 3;
  const double first = beats.at[third] - beats.at.front();
  const double last = beats.at.back() - beats.at[beats.at.size() - 1 - third];
  return std::abs(last / first - 1);
}

// The beat near a place in the tempo at which most repeats are whole numbers of it.
SteadyTempo beat_near(double heard, const std::vector<Repeat>& repeats, double rate_hz) {
  SteadyTempo best;
  double most = 0;
  for (double ratio = 1 - kReach; ratio < 1 + kReach; ratio *= 1 + kStep) {
    const double beat = heard * ratio;
    const double worth = agreement(repeats, beat, rate_hz) * likelihood(beat, heard, rate_hz);
    if (worth <= most) continue;
    most = worth;
    best.beat = beat;
  }
  double all = 0;
  for (const Repeat& repeat : repeats) all += weight_of(repeat, rate_hz);
  best.proof = all > 0 && most > 0 ? agreement(repeats, best.beat, rate_hz) / all : 0.0;
  return best;
}

// Copies of music that a machine plays lie apart by whole beats to some microseconds: the beat that
// fits them best, to a ten-millionth, or the one given where they scatter as players' do.
double fitted_beat(const std::vector<Repeat>& repeats, double beat, double rate_hz) {
  std::vector<Repeat> copies;
  for (const Repeat& repeat : repeats) {
    if (repeat.exact) copies.push_back(repeat);
  }
  const double near = agreement(copies, beat, rate_hz);
  double fitted = beat;
  for (const double jitter : kNarrowing) {
    double product = 0;
    double square = 0;
    for (const Repeat& copy : copies) {
      const double count = std::round(copy.lag / fitted);
      const double miss = (copy.lag - count * fitted) / rate_hz / jitter;
      const double weight = weight_of(copy, rate_hz) * std::exp(-0.5 * miss * miss);
      product += weight * count * copy.lag;
      square += weight * count * count;
    }
    if (square > 0) fitted = product / square;
  }
  const double nearest = agreement(copies, fitted, rate_hz, kNarrowing.back());
  return nearest > 0.5 * near ? fitted : beat;
}

// How usual a beat is: an octave around 120 a minute, as the tracker has it.
double usual(double beat, double rate_hz) {
  const double octaves = std::log2(60 * rate_hz / beat / 120);
  return std::exp(-0.5 * octaves * octaves);
}

// The beat that explains far more than `near`, which is close to the one that is heard.
SteadyTempo beat_heard_amiss(double heard, const SteadyTempo& near,
                             const std::vector<Repeat>& repeats, double rate_hz) {
  SteadyTempo best;
  double most = 0;
  for (const double ratio : kHeardAmiss) {
    const SteadyTempo other = beat_near(heard * ratio, repeats, rate_hz);
    if (!other.found() || other.proof < kFarMore * near.proof) continue;
    const double worth = other.proof * usual(other.beat, rate_hz);
    if (worth <= most) continue;
    most = worth;
    best = other;
  }
  return best;
}

}  // namespace

SteadyTempo steady_tempo(const Beats& beats, const std::vector<Repeat>& repeats, double rate_hz) {
  if (!beats.found() || repeats.empty() || drift_of(beats) > kDrift) return {};
  const SteadyTempo near = beat_near(beats.period, repeats, rate_hz);
  const SteadyTempo amiss = beat_heard_amiss(beats.period, near, repeats, rate_hz);
  SteadyTempo best = amiss.found() ? amiss : near;
  if (best.found()) best.beat = fitted_beat(repeats, best.beat, rate_hz);
  best.per_bar = beats_per_bar(repeats, best.beat, rate_hz);
  // The bars that are heard are of the other beat.
  if (amiss.found() && best.per_bar == 0) best.per_bar = 4;
  return best;
}

}  // namespace musicgen::looper
