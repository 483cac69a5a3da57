#include <algorithm>

#include "base/text.h"
#include "engines/composer/brief/wishes.h"

namespace musicgen::composer {
namespace {

constexpr std::size_t kMostUnused = 100;
constexpr std::size_t kLongestUnused = 60;

}  // namespace

void Reading::use(const Span& span) {
  for (std::size_t i = span.first; i < span.end(); ++i) used_[i] = true;
}

void Reading::leave(const Span& span) {
  for (std::size_t i = span.first; i < span.end(); ++i) {
    used_[i] = false;
    joined_[i] = i > span.first;
  }
}

std::string Reading::spelling(const Span& span) const {
  return spelling_of(text_, std::span(words_).subspan(span.first, span.count));
}

std::vector<std::string> Reading::unused() const {
  std::vector<std::string> list;
  std::size_t at = 0;
  while (at < words_.size() && list.size() < kMostUnused) {
    Span span{at++, 1};
    if (used_[span.first]) continue;
    const auto goes_on = [&] { return words_[at].hyphened || joined_[at]; };
    while (at < words_.size() && !used_[at] && goes_on()) ++span.count, ++at;
    const std::string spelling = first_characters(this->spelling(span), kLongestUnused);
    if (std::find(list.begin(), list.end(), spelling) == list.end()) list.push_back(spelling);
  }
  return list;
}

}  // namespace musicgen::composer
