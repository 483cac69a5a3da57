#pragma once
// What is written, as it is read aloud: abbreviations and numbers in words, in the order and with
// the results of the official code (DiffRhythm 28ad63c, g2p/g2p/english.py).

#include <string>
#include <string_view>

namespace musicgen::lyrics {

// "Dr. Smith" is "doctor. Smith".
std::string expand_abbreviations(std::string_view text);

// "$5.50" is "five dollars, fifty cents", "3/4" "three quarters", "1999" "nineteen ninety-nine".
// Words are set between spaces.
std::string spell_numbers(std::string_view text);

}  // namespace musicgen::lyrics
