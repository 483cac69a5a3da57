#include "engines/diffrhythm/lyrics/pinyin.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "engines/diffrhythm/lyrics/characters.h"

namespace musicgen::lyrics {
namespace {

// Of a character that the dictionary lacks.
constexpr double kUnknownLogFrequency = -40;

std::ifstream open(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) {
    throw FileNotFound("The dictionary of Chinese readings is missing.")
        .advise("Install or build the program again; the build fetches it with npm.");
  }
  return in;
}

std::vector<Syllable> syllables_in(std::string_view reading) {
  std::vector<Syllable> syllables;
  for (const std::string& one : split(reading, ' ')) {
    if (one.size() < 2) return {};
    syllables.push_back({one.substr(0, one.size() - 1), one.back() - '0'});
  }
  return syllables;
}

}  // namespace

PinyinDictionary::PinyinDictionary(const std::filesystem::path& folder) {
  std::ifstream words = open(folder / "words.tsv");
  for (std::string line; std::getline(words, line);) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() != 3) continue;
    std::u32string word = code_points_of(fields[0]);
    std::vector<Syllable> syllables = syllables_in(fields[1]);
    if (syllables.size() != word.size()) continue;
    longest_word_ = std::max(longest_word_, word.size());
    words_[std::move(word)] = {std::move(syllables), std::log(std::stod(fields[2]))};
  }
  std::ifstream pairs = open(folder / "traditional.tsv");
  for (std::string line; std::getline(pairs, line);) {
    const std::u32string pair = code_points_of(line);
    if (pair.size() == 3) simplified_[pair[0]] = pair[2];
  }
}

std::u32string PinyinDictionary::simplified(std::u32string_view hanzi) const {
  std::u32string text(hanzi);
  for (char32_t& c : text) {
    if (const auto found = simplified_.find(c); found != simplified_.end()) c = found->second;
  }
  return text;
}

// The cut with the highest product of word frequencies, found from the end (Viterbi over a unigram
// model, as jieba does it).
std::vector<ReadWord> PinyinDictionary::read(std::u32string_view hanzi) const {
  const std::u32string text = simplified(hanzi);
  std::vector<double> best(text.size() + 1, 0);
  std::vector<std::size_t> length(text.size() + 1, 1);
  for (std::size_t at = text.size(); at-- > 0;) {
    best[at] = -std::numeric_limits<double>::infinity();
    for (std::size_t size = 1; size <= std::min(longest_word_, text.size() - at); ++size) {
      const auto found = words_.find(text.substr(at, size));
      if (found == words_.end() && size > 1) continue;
      const double own = found == words_.end() ? kUnknownLogFrequency : found->second.log_frequency;
      if (own + best[at + size] <= best[at]) continue;
      best[at] = own + best[at + size];
      length[at] = size;
    }
  }
  std::vector<ReadWord> words;
  for (std::size_t at = 0; at < text.size(); at += length[at]) {
    ReadWord word{text.substr(at, length[at]), {}};
    const auto found = words_.find(word.characters);
    if (found != words_.end()) word.syllables = found->second.syllables;
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace musicgen::lyrics
