#include "api/http/target.h"

#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::vector<std::string> path_of(std::string_view path) {
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string> segments;
  if (path.empty()) return segments;
  for (const std::string& part : split(path, '/')) {
    segments.push_back(percent_decoded(part, false));
    if (std::any_of(segments.back().begin(), segments.back().end(), is_control)) {
      throw InvalidParameter("The path holds control characters.");
    }
  }
  return segments;
}

Parameters query_of(std::string_view query) {
  Parameters parameters;
  for (const std::string& part : split(query, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view text(part);
    const std::string name = percent_decoded(text.substr(0, equals), true);
    const std::string value =
        equals == text.size() ? "" : percent_decoded(text.substr(equals + 1), true);
    if (!parameters.emplace(name, value).second) {
      throw InvalidParameter(
          fmt::format("The parameter {} is given twice.", first_characters(clean_text(name), 100)));
    }
  }
  return parameters;
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) throw InvalidParameter("The address holds a broken %-escape.");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (!is_valid_utf8(out)) throw InvalidParameter("The address is not UTF-8.");
  return out;
}

Target parse_target(std::string_view target) {
  if (!target.starts_with('/')) throw InvalidParameter("The address must begin with a slash.");
  target = target.substr(0, target.find('#'));
  const std::size_t question = std::min(target.find('?'), target.size());
  Target parsed;
  parsed.path = path_of(target.substr(0, question));
  if (question < target.size()) parsed.query = query_of(target.substr(question + 1));
  return parsed;
}

}  // namespace musicgen::api::http
