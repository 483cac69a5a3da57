#include "engines/diffrhythm/lyrics/characters.h"

#include <array>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace musicgen::lyrics {
namespace {

UScriptCode script_of(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

bool starts_with_at(std::u32string_view text, std::size_t at, std::u32string_view what) {
  return text.substr(at, what.size()) == what;
}

}  // namespace

std::u32string code_points_of(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  const auto size = static_cast<std::int64_t>(utf8.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    out += static_cast<char32_t>(c);
  }
  return out;
}

std::string utf8_of(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
    std::size_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, static_cast<UChar32>(c));
    out.append(reinterpret_cast<const char*>(bytes.data()), size);
  }
  return out;
}

bool is_word_character(char32_t c) {
  return c == U'_' || (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
}

bool is_space(char32_t c) {
  return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 || (c >= 0x1C && c <= 0x1F);
}

std::u32string_view strip(std::u32string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

bool is_hanzi(char32_t c) {
  return c >= 0x3007 && script_of(c) == USCRIPT_HAN && is_word_character(c);
}

int digit_value(char32_t c) {
  return u_charDigitValue(static_cast<UChar32>(c));
}

bool is_mark(char32_t c) {
  return std::u32string_view(U",.?!;:'…").find(c) != std::u32string_view::npos;
}

std::u32string fold_punctuation(std::u32string_view text) {
  constexpr std::u32string_view kFrom = U"，。！？；：、‘’⋯";
  constexpr std::u32string_view kTo = U",.!?;:,''…";
  std::u32string folded;
  folded.reserve(text.size());
  for (const char32_t c : text) {
    const std::size_t at = kFrom.find(c);
    folded += at == std::u32string_view::npos ? c : kTo[at];
  }
  std::u32string out;
  out.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const bool dots = starts_with_at(folded, i, U"···") || starts_with_at(folded, i, U"・・・") ||
                      starts_with_at(folded, i, U"...");
    out += dots ? U'…' : folded[i];
    if (dots) i += 2;
  }
  return out;
}

std::string foreign_language_of(char32_t c) {
  if (c < 0x80 || u_isalpha(static_cast<UChar32>(c)) == 0) return "";
  const UScriptCode script = script_of(c);
  switch (script) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_UNKNOWN:
    case USCRIPT_LATIN:
    case USCRIPT_HAN:
      return "";
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return "Japanese";
    case USCRIPT_HANGUL:
      return "Korean";
    case USCRIPT_CYRILLIC:
      return "Russian or another language in Cyrillic letters";
    case USCRIPT_ARABIC:
      return "Arabic or another language in Arabic letters";
    case USCRIPT_HEBREW:
      return "Hebrew";
    case USCRIPT_DEVANAGARI:
      return "Hindi or another language in Devanagari letters";
    case USCRIPT_BOPOMOFO:
      return "Bopomofo (write the Chinese characters instead)";
    default:
      return uscript_getName(script);
  }
}

}  // namespace musicgen::lyrics
