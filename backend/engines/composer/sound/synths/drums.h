#pragma once
// Drum machines. A drum is a few layers: tones that drop in pitch, filtered noise, and the metallic
// mixture of square waves that cymbals are made of. Kits are data (drum_kits.toml).

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "engines/composer/sound/note_player.h"

namespace musicgen::composer {

// Decays are the time to fall by 60 dB.
struct DrumTone {
  double hz = 60;
  double drop_semitones = 0;  // how far above `hz` it begins
  double drop_s = 0.04;
  double hold_s = 0;  // before it decays
  double decay_s = 0.4;
  double level = 1;
  double click = 0;  // of the beater
  double drive = 0;  // 0 to 1
};
BOOST_DESCRIBE_STRUCT(DrumTone, (),
                      (hz, drop_semitones, drop_s, hold_s, decay_s, level, click, drive))

struct DrumNoise {
  double low_hz = 200;     // high-pass
  double high_hz = 16000;  // low-pass
  double attack_s = 0;
  double decay_s = 0.2;
  double level = 1;
  int bursts = 0;          // quick repeats before it, as hands don't clap at once
  double burst_s = 0.011;  // between them
};
BOOST_DESCRIBE_STRUCT(DrumNoise, (), (low_hz, high_hz, attack_s, decay_s, level, bursts, burst_s))

struct DrumMetal {
  double tune = 1;       // of the six oscillators
  double low_hz = 6000;  // high-pass
  double high_hz = 18000;
  double decay_s = 0.1;
  double level = 1;
  bool two_only = false;  // the cowbell uses the two highest ones
};
BOOST_DESCRIBE_STRUCT(DrumMetal, (), (tune, low_hz, high_hz, decay_s, level, two_only))

struct DrumPatch {
  std::vector<DrumTone> tones;
  std::vector<DrumNoise> noises;
  std::vector<DrumMetal> metals;
  double gain_db = 0;
  double pan = 0;
  double low_pass_hz = 20000;
  double crush = 0;  // 0 to 1: the grain of an early sampler, 12 bits at 26 kHz
};
BOOST_DESCRIBE_STRUCT(DrumPatch, (), (tones, noises, metals, gain_db, pan, low_pass_hz, crush))

// By the name of the drum: "kick", "snare", "closed hat", ...
using DrumKit = std::map<std::string, DrumPatch>;

// The drum that a key of the General MIDI percussion map stands for; empty for keys that drum
// machines don't have. `tune` gets the factor of toms' and congas' pitch.
std::string_view drum_of_key(int key, double& tune);

// One stroke; `shape.pitch`, `velocity` and `variant` are used.
Recording strike(const DrumPatch& drum, double tune, const NoteShape& shape);

}  // namespace musicgen::composer
