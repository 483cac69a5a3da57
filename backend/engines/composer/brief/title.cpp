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

// Begins a clause that states a fact: "house; bpm: 122".
bool is_label(std::string_view word) {
  constexpr std::string_view kLabels[] = {"genre", "mood",  "bpm", "key",        "tempo",
                                          "style", "title", "no",  "instruments"};
  return is_in(kLabels, word);
}

bool is_refusal(std::string_view word) {
  constexpr std::string_view kRefusals[] = {"no", "not", "without", "never", "dont", "avoid"};
  return is_in(kRefusals, word);
}

// Lower case inside a title.
bool is_small(std::string_view word) {
  constexpr std::string_view kSmall[] = {
      "a",  "an", "the", "and",  "or",   "nor", "but",  "of",   "in", "on", "at",
      "to", "by", "for", "with", "from", "as",  "into", "over", "n",  "vs", "without"};
  return is_in(kSmall, word);
}

// From the first clause on that does not begin with a refusal: "no drums, just a harp".
std::span<const Word> without_refusals(std::span<const Word> words) {
  bool refused = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_clause) refused = is_refusal(words[i].text);
    if (!refused) return words.subspan(i);
  }
  return words;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The comma of "1,5" parts no clauses.
bool goes_on_with_number(std::span<const Word> words, std::size_t i) {
  return i > 0 && words[i].after_comma && is_digit(words[i - 1].text.back()) &&
         is_digit(words[i].text.front());
}

bool starts_clause(std::span<const Word> words, std::size_t i) {
  return words[i].starts_clause && !goes_on_with_number(words, i);
}

// The words of the first clause, or of the first few where that is only a word or two.
std::span<const Word> first_clause(std::span<const Word> words) {
  std::size_t count = 1;
  while (count < words.size()) {
    const std::size_t length = words[count - 1].end - words.front().begin;
    if (starts_clause(words, count) && (length >= kShortest || is_label(words[count].text))) break;
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

std::string_view joint_before(std::span<const Word> words, std::size_t i) {
  if (i == 0) return "";
  if (goes_on_with_number(words, i)) return ",";
  return words[i].hyphened ? "-" : words[i].starts_clause ? ", " : " ";
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
  const auto words = first_clause(without_opening(without_refusals(all)));
  const bool shouted = is_shouted(prompt) && words.size() > 1;
  std::string title;
  std::size_t before_small = 0;  // the title's length where a phrase ends: before "with rain"
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_key = words[i].text == "a" && words[i].capital;  // "in A minor"
    const bool small = i > 0 && is_small(words[i].text) && !is_key;
    const bool capital = i == 0 || (!small && !words[i].hyphened);
    const std::string word = spelled(prompt, words[i], shouted || small, capital);
    const std::string_view joint = joint_before(words, i);
    if (count_characters(title) + joint.size() + count_characters(word) > kLongest) {
      if (before_small > 0) title.resize(before_small);
      break;
    }
    const bool phrase_ends = small && !is_small(words[i - 1].text);
    if (phrase_ends) before_small = title.size();
    title.append(joint).append(word);
    const bool is_last = i + 1 == words.size();
    if (is_last && small) title.resize(before_small);
  }
  return title.empty() ? first_characters(spelled(prompt, words[0], shouted, true), kLongest)
                       : title;
}

}  // namespace musicgen::composer
