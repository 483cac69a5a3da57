#pragma once
// A line of lyrics as tokens of the model. English and Mandarin may be mixed in a line.

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engines/diffrhythm/lyrics/english.h"
#include "engines/diffrhythm/lyrics/pinyin.h"
#include "engines/diffrhythm/lyrics/vocabulary.h"

namespace musicgen::lyrics {

enum class Language { english, mandarin };

struct SpokenLine {
  std::vector<std::string> phones;
  std::vector<int> tokens;  // empty where there is nothing to sing
  int english_syllables = 0;
  int mandarin_syllables = 0;
  std::string unknown;  // Chinese characters without a known reading; they are left out

  int syllables() const { return english_syllables + mandarin_syllables; }
};

// May be used from any thread.
class Tokenizer {
 public:
  using OpenSpeaker = std::function<std::shared_ptr<const Speaker>()>;

  // `folder` has phones.txt, words.tsv and traditional.tsv. The speaker and the Chinese dictionary
  // are opened when the first line needs them.
  Tokenizer(std::filesystem::path folder, OpenSpeaker open_speaker);

  // `otherwise` is the language of lines that have neither English letters nor Chinese characters:
  // numbers are spoken in it. Throws FileNotFound, EngineUnavailable where a part is missing.
  SpokenLine read(std::string_view line, Language otherwise) const;

 private:
  const Speaker& speaker() const;
  const PinyinDictionary& dictionary() const;

  std::filesystem::path folder_;
  OpenSpeaker open_speaker_;
  Vocabulary vocabulary_;
  mutable std::mutex opening_;
  mutable std::shared_ptr<const Speaker> speaker_;
  mutable std::unique_ptr<const PinyinDictionary> dictionary_;
};

}  // namespace musicgen::lyrics
