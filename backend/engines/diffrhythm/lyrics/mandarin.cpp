#include "engines/diffrhythm/lyrics/mandarin.h"

#include <algorithm>
#include <array>
#include <map>

#include "engines/diffrhythm/lyrics/characters.h"

namespace musicgen::lyrics {
namespace {

// Longest first, so that "zh" is found before "z".
constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kInitials = {{
    {"zh", "ts`⁼"}, {"ch", "ts`ʰ"}, {"sh", "s`"}, {"b", "p⁼"},  {"p", "pʰ"}, {"m", "m"},
    {"f", "f"},     {"d", "t⁼"},    {"t", "tʰ"},  {"n", "n"},   {"l", "l"},  {"g", "k⁼"},
    {"k", "kʰ"},    {"h", "x"},     {"j", "tʃ⁼"}, {"q", "tʃʰ"}, {"x", "ʃ"},  {"r", "ɹ`"},
    {"z", "ts⁼"},   {"c", "tsʰ"},   {"s", "s"},
}};

const std::map<std::string_view, std::string_view>& finals() {
  static const std::map<std::string_view, std::string_view> kFinals = {
      {"a", "a"},      {"o", "o"},     {"e", "ə"},      {"ai", "aɪ"},   {"ei", "eɪ"},
      {"ao", "ɑʊ"},    {"ou", "oʊ"},   {"an", "an"},    {"en", "ən"},   {"ang", "ɑŋ"},
      {"eng", "əŋ"},   {"er", "əɹ"},   {"ong", "ʊŋ"},   {"i", "i"},     {"ia", "ia"},
      {"ie", "iɛ"},    {"iao", "iɑʊ"}, {"iou", "ioʊ"},  {"ian", "jɛn"}, {"in", "in"},
      {"iang", "iɑŋ"}, {"ing", "iŋ"},  {"iong", "jʊŋ"}, {"u", "u"},     {"ua", "ua"},
      {"uo", "uo"},    {"uai", "uaɪ"}, {"uei", "ueɪ"},  {"uan", "uan"}, {"uen", "uən"},
      {"uang", "uɑŋ"}, {"ueng", "ʊŋ"}, {"v", "ɥ"},      {"ve", "ɥɛ"},   {"van", "ɥæn"},
      {"vn", "ɥn"},    {"n", "ən"},    {"ng", "əŋ"},    {"ê", "ɛ"},
  };
  return kFinals;
}

// The final of a syllable without an initial, as it is written after one: "you" is "iou".
std::string final_alone(std::string letters) {
  if (letters.starts_with("yu")) {
    letters.replace(0, 2, "v");
  } else if (letters.starts_with("yi") || letters.starts_with("wu")) {
    letters.erase(0, 1);
  } else if (letters.starts_with('y')) {
    letters[0] = 'i';
  } else if (letters.starts_with('w')) {
    letters[0] = 'u';
  }
  return letters;
}

// The final as it is written after an initial, in full: "iu" is "iou", "ju" has "v".
std::string final_after(std::string_view initial, std::string letters) {
  const bool palatal = initial == "j" || initial == "q" || initial == "x";
  if (palatal && letters.starts_with('u')) letters[0] = 'v';
  if (letters == "iu") return "iou";
  if (letters == "ui") return "uei";
  if (letters == "un") return "uen";
  return letters;
}

std::string_view arrow_of(int tone) {
  constexpr std::array<std::string_view, 5> kArrows = {"", "→", "↑", "↓↑", "↓"};
  return tone >= 1 && tone <= 4 ? kArrows[static_cast<std::size_t>(tone)] : "";
}

bool is_labial(std::string_view initial) {
  return initial == "b" || initial == "p" || initial == "m" || initial == "f";
}

// zhi, chi, shi, ri, zi, ci, si: their vowel is the consonant itself, held.
bool is_held(std::string_view initial) {
  constexpr std::array<std::string_view, 7> kHeld = {"zh", "ch", "sh", "r", "z", "c", "s"};
  return std::ranges::find(kHeld, initial) != kHeld.end();
}

bool is_marked_third(const Syllable& syllable) {
  return syllable.tone == 3;
}

bool is_numeral(char32_t c) {
  return std::u32string_view(U"零〇一二三四五六七八九十百千万亿").find(c) !=
         std::u32string_view::npos;
}

void change_third_tones(ReadWord& word) {
  if (!std::ranges::all_of(word.syllables, is_marked_third)) return;
  if (word.syllables.size() != 2 && word.syllables.size() != 3) return;
  for (std::size_t i = 0; i + 1 < word.syllables.size(); ++i) word.syllables[i].tone = 2;
}

// 儿 after a word is no syllable of its own weight, but in a few words it means "child".
void change_er(ReadWord& word) {
  constexpr std::array<std::u32string_view, 5> kChild = {U"女儿", U"老儿", U"男儿", U"少儿",
                                                         U"小儿"};
  const bool ends = word.characters.size() > 1 && word.characters.back() == U'儿';
  if (ends && std::ranges::find(kChild, word.characters) == kChild.end()) {
    word.syllables.back().tone = 5;
  }
}

int tone_after(const std::vector<ReadWord>& words, std::size_t word) {
  const bool known = word + 1 < words.size() && !words[word + 1].syllables.empty();
  return known ? words[word + 1].syllables.front().tone : 0;
}

bool stands_between_equals(const std::vector<ReadWord>& words, std::size_t i) {
  return i > 0 && i + 1 < words.size() &&
         words[i - 1].characters.back() == words[i + 1].characters.front();
}

// 不 and 一 as words of their own; inside longer words the dictionary has them as spoken.
void change_bu(const std::vector<ReadWord>& words, std::size_t i, Syllable& bu) {
  if (stands_between_equals(words, i)) {
    bu.tone = 5;  // 好不好
  } else if (tone_after(words, i) == 4) {
    bu.tone = 2;
  }
}

void change_yi(const std::vector<ReadWord>& words, std::size_t i, Syllable& yi) {
  const bool counts =
      (i > 0 && (is_numeral(words[i - 1].characters.back()) || words[i - 1].characters == U"第")) ||
      (i + 1 < words.size() && is_numeral(words[i + 1].characters.front()));
  const int next = tone_after(words, i);
  if (counts || next == 0) return;
  if (stands_between_equals(words, i)) {
    yi.tone = 5;  // 走一走
    return;
  }
  // 个 is a fourth tone in 一个, though it is said without one.
  const bool fourth = next == 4 || words[i + 1].characters.front() == U'个';
  yi.tone = fourth ? 2 : 4;
}

void read_piece(std::u32string_view hanzi, const PinyinDictionary& dictionary,
                MandarinPhones& result) {
  std::vector<ReadWord> words = dictionary.read(hanzi);
  change_tones(words);
  for (const ReadWord& word : words) {
    if (word.syllables.empty()) result.unknown += word.characters;
    for (const Syllable& syllable : word.syllables) {
      for (std::string& phone : phones_of(syllable)) result.phones.push_back(std::move(phone));
      ++result.syllables;
    }
  }
}

}  // namespace

std::vector<std::string> phones_of(const Syllable& syllable) {
  const std::string& letters = syllable.letters;
  const auto* initial = std::ranges::find_if(
      kInitials, [&](const auto& one) { return letters.starts_with(one.first); });
  const std::string arrow(arrow_of(syllable.tone));
  const bool alone = initial == kInitials.end() || finals().contains(letters);
  const std::string rest = alone
                               ? final_alone(letters)
                               : final_after(initial->first, letters.substr(initial->first.size()));
  if (letters == "yo") return {"i", "o" + arrow};
  if (!alone) {
    const std::string consonant(initial->second);
    if (is_labial(initial->first) && rest == "o") {
      return {consonant + "wo" + arrow};
    }
    if (is_held(initial->first) && rest == "i") {
      return {arrow.empty() ? consonant : consonant + "ɹ" + arrow};
    }
  }
  const auto found = finals().find(rest);
  if (found == finals().end()) return {};
  std::vector<std::string> phones;
  if (!alone) phones.emplace_back(initial->second);
  phones.push_back(std::string(found->second) + arrow);
  return phones;
}

void change_tones(std::vector<ReadWord>& words) {
  for (ReadWord& word : words) {
    if (word.syllables.empty()) continue;
    change_third_tones(word);
    change_er(word);
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].syllables.empty()) continue;
    if (words[i].characters == U"不") change_bu(words, i, words[i].syllables.front());
    if (words[i].characters == U"一") change_yi(words, i, words[i].syllables.front());
  }
}

MandarinPhones mandarin_phones(std::u32string_view text, const PinyinDictionary& dictionary) {
  MandarinPhones result;
  std::u32string piece;
  for (const char32_t c : fold_punctuation(chinese_numbers(text))) {
    if (is_hanzi(c)) {
      piece += c;
    } else if (is_mark(c)) {
      read_piece(piece, dictionary, result);
      piece.clear();
      result.phones.push_back(utf8_of(std::u32string(1, c)));
    }
  }
  read_piece(piece, dictionary, result);
  return result;
}

}  // namespace musicgen::lyrics
