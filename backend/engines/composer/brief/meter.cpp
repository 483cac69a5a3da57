#include <charconv>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/composer/brief/brief.h"

namespace musicgen::composer {
namespace {

// The whole text as a number; 0 where it is none.
int number_in(std::string_view text) {
  int value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() ? value : 0;
}

}  // namespace

std::string name_of(const Meter& meter) {
  return fmt::format("{}/{}", meter.beats, meter.unit);
}

Meter meter_of(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const int beats = number_in(trim(text.substr(0, slash)));
  const int unit = slash < text.size() ? number_in(trim(text.substr(slash + 1))) : 0;
  if (beats < 2 || beats > 12 || (unit != 4 && unit != 8)) {
    throw InvalidParameter(fmt::format("\"{}\" is not a meter that can be used.",
                                       first_characters(clean_text(text), 60)))
        .advise("Write a meter as \"4/4\", \"3/4\" or \"6/8\": 2 to 12 beats of 4 or 8.");
  }
  return {beats, unit};
}

}  // namespace musicgen::composer
