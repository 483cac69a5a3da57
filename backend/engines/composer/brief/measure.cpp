#include "engines/composer/brief/measure.h"

#include <string>

#include "base/text.h"

namespace musicgen::composer {
namespace {

bool is_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<Measure> measure_with_comma(const std::vector<Word>& words, std::size_t first) {
  const std::size_t second = first + 1;
  if (second >= words.size() || !words[second].after_comma) return std::nullopt;
  if (words[first].after_comma || !is_digits(words[first].text)) return std::nullopt;
  if (second + 1 < words.size() && words[second + 1].after_comma) return std::nullopt;
  const auto after_comma = measure_of(words[second].text);
  if (!after_comma) return std::nullopt;
  const std::string text = with_decimal_point(words[first].text + ',' + words[second].text);
  const auto whole = measure_of(text);
  if (!whole || whole->unit != after_comma->unit) return std::nullopt;  // "1,5.5"
  return Measure{whole->number, after_comma->unit};
}

}  // namespace musicgen::composer
