#pragma once
// The writers of parts. Each gives a player's notes in straight time, unsorted; finish.h makes them
// sound played.

#include <vector>

#include "engines/composer/score/song.h"

namespace musicgen::composer::writing {

// Drums and percussion: the groove of each phrase, its fills, and cymbals where sections begin.
std::vector<Note> write_drums(const Song& song, const Player& player);

// The groove that a drummer plays in a phrase; null: rests.
const Groove* groove_for(const Song& song, const Player& player, const Phrase& phrase);

// Steps of the bar on which the groove's bass drum falls.
std::vector<int> kick_steps(const Song& song, const Groove& groove, int bar);

std::vector<Note> write_bass(const Song& song, const Player& player);

// Chords, pads and arpeggios.
std::vector<Note> write_chords(const Song& song, const Player& player);

std::vector<Note> write_melody(const Song& song, const Player& player);

// A second voice under a melody (possibly empty) of guide tones, thirds and answers.
std::vector<Note> write_counter(const Song& song, const Player& player,
                                const std::vector<Note>& melody);

}  // namespace musicgen::composer::writing
