#pragma once
// Chords as roman numerals, as progressions are written down in the genre files.
//
//   [b|#]DEGREE[quality][/DEGREE][:3|:5|:7][@1|@5]
//
// DEGREE    I to VII for a major third, i to vii for a minor one; its root is the degree of the
//           scale that the list is read in (major, or natural minor), b and # move it
// quality   5 6 69 7 9 11 13 maj7 maj9 7b9 7#9 7#11 7alt sus2 sus4 7sus4 9sus4 add9 + ; o o7 h7
//           (half-diminished); minor ones with a small numeral: 6 7 9 11 add9 maj7
// /DEGREE   applied to that degree: V7/ii is the dominant of ii
// :3 :5 :7  that member of the chord in the bass
// @1 @5     that degree of the key in the bass, a pedal
//
// Chords stand in bars divided by "|"; without any "|" each chord is a bar. Chords in one bar share
// it, changing on beats. "%" repeats the bar before.

#include <string>
#include <string_view>
#include <vector>

#include "engines/composer/score/score.h"

namespace musicgen::composer::writing {

// A bar's chords, spelt as numerals: "ii9 | V13 | Imaj9" -> {{"ii9"}, {"V13"}, {"Imaj9"}}.
std::vector<std::vector<std::string>> bars_of(std::string_view progression);

// The chord that a numeral means in a key (start and length are left as they are). Numerals are
// read in `home` (major or minor); a chord that is diatonic there becomes the diatonic chord of the
// same degree in the key's mode, so that "ii7 V7" stays in lydian, and a diminished triad that
// appears this way is replaced by the mode's usual chord. Chromatic chords stay as written.
// Throws InternalError for text that is no numeral.
Chord chord_of(std::string_view numeral, Mode home, const Key& key);

// A chord on `root` by the name of its quality as chord symbols write it ("maj7", "m9", "7"), with
// the root in the bass. Throws InternalError for an unknown quality.
Chord chord_on(int root, std::string_view quality, const Key& key);

// Pitch classes to play over a chord, sorted: the key's scale, bent where the chord leaves it.
std::vector<int> scale_over(const Chord& chord, const Key& key);

// "Eb" or "D#" as the key spells it.
std::string spell(int pitch_class, const Key& key);

// Major or minor, by the mode's third.
Mode family_of(Mode mode);

}  // namespace musicgen::composer::writing
