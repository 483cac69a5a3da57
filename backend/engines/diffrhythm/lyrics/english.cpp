#include "engines/diffrhythm/lyrics/english.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/english_text.h"

namespace musicgen::lyrics {
namespace {

// Longer runs of letters are no words; espeak-ng is not asked to take them in one piece.
constexpr std::size_t kLongestWord = 64;

struct Rewrite {
  std::string_view first;
  std::string_view second;  // empty: `first` alone is replaced
  std::string_view result;
};

// In this order. Their source is `_special_map` of english.py.
constexpr std::array<Rewrite, 13> kRewrites = {{
    {"t", "ɹ", "tɹ"},
    {"d", "ɹ", "dɹ"},
    {"t", "s", "ts"},
    {"d", "z", "dz"},
    {"ɪ", "ɹ", "ɪɹ"},
    {"ɐ", "", "ɚ"},
    {"ᵻ", "", "ɪ"},
    {"əl", "", "l"},
    {"x", "", "k"},
    {"ɬ", "", "l"},
    {"ʔ", "", "t"},
    {"n̩", "", "n"},
    {"oː", "ɹ", "oːɹ"},
}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t next = 0; (next = text.find(from, at)) != std::string::npos;
       at = next + from.size()) {
    out.append(text, at, next - at).append(to);
  }
  text = out.append(text, at);
}

// Letters, numbers, '_', spaces and the known marks; no space beside a mark, single spaces else.
std::u32string keep_what_is_said(std::u32string_view text) {
  std::u32string out;
  bool space = false;
  std::size_t letters = 0;
  for (const char32_t c : fold_punctuation(strip(text))) {
    if (is_space(c)) {
      space = true;
      continue;
    }
    if (!is_mark(c) && !is_word_character(c)) continue;
    if (space && !is_mark(c) && (out.empty() || !is_mark(out.back()))) out += U' ';
    if (space || is_mark(c)) letters = 0;
    if (++letters > kLongestWord) {
      out += U' ';
      letters = 1;
    }
    space = false;
    out += c;
  }
  return out;
}

// espeak-ng marks words of other languages, "(fr)...(en)".
std::string without_language_flags(std::string text) {
  for (std::size_t open = 0; (open = text.find('(')) != std::string::npos;) {
    const std::size_t close = text.find(')', open);
    if (close == std::string::npos) break;
    text.erase(open, close - open + 1);
  }
  return text;
}

// What phonemizer makes of espeak-ng's answer: words and phones, without stress.
void add_spoken(std::string ipa, std::vector<std::string>& phones) {
  replace_all(ipa, "\n", " ");
  ipa = std::string(trim(ipa));
  replace_all(ipa, "  ", " ");
  while (ipa.find("__") != std::string::npos) replace_all(ipa, "__", "_");
  replace_all(ipa, "_ ", " ");
  ipa = without_language_flags(std::move(ipa));
  for (const std::string_view stress : {"ˈ", "ˌ", "'", "-"}) replace_all(ipa, stress, "");
  if (ipa.empty()) return;
  bool first = true;
  for (const std::string& word : split(ipa, ' ')) {
    if (!first) phones.emplace_back("_");
    first = false;
    for (std::string& phone : split(word, '_')) {
      if (!phone.empty()) phones.push_back(std::move(phone));
    }
  }
}

std::vector<std::string> raw_phones(std::u32string_view text, const Speaker& speaker) {
  std::vector<std::string> phones;
  while (!text.empty()) {
    const auto* mark = std::ranges::find_if(text, is_mark);
    const auto size = static_cast<std::size_t>(mark - text.begin());
    if (size > 0) add_spoken(speaker.ipa_of(utf8_of(text.substr(0, size))), phones);
    text.remove_prefix(size);
    if (text.empty()) break;
    phones.push_back(utf8_of(text.substr(0, 1)));
    text.remove_prefix(1);
  }
  return phones;
}

// The official code parts a piece from what follows only after some sounds.
bool asks_for_break(const std::vector<std::string>& phones) {
  constexpr std::u32string_view kSounds = U"p⁼ʰmftnlkxʃs`ɹaoəɛɪeɑʊŋiuɥwæjː";
  if (phones.empty()) return false;
  const std::u32string last = code_points_of(phones.back());
  return !last.empty() && kSounds.find(last.back()) != std::u32string_view::npos;
}

bool is_vowel(const std::string& phone) {
  constexpr std::u32string_view kVowels = U"iɪɜɚɐᵻoɔɑuʊʌɛæeaəɒøœyɯ";
  constexpr char32_t kSyllabic = 0x329;  // the stroke below n̩
  const std::u32string letters = code_points_of(phone);
  return !letters.empty() && (kVowels.find(letters.front()) != std::u32string_view::npos ||
                              letters.find(kSyllabic) != std::u32string::npos);
}

void apply(const Rewrite& rule, std::vector<std::string>& phones) {
  const std::size_t size = rule.second.empty() ? 1 : 2;
  std::vector<std::string> out;
  out.reserve(phones.size());
  for (std::size_t i = 0; i < phones.size(); ++i) {
    const bool fits = phones[i] == rule.first &&
                      (size == 1 || (i + 1 < phones.size() && phones[i + 1] == rule.second));
    out.push_back(fits ? std::string(rule.result) : std::move(phones[i]));
    if (fits) i += size - 1;
  }
  phones = std::move(out);
}

}  // namespace

Phones english_phones(std::u32string_view text, bool last, const Speaker& speaker) {
  const std::string spoken = spell_numbers(expand_abbreviations(utf8_of(text)));
  Phones result;
  result.phones = raw_phones(keep_what_is_said(code_points_of(spoken)), speaker);
  result.syllables = static_cast<int>(std::ranges::count_if(result.phones, is_vowel));
  if (!last && asks_for_break(result.phones)) result.phones.emplace_back("_");
  for (const Rewrite& rule : kRewrites) apply(rule, result.phones);
  return result;
}

}  // namespace musicgen::lyrics
