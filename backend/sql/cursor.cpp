#include "sql/cursor.h"

#include <charconv>

#include <boost/algorithm/hex.hpp>

#include "base/error.h"
#include "base/json.h"

namespace musicgen::sql {
namespace {

// Numbers are written as text, since JSON readers may lose their last digit.
std::string tagged(const Value& value) {
  return value.visit([]<class T>(const T& held) -> std::string {
    if constexpr (std::is_same_v<T, std::monostate>) {
      throw std::logic_error("a cursor can't hold NULL");
    } else {
      const char kind = std::is_same_v<T, double>        ? 'r'
                        : std::is_same_v<T, std::string> ? 't'
                                                         : 'i';
      return fmt::format("{}{}", kind, held);
    }
  });
}

[[noreturn]] void refuse() {
  throw InvalidParameter("The cursor is not one that this list gave.")
      .at("/cursor")
      .advise("Start again without a cursor.");
}

template <class T>
T number_in(std::string_view text) {
  T number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) refuse();
  return number;
}

Value untagged(std::string_view text, char kind) {
  if (text.empty() || text.front() != kind) refuse();
  text.remove_prefix(1);
  if (kind == 'i') return number_in<long long>(text);
  if (kind == 'r') return number_in<double>(text);
  return text;
}

std::vector<std::string> texts_in(std::string_view cursor) {
  try {
    return from_json<std::vector<std::string>>(
        parse_json(boost::algorithm::unhex(std::string(cursor))));
  } catch (const boost::algorithm::hex_decode_error&) {
    refuse();
  } catch (const Error&) {
    refuse();
  }
}

}  // namespace

std::string write_cursor(const std::vector<Value>& parts) {
  std::vector<std::string> texts;
  for (const Value& part : parts) texts.push_back(tagged(part));
  return boost::algorithm::hex_lower(to_text(musicgen::to_json(texts)));
}

std::vector<Value> read_cursor(std::string_view cursor, std::string_view kinds) {
  const std::vector<std::string> texts = texts_in(cursor);
  if (texts.size() != kinds.size()) refuse();
  std::vector<Value> parts;
  for (std::size_t i = 0; i < texts.size(); ++i) parts.push_back(untagged(texts[i], kinds[i]));
  return parts;
}

}  // namespace musicgen::sql
