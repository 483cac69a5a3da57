#include "engines/composer/brief/mentions.h"

namespace musicgen::composer {
namespace {

bool is_plain(Kind kind) {
  switch (kind) {
    case Kind::filler:
    case Kind::turn:
    case Kind::level:
    case Kind::alone:
    case Kind::all:
    case Kind::music:
    case Kind::ender:
      return true;
    default:
      return false;
  }
}

bool says_something(const Meanings& meanings) {
  for (const Meaning& meaning : meanings) {
    if (!is_plain(meaning.kind)) return true;
  }
  return false;
}

// Sounds make a list, and so does what describes the music.
bool names_a_sound(const Meanings& meanings) {
  for (const Kind kind :
       {Kind::instrument, Kind::family, Kind::band, Kind::voice, Kind::ambience}) {
    if (find_meaning(meanings, kind) != nullptr) return true;
  }
  return false;
}

// Stands within a list: "without the drums and the bass".
bool is_article(std::string_view word) {
  return word == "the" || word == "a" || word == "an" || word == "any" || word == "its";
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
    if (words_[at].starts_clause) begin_clause(at);
    const Vocabulary::Hit hit = taken_[at] ? Vocabulary::Hit{} : vocabulary_.longest(free_from(at));
    if (hit.count == 0) {
      if (reached_) negation_.reset();
      all_.reset();
      bare_ = false;
      return 1;
    }
    read({at, hit.count}, *hit.meanings);
    return hit.count;
  }

  void begin_clause(std::size_t at) {
    all_.reset();
    excepted_ = false;
    if (!negation_) return;
    joined_ = reached_ && goes_on_after_comma(at);
    if (!joined_) negation_.reset();
  }

  void read(const Span& span, const Meanings& meanings) {
    const auto means = [&](Kind kind) { return find_meaning(meanings, kind) != nullptr; };
    if (means(Kind::exception) && read_exception(span, means(Kind::turn))) return;
    if (means(Kind::music) && negation_ && !reached_ && bare_ && says_all(span.end())) {
      mentions_.push_back({{negation_->first, span.end() - negation_->first}, meanings, true});
      negation_.reset();
      return;
    }
    if (const Meaning* negation = find_meaning(meanings, Kind::negation)) {
      negate(span, negation->detail);
    } else if (means(Kind::replaced)) {
      refuse_what_stands_before();
      add_plain(span, meanings);
    } else if (means(Kind::turn) || means(Kind::nobody_else)) {
      negation_.reset();
      all_.reset();
      mentions_.push_back({span, meanings});
    } else if (says_something(meanings)) {
      all_.reset();
      add(span, meanings);
    } else {
      if (means(Kind::all) && !all_) begin_all(span);
      add_plain(span, meanings);
    }
  }

  void negate(const Span& span, std::string_view kind) {
    negation_ = span;
    wide_ = kind == "wide" || (kind == "fronted" && words_[span.first].starts_clause);
    reached_ = joined_ = excepted_ = false;
    bare_ = true;
    all_.reset();
  }

  void begin_all(const Span& span) {
    all_ = span;
    if (!negation_) bare_ = true;
  }

  // "No instruments but piano" is a piano alone, "no drums except brushes" wants the brushes,
  // "everything but drums" refuses them. False where the word is only a turn.
  bool read_exception(const Span& span, bool is_turn) {
    const bool after_nothing = negation_ && !reached_ && bare_;
    const bool after_all = !negation_ && all_ && bare_;
    if (!after_nothing && !after_all && is_turn) return false;
    if (!negation_) {
      negate(span, "wide");
      return true;
    }
    if (!reached_) mentions_.push_back({*negation_, {Meaning{}}});
    Meaning meaning;
    if (after_nothing) meaning = {Kind::alone, "only", ""};
    mentions_.push_back({span, {meaning}});
    negation_.reset();
    all_.reset();
    excepted_ = true;
    return true;
  }

  // "No music" and "no music at all", not "no music box" nor "no music but rain".
  bool says_all(std::size_t end) const {
    if (end >= words_.size() || words_[end].starts_clause) return true;
    const Vocabulary::Hit next = vocabulary_.longest(free_from(end));
    return next.count > 0 && find_meaning(*next.meanings, Kind::ender) != nullptr;
  }

  // The drums of "drums are replaced by claps".
  void refuse_what_stands_before() {
    negation_.reset();
    for (std::size_t i = mentions_.size(); i-- > 0;) {
      if (!says_something(mentions_[i].meanings)) continue;
      mentions_[i].negated = true;
      return;
    }
  }

  void add_plain(const Span& span, const Meanings& meanings) {
    if (negation_ && reached_ && !goes_on_over(words_[span.first].text)) negation_.reset();
    mentions_.push_back({span, meanings});
  }

  void add(const Span& span, const Meanings& meanings) {
    if (negation_ && reached_ && (!joined_ || !may_join(meanings))) negation_.reset();
    if (!negation_) {
      mentions_.push_back({span, meanings, false, excepted_});
      return;
    }
    if (!reached_) mentions_.push_back({*negation_, {Meaning{}}});
    mentions_.push_back({span, meanings, true});
    reached_ = true;
    joined_ = joined_by_and_ = false;
    of_sound_ = names_a_sound(meanings);
  }

  // "Without drums and slow" is slow.
  bool may_join(const Meanings& meanings) const {
    return !joined_by_and_ || names_a_sound(meanings) == of_sound_;
  }

  bool goes_on_over(std::string_view word) {
    if (joined_ && is_article(word)) return true;
    joined_ = joins(word);
    joined_by_and_ = word == "and";
    return joined_;
  }

  bool joins(std::string_view word) const {
    return word == "or" || word == "nor" || (wide_ && word == "and");
  }

  // "Without drums, piano or bass": short clauses that end in "or"; not "without drums, calm and
  // slow".
  bool goes_on_after_comma(std::size_t at) const {
    constexpr std::size_t kShort = 3;  // words
    const std::size_t end = std::min(words_.size(), at + 24);
    std::size_t length = 0;
    bool alike = true;
    for (; at < end && !taken_[at]; ++at) {
      length = words_[at].starts_clause ? 1 : length + 1;
      if (joins(words_[at].text)) return words_[at].text != "and" || alike;
      const Vocabulary::Hit hit = vocabulary_.longest(free_from(at));
      const bool ends = hit.count > 0 && (find_meaning(*hit.meanings, Kind::turn) != nullptr ||
                                          find_meaning(*hit.meanings, Kind::negation) != nullptr);
      if (ends || length > kShort) return false;
      if (hit.count > 0 && says_something(*hit.meanings)) {
        alike = alike && names_a_sound(*hit.meanings) == of_sound_;
      }
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
  bool wide_ = false;             // goes on over "and"
  bool reached_ = false;          // it has negated something
  bool of_sound_ = false;         // what it negated last is an instrument, a voice, ...
  bool joined_ = false;           // "or" stands after that
  bool joined_by_and_ = false;
  std::optional<Span> all_;  // "everything", which may have an exception
  bool bare_ = false;        // only plain words stand after the negation, or after "everything"
  bool excepted_ = false;    // what follows is wanted although its kind is not
};

}  // namespace

std::vector<Mention> mentions_in(const std::vector<Word>& words, const std::vector<bool>& taken,
                                 const Vocabulary& vocabulary) {
  return Scanner(words, taken, vocabulary).scan();
}

}  // namespace musicgen::composer
