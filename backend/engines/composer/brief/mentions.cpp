#include "engines/composer/brief/mentions.h"

namespace musicgen::composer {
namespace {

bool says_something(const Meanings& meanings) {
  for (const Meaning& meaning : meanings) {
    const bool plain = meaning.kind == Kind::filler || meaning.kind == Kind::turn ||
                       meaning.kind == Kind::level || meaning.kind == Kind::alone;
    if (!plain) return true;
  }
  return false;
}

class Scanner {
 public:
  Scanner(const std::vector<Word>& words, const std::vector<bool>& taken,
          const Vocabulary& vocabulary)
      : words_(words), taken_(taken), vocabulary_(vocabulary) {}

  std::vector<Mention> scan() && {
    std::size_t at = 0;
    while (at < words_.size()) at += step(at);
    return std::move(mentions_);
  }

 private:
  // Reads what stands at a place; returns how many words that was.
  std::size_t step(std::size_t at) {
    if (words_[at].starts_clause && negation_) {
      joined_ = reached_ && goes_on_after_comma(at);
      if (!joined_) negation_.reset();
    }
    const Vocabulary::Hit hit = taken_[at] ? Vocabulary::Hit{} : vocabulary_.longest(free_from(at));
    if (hit.count == 0) {
      if (reached_) negation_.reset();
      return 1;
    }
    const Span span{at, hit.count};
    if (find_meaning(*hit.meanings, Kind::negation) != nullptr) {
      negation_ = span;
      reached_ = joined_ = false;
    } else if (find_meaning(*hit.meanings, Kind::turn) != nullptr) {
      negation_.reset();
      mentions_.push_back({span, *hit.meanings, false});
    } else if (says_something(*hit.meanings)) {
      add(span, *hit.meanings);
    } else {
      if (negation_ && reached_ && !goes_on_over(words_[at].text)) negation_.reset();
      mentions_.push_back({span, *hit.meanings, false});
    }
    return hit.count;
  }

  void add(const Span& span, const Meanings& meanings) {
    if (negation_ && reached_ && !joined_) negation_.reset();
    if (!negation_) {
      mentions_.push_back({span, meanings, false});
      return;
    }
    if (!reached_) mentions_.push_back({*negation_, {Meaning{}}, false});
    mentions_.push_back({span, meanings, true});
    reached_ = true;
    joined_ = false;
  }

  bool goes_on_over(std::string_view word) {
    joined_ = joins(word);
    return joined_;
  }

  bool joins(std::string_view word) const {
    const bool widely = words_[negation_->first].text == "without";
    return word == "or" || word == "nor" || (widely && word == "and");
  }

  // "Without drums, piano or bass": short clauses that end in "or".
  bool goes_on_after_comma(std::size_t at) const {
    constexpr std::size_t kShort = 3;  // words
    const std::size_t end = std::min(words_.size(), at + 24);
    std::size_t length = 0;
    for (; at < end && !taken_[at]; ++at) {
      length = words_[at].starts_clause ? 1 : length + 1;
      if (joins(words_[at].text)) return true;
      const Vocabulary::Hit hit = vocabulary_.longest(free_from(at));
      const bool ends = hit.count > 0 && (find_meaning(*hit.meanings, Kind::turn) != nullptr ||
                                          find_meaning(*hit.meanings, Kind::negation) != nullptr);
      if (ends || length > kShort) return false;
    }
    return false;
  }

  std::span<const Word> free_from(std::size_t at) const {
    std::size_t end = at;
    while (end < words_.size() && end < at + 16 && !taken_[end]) ++end;
    return std::span(words_).subspan(at, end - at);
  }

  const std::vector<Word>& words_;
  const std::vector<bool>& taken_;
  const Vocabulary& vocabulary_;
  std::vector<Mention> mentions_;
  std::optional<Span> negation_;  // in force
  bool reached_ = false;          // it has negated something
  bool joined_ = false;           // "or" stands after that
};

}  // namespace

std::vector<Mention> mentions_in(const std::vector<Word>& words, const std::vector<bool>& taken,
                                 const Vocabulary& vocabulary) {
  return Scanner(words, taken, vocabulary).scan();
}

}  // namespace musicgen::composer
