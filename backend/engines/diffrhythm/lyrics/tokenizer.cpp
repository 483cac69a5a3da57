#include "engines/diffrhythm/lyrics/tokenizer.h"

#include <algorithm>
#include <iterator>

#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/mandarin.h"

namespace musicgen::lyrics {
namespace {

struct Piece {
  std::u32string text;
  std::optional<Language> language;
};

std::optional<Language> language_of(char32_t c) {
  if (is_hanzi(c)) return Language::mandarin;
  if (is_ascii_letter(c)) return Language::english;
  return std::nullopt;
}

// As the official code cuts a line (g2p/g2p_generation.py, get_segment): what is of neither
// language stays with the piece before it, or goes to the first one.
std::vector<Piece> pieces_of(std::u32string_view line) {
  std::vector<Piece> pieces;
  for (const char32_t c : line) {
    const std::optional<Language> language = language_of(c);
    const bool goes_on = !pieces.empty() && (!language || !pieces.back().language ||
                                             *language == *pieces.back().language);
    if (!goes_on) pieces.emplace_back();
    pieces.back().text += c;
    if (language) pieces.back().language = language;
  }
  return pieces;
}

void append(std::vector<std::string>& all, std::vector<std::string>&& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Tokenizer::Tokenizer(std::filesystem::path folder, OpenSpeaker open_speaker)
    : folder_(std::move(folder)),
      open_speaker_(std::move(open_speaker)),
      vocabulary_(folder_ / "phones.txt") {}

const Speaker& Tokenizer::speaker() const {
  const std::lock_guard lock(opening_);
  if (!speaker_) speaker_ = open_speaker_();
  return *speaker_;
}

const PinyinDictionary& Tokenizer::dictionary() const {
  const std::lock_guard lock(opening_);
  if (!dictionary_) dictionary_ = std::make_unique<const PinyinDictionary>(folder_);
  return *dictionary_;
}

SpokenLine Tokenizer::read(std::string_view line, Language otherwise) const {
  SpokenLine spoken;
  const std::u32string characters = code_points_of(line);
  if (std::ranges::none_of(characters, is_word_character)) return spoken;
  const std::vector<Piece> pieces = pieces_of(characters);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].language.value_or(otherwise) == Language::mandarin) {
      MandarinPhones said = mandarin_phones(pieces[i].text, dictionary());
      append(spoken.phones, std::move(said.phones));
      spoken.mandarin_syllables += said.syllables;
      spoken.unknown += utf8_of(said.unknown);
    } else {
      Phones said = english_phones(pieces[i].text, i + 1 == pieces.size(), speaker());
      append(spoken.phones, std::move(said.phones));
      spoken.english_syllables += said.syllables;
    }
  }
  spoken.tokens = vocabulary_.tokens_of(spoken.phones);
  return spoken;
}

}  // namespace musicgen::lyrics
