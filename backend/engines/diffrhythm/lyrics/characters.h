#pragma once
// Characters of lyrics: code points, and the classes of them that the official (Python) code knows.

#include <string>
#include <string_view>

namespace musicgen::lyrics {

// The code points of UTF-8 text; each broken byte becomes U+FFFD.
std::u32string code_points_of(std::string_view utf8);

std::string utf8_of(std::u32string_view text);

// Python's \w: letters and numbers of any script, and '_'.
bool is_word_character(char32_t c);

// Python's str.isspace().
bool is_space(char32_t c);

std::u32string_view strip(std::u32string_view text);

bool is_ascii_letter(char32_t c);

// A Chinese character (script Han).
bool is_hanzi(char32_t c);

// The value of a decimal digit of any script; -1 for what is none.
int digit_value(char32_t c);

// ',', '.', '?', '!', ';', ':', ''' and '…': the marks that the model knows.
bool is_mark(char32_t c);

// Chinese and typographic punctuation as the marks that the model knows: '，' is ',' and "..." is
// '…'.
std::u32string fold_punctuation(std::u32string_view text);

// The name of the language, or of the script, of a letter that is neither Latin nor Chinese:
// "Korean", "Japanese", "Thai". Empty for every other character.
std::string foreign_language_of(char32_t c);

}  // namespace musicgen::lyrics
