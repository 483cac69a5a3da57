#pragma once
// The voices of an early game console: pulse waves of three widths, a stepped triangle and a noise
// register, with volumes of four bits that move sixty times a second.

#include "base/json.h"
#include "engines/composer/sound/note_player.h"

namespace musicgen::composer {

enum class ChipWave { pulse, triangle };
BOOST_DESCRIBE_ENUM(ChipWave, pulse, triangle)

struct ChipPatch {
  ChipWave wave = ChipWave::pulse;
  double duty = 0.5;       // 0.125, 0.25 or 0.5
  double attack_duty = 0;  // of the first two sixtieths of a second; 0: the same
  double decay_s = 0.6;    // from full to `sustain`
  double sustain = 0.55;   // 0 to 1
  double release_s = 0.06;
  double vibrato_cents = 18;
  double vibrato_delay = 0.22;
};
BOOST_DESCRIBE_STRUCT(ChipPatch, (),
                      (wave, duty, attack_duty, decay_s, sustain, release_s, vibrato_cents,
                       vibrato_delay))

// One note. `shape.length`, `pitch` and `velocity` are used.
Recording play_chip(const ChipPatch& patch, const NoteShape& shape);

// A stroke of the noise drums for a key of the General MIDI percussion map.
Recording play_chip_drum(const NoteShape& shape);

}  // namespace musicgen::composer
