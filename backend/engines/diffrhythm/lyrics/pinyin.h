#pragma once
// How Chinese is read: a dictionary of words and characters in Hanyu Pinyin. The data is made at
// build time from the npm packages pinyin-pro and @pinyin-pro/data (scripts/fetch_pinyin.sh).

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace musicgen::lyrics {

// "zhong1": letters and tone apart. Tone 5 is the neutral one; 'ü' is written 'v'.
struct Syllable {
  std::string letters;
  int tone = 5;
};

struct ReadWord {
  std::u32string characters;        // simplified
  std::vector<Syllable> syllables;  // as many as characters; empty where the reading is unknown
};

class PinyinDictionary {
 public:
  // `folder` has words.tsv (word, reading, frequency) and traditional.tsv (traditional character,
  // simplified one). Throws FileNotFound.
  explicit PinyinDictionary(const std::filesystem::path& folder);

  // Cuts text of Chinese characters into its most probable words.
  std::vector<ReadWord> read(std::u32string_view hanzi) const;

 private:
  struct Entry {
    std::vector<Syllable> syllables;
    double log_frequency = 0;
  };

  std::u32string simplified(std::u32string_view hanzi) const;

  std::unordered_map<std::u32string, Entry> words_;
  std::unordered_map<char32_t, char32_t> simplified_;
  std::size_t longest_word_ = 1;
};

}  // namespace musicgen::lyrics
