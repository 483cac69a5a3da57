#pragma once
// English numbers in words, as Python's `inflect` spells them, since that is how the model heard
// them: number_to_words and ordinal of jaraco/inflect 7.

#include <string>
#include <string_view>

namespace musicgen::lyrics {

enum class And { without, with };  // "one hundred five", "one hundred and five"

// Digits 0-9 only. "12345" is "twelve thousand, three hundred forty-five". Numbers of more than 36
// digits are said digit by digit.
std::string cardinal_words(std::string_view digits, And style);

// "21" is "twenty-first", "101" is "one hundred and first".
std::string ordinal_words(std::string_view digits);

// The ordinal of a number in words: "twenty-one" becomes "twenty-first".
std::string ordinal_of_words(std::string words);

// In pairs, as years are said: "1984" is "nineteen eighty-four", "1905" is "nineteen oh five".
// Four digits that do not begin with 0.
std::string year_words(std::string_view digits);

}  // namespace musicgen::lyrics
