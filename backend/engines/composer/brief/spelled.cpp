#include "engines/composer/brief/spelled.h"

#include <algorithm>
#include <iterator>

namespace musicgen::composer {
namespace {

constexpr std::size_t kLongest = 5;  // words: "one hundred and twenty one"

std::optional<double> small_number(std::string_view text) {
  constexpr std::string_view kNumbers[] = {
      "one",     "two",     "three",     "four",     "five",    "six",      "seven",
      "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen", "fourteen",
      "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
  const auto at = std::find(std::begin(kNumbers), std::end(kNumbers), text);
  if (at == std::end(kNumbers)) return std::nullopt;
  return static_cast<double>(at - std::begin(kNumbers) + 1);
}

std::optional<double> tens(std::string_view text) {
  constexpr std::string_view kTens[] = {"twenty", "thirty",  "forty",  "fifty",
                                        "sixty",  "seventy", "eighty", "ninety"};
  const auto at = std::find(std::begin(kTens), std::end(kTens), text);
  if (at == std::end(kTens)) return std::nullopt;
  return static_cast<double>(10 * (at - std::begin(kTens) + 2));
}

class Speller {
 public:
  Speller(const std::vector<Word>& words, std::size_t first) : words_(words), first_(first) {}

  std::optional<SpelledNumber> read() const {
    const std::size_t after_hundred = hundred_at(first_ + 1) ? first_ + 2 : first_ + 1;
    if (!hundred_at(after_hundred - 1)) return below_hundred(first_);
    const auto hundreds = hundreds_at_front(after_hundred);
    if (!hundreds) return std::nullopt;
    const bool joined = text(after_hundred) == "and";
    const auto rest = below_hundred(after_hundred + (joined ? 1 : 0));
    if (!rest) return SpelledNumber{*hundreds, after_hundred};
    return SpelledNumber{*hundreds + rest->value, rest->end};
  }

 private:
  // Words behind a comma are no part of the number before it.
  std::string_view text(std::size_t i) const {
    const bool out = i >= words_.size() || (i > first_ && words_[i].starts_clause);
    return out ? std::string_view() : std::string_view(words_[i].text);
  }

  bool hundred_at(std::size_t i) const { return text(i) == "hundred"; }

  // "A hundred", "two hundred", "hundred".
  std::optional<double> hundreds_at_front(std::size_t after_hundred) const {
    if (after_hundred == first_ + 1 || text(first_) == "a") return 100.0;
    const auto count = small_number(text(first_));
    return count && *count <= 9 ? std::optional(100 * *count) : std::nullopt;
  }

  // "Forty five" ends one word later than "forty".
  std::optional<SpelledNumber> below_hundred(std::size_t i) const {
    const auto ten = tens(text(i));
    const auto one = small_number(text(ten ? i + 1 : i));
    if (!ten && !one) return std::nullopt;
    if (!ten) return SpelledNumber{*one, i + 1};
    if (!one || *one > 9) return SpelledNumber{*ten, i + 1};
    return SpelledNumber{*ten + *one, i + 2};
  }

  const std::vector<Word>& words_;
  std::size_t first_;
};

}  // namespace

std::optional<SpelledNumber> spelled_number(const std::vector<Word>& words, std::size_t first) {
  if (first >= words.size()) return std::nullopt;
  const auto number = Speller(words, first).read();
  if (!number) return std::nullopt;
  for (std::size_t i = first - std::min(first, kLongest - 1); i < first; ++i) {
    const auto longer = Speller(words, i).read();
    if (longer && longer->end > first) return std::nullopt;
  }
  return number;
}

}  // namespace musicgen::composer
