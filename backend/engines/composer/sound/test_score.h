#pragma once
// Scores for tests, written by hand: no prompt, no chance.

#include <string>
#include <vector>

#include "engines/composer/score/score.h"

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

}  // namespace musicgen::composer
