#pragma once
// Chinese text as phones of the model. The steps are those of the official code (DiffRhythm
// 28ad63c, g2p/g2p/mandarin.py): numbers in characters, words, readings, changed tones, phones. The
// readings come from another dictionary than there (the official one chooses among readings of a
// character with a neural model), so a character with several readings may be read differently.

#include <string_view>

#include "engines/diffrhythm/lyrics/english.h"
#include "engines/diffrhythm/lyrics/pinyin.h"

namespace musicgen::lyrics {

struct MandarinPhones : Phones {
  std::u32string unknown;  // characters without a reading, which are left out
};

// Characters, digits and punctuation are read; everything else is dropped. There is no "_" between
// Chinese words.
MandarinPhones mandarin_phones(std::u32string_view text, const PinyinDictionary& dictionary);

// Tones that change in speech: two or three third tones in a word, 不 before a fourth tone, 一
// before another syllable, 儿 at the end of a word.
void change_tones(std::vector<ReadWord>& words);

// "zhong1" is "ts`⁼" and "ʊŋ→": initial, final, and the tone as an arrow (→ ↑ ↓↑ ↓, none for the
// neutral one). Empty for what is no syllable.
std::vector<std::string> phones_of(const Syllable& syllable);

// "120" is 一百二十, "2024年" 二零二四年, "50%" 百分之五十, "3.5" 三点五, "1/2" 二分之一.
std::u32string chinese_numbers(std::u32string_view text);

}  // namespace musicgen::lyrics
