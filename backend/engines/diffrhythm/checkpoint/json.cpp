#include "engines/diffrhythm/checkpoint/json.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr int kDeepest = 64;

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace

class JsonParser {
 public:
  JsonParser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  JsonValue whole() {
    JsonValue result = value(0);
    skip_space();
    if (at_ != text_.size()) fail("there is text after its end");
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw NeuralError(Fault::bad_checkpoint,
                      name_ + " isn't valid JSON: at byte " + std::to_string(at_) + " " + why);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  bool take(char wanted) {
    skip_space();
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  void need(char wanted) {
    if (!take(wanted)) fail(std::string("'") + wanted + "' is missing");
  }

  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  JsonValue value(int depth) {
    if (depth > kDeepest) fail("it is nested too deeply");
    skip_space();
    JsonValue result;
    switch (peek()) {
      case '{':
        result.value_ = object(depth);
        break;
      case '[':
        result.value_ = array(depth);
        break;
      case '"':
        result.value_ = string();
        break;
      default:
        if (take_word("true")) {
          result.value_ = true;
        } else if (take_word("false")) {
          result.value_ = false;
        } else if (!take_word("null")) {
          number(result);
        }
    }
    return result;
  }

  JsonValue::Object object(int depth) {
    JsonValue::Object members;
    std::set<std::string> keys;
    need('{');
    if (take('}')) return members;
    do {
      skip_space();
      std::string key = string();
      if (!keys.insert(key).second) fail("the key \"" + key + "\" stands twice");
      need(':');
      members.emplace_back(std::move(key), value(depth + 1));
    } while (take(','));
    need('}');
    return members;
  }

  JsonValue::Array array(int depth) {
    JsonValue::Array elements;
    need('[');
    if (take(']')) return elements;
    do {
      elements.push_back(value(depth + 1));
    } while (take(','));
    need(']');
    return elements;
  }

  std::uint32_t four_hex_digits() {
    std::uint32_t code = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto end = digits.data() + digits.size();
    if (digits.size() != 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
      fail("four hexadecimal digits are missing");
    }
    at_ += 4;
    return code;
  }

  void escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    const char letter = peek();
    ++at_;
    if (const auto known = kNames.find(letter); known != kNames.npos && letter != '\0') {
      out.push_back(kValues[known]);
      return;
    }
    if (letter != 'u') fail("there is an unknown escape");
    std::uint32_t code = four_hex_digits();
    if (code >= 0xD800 && code < 0xDC00) {
      if (!take_word("\\u")) fail("half of a surrogate pair is missing");
      const std::uint32_t low = four_hex_digits();
      if (low < 0xDC00 || low > 0xDFFF) fail("half of a surrogate pair is missing");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
      fail("half of a surrogate pair is missing");
    }
    append_utf8(out, code);
  }

  std::string string() {
    if (peek() != '"') fail("a string is missing");
    ++at_;
    std::string out;
    while (at_ < text_.size()) {
      const char letter = text_[at_++];
      if (letter == '"') return out;
      if (static_cast<unsigned char>(letter) < 0x20) fail("there is a control character");
      if (letter == '\\') {
        escape(out);
      } else {
        out.push_back(letter);
      }
    }
    fail("a string has no end");
  }

  void digits() {
    if (peek() < '0' || peek() > '9') fail("a value is missing");
    while (peek() >= '0' && peek() <= '9') ++at_;
  }

  void number(JsonValue& result) {
    const std::size_t start = at_;
    bool whole = true;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else {
      digits();
    }
    if (peek() == '.') {
      whole = false;
      ++at_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    const char* first = text_.data() + start;
    const char* last = text_.data() + at_;
    std::int64_t integer = 0;
    if (whole && std::from_chars(first, last, integer).ec == std::errc()) {
      result.value_ = integer;
      return;
    }
    double real = 0;
    if (std::from_chars(first, last, real).ec != std::errc()) fail("a number is out of range");
    result.value_ = real;
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
};

JsonValue JsonValue::parse(std::string_view text, const std::string& name) {
  return JsonParser(text, name).whole();
}

JsonValue JsonValue::read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream)
    throw NeuralError(Fault::bad_checkpoint, file.filename().string() + " can't be read");
  return parse(text, file.filename().string());
}

double JsonValue::number() const {
  if (is_integer()) return static_cast<double>(integer());
  return as<double>("a number");
}

const JsonValue* JsonValue::find(std::string_view key) const {
  const Object& members = object();
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const auto& member) { return member.first == key; });
  return found == members.end() ? nullptr : &found->second;
}

const JsonValue& JsonValue::at(std::string_view key) const {
  if (const JsonValue* found = find(key)) return *found;
  throw NeuralError(Fault::bad_checkpoint, "\"" + std::string(key) + "\" is missing");
}

void JsonValue::refuse(const char* wanted) {
  throw NeuralError(Fault::bad_checkpoint, std::string("a value should be ") + wanted);
}

}  // namespace musicgen::diffrhythm
