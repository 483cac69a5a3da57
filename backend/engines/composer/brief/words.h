#pragma once
// A prompt as words: lower case, without punctuation, each knowing where it stands in the prompt.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace musicgen::composer {

struct Word {
  std::string text;  // "rain", "3/4", "f#", "r&b", "90.5"; lower case (ASCII), no apostrophes
  std::size_t begin = 0;
  std::size_t end = 0;
  bool capital = false;        // begins with a capital letter (ASCII)
  bool starts_clause = false;  // a comma, full stop, bracket, ... stands before it, or nothing does
  bool after_comma = false;    // only a comma stands before it, without a space: "5" in "1,5"
  bool hyphened = false;       // only a hyphen stands before it: "fi" in "lo-fi"
};

// A run of words: the first one's index and how many they are.
struct Span {
  std::size_t first = 0;
  std::size_t count = 0;

  std::size_t end() const { return first + count; }
  bool operator==(const Span&) const = default;
};

// The words of clean UTF-8 text. Hyphens separate words ("lo-fi" is "lo", "fi"), signs that mean
// something in music stay in them ("f#", "3/4", "2:30", "r&b"); U+266F and U+266D become # and b.
std::vector<Word> words_of(std::string_view text);

// How a phrase is looked up: its words with one space between them. "Lo-Fi" -> "lo fi".
std::string normal_form(std::string_view phrase);
std::string normal_form(std::span<const Word> words);

// The words as they stand in the text.
std::string spelling_of(std::string_view text, std::span<const Word> words);

}  // namespace musicgen::composer
