#include "base/text.h"

#include <cctype>
#include <cstdint>

namespace musicgen {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

// Takes one code point off the front; U+FFFD and one byte for what is not valid UTF-8 (RFC 3629).
struct Decoded {
  std::uint32_t code_point;
  bool valid;
};

Decoded take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  const std::size_t size = lead < 0x80         ? 1
                           : (lead >> 5) == 6  ? 2
                           : (lead >> 4) == 14 ? 3
                           : (lead >> 3) == 30 ? 4
                                               : 0;
  constexpr std::uint32_t kLowest[] = {0, 0, 0x80, 0x800, 0x10000};
  std::uint32_t code = size <= 1 ? lead : lead & (0x7Fu >> size);
  bool valid = size > 0 && size <= text.size();
  for (std::size_t i = 1; valid && i < size; ++i) {
    valid = (byte(i) >> 6) == 2;
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  valid = valid && code >= kLowest[size] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  text.remove_prefix(valid ? size : 1);
  return {valid ? code : kReplacement, valid};
}

void append(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

bool is_bidi_control(std::uint32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) take(text);
  return count;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!take(text).valid) return false;
  }
  return true;
}

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::uint32_t code = take(text).code_point;
    if (is_bidi_control(code)) continue;
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    append(out, control ? ' ' : code);
  }
  return std::string(trim(out));
}

std::string first_characters(std::string_view text, std::size_t count) {
  std::string_view rest = text;
  for (std::size_t i = 0; i < count && !rest.empty(); ++i) take(rest);
  return std::string(text.substr(0, text.size() - rest.size()));
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string file_name_of(std::string_view text) {
  std::string out;
  for (const char c : to_lower_ascii(text)) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (keep) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() == 60) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "track" : out;
}

std::string with_decimal_point(std::string_view text) {
  const auto digits_from = [&](std::size_t at) {
    return std::min(text.find_first_not_of("0123456789", at), text.size()) - at;
  };
  const std::size_t comma = digits_from(0);
  if (comma == 0 || comma == text.size() || text[comma] != ',') return std::string(text);
  const std::size_t after = digits_from(comma + 1);
  if (after == 0) return std::string(text);
  const bool thousands = after == 3 && comma <= 3 && text.front() != '0';
  std::string out(text.substr(0, comma));
  if (!thousands) out += '.';
  return out.append(text.substr(comma + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace musicgen
