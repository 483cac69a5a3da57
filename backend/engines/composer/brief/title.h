#pragma once
#include <string>
#include <string_view>

namespace musicgen::composer {

// A name for the song, made of the prompt's first clause in title case, at most 60 characters:
// "make me a lo-fi hip hop song with rain sounds, 80 bpm" -> "Lo-fi Hip Hop Song with Rain Sounds".
// Empty where the prompt has no words.
std::string title_of(std::string_view prompt);

// "mysterious" -> "Mysterious".
std::string capitalised(std::string_view word);

}  // namespace musicgen::composer
