#pragma once
// From written notes to played ones: swing, the feel of each player, the last chord's length, and
// what every part must hold true.

#include <vector>

#include "engines/composer/score/song.h"

namespace musicgen::composer::writing {

// Swings and loosens the notes, brings them into the player's range, sorts them and ends notes
// where their pitch is struck again. Sounds that reach the last bar's end ring on into the room
// that the duration leaves.
std::vector<Note> played(const Song& song, const Player& player, std::vector<Note> notes);

// Holds chords where nothing would sound for long, at the very start too.
void fill_silences(const Song& song, Score& score);

// Level and brightness of a player through the song.
std::vector<Expression> expression_of(const Song& song, const Player& player);

}  // namespace musicgen::composer::writing
