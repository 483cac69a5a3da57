#include "engines/composer/brief/title.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {
namespace {

constexpr std::size_t kLongest = 60;
constexpr std::size_t kShortest = 8;  // a first clause below this takes the next one along

template <std::size_t N>
bool is_in(const std::string_view (&list)[N], std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// Stands at the front of a wish, not of a name: "please make me a".
bool is_opening(std::string_view word) {
  constexpr std::string_view kOpenings[] = {
      "a",     "an",      "the",  "please", "make", "create", "generate",  "compose", "write",
      "give",  "produce", "play", "me",     "us",   "i",      "want",      "need",    "would",
      "like",  "id",      "can",  "could",  "you",  "some",   "im",        "looking", "for",
      "hi",    "hello",   "hey",  "lets",   "hear", "to",     "something", "genre",   "prompt",
      "style", "new",     "is",   "it",     "that"};
  return is_in(kOpenings, word);
}

// Lower case inside a title.
bool is_small(std::string_view word) {
  constexpr std::string_view kSmall[] = {
      "a",  "an", "the", "and",  "or",   "nor", "but",  "of",   "in", "on", "at",
      "to", "by", "for", "with", "from", "as",  "into", "over", "n",  "vs", "without"};
  return is_in(kSmall, word);
}

// The words of the first clause, or of the first few where that is only a word or two.
std::span<const Word> first_clause(std::span<const Word> words) {
  std::size_t count = 1;
  while (count < words.size()) {
    const std::size_t length = words[count - 1].end - words.front().begin;
    if (words[count].starts_clause && length >= kShortest) break;
    ++count;
  }
  return words.first(count);
}

std::span<const Word> without_opening(std::span<const Word> words) {
  std::span<const Word> rest = words;
  while (!rest.empty() && is_opening(rest.front().text)) rest = rest.subspan(1);
  return rest.empty() ? words : rest;
}

bool is_shouted(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string spelled(std::string_view prompt, const Word& word, bool quieter, bool capital) {
  std::string text(prompt.substr(word.begin, word.end - word.begin));
  if (quieter) text = to_lower_ascii(text);
  return capital ? capitalised(text) : text;
}

}  // namespace

std::string capitalised(std::string_view word) {
  std::string text(word);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string title_of(std::string_view prompt) {
  const std::vector<Word> all = words_of(prompt);
  if (all.empty()) return "";
  const std::span<const Word> words = first_clause(without_opening(all));
  const bool shouted = is_shouted(prompt) && words.size() > 1;
  std::string title;
  std::size_t whole = 0;  // the title's length after the last word that it may end with
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool small = is_small(words[i].text);
    const bool capital = i == 0 || (!small && !words[i].hyphened);
    const std::string word = spelled(prompt, words[i], shouted || (small && i > 0), capital);
    const std::string_view joint = i == 0                   ? ""
                                   : words[i].hyphened      ? "-"
                                   : words[i].starts_clause ? ", "
                                                            : " ";
    if (count_characters(title) + joint.size() + count_characters(word) > kLongest) break;
    title.append(joint).append(word);
    if (!small || i == 0) whole = title.size();
  }
  if (title.empty()) return first_characters(spelled(prompt, words[0], shouted, true), kLongest);
  title.resize(whole);
  return title;
}

}  // namespace musicgen::composer
