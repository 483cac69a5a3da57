#include "engines/composer/brief/words.h"

#include "base/text.h"

namespace musicgen::composer {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Signs beyond ASCII that are not parts of words, and what they stand for.
struct Sign {
  std::string_view utf8;
  char ascii;
};
constexpr Sign kSigns[] = {
    {"\u2019", '\''}, {"\u2018", '\''}, {"\u201C", '"'}, {"\u201D", '"'}, {"\u201E", '"'},
    {"\u2013", '-'},  {"\u2014", ','},  {"\u2026", '.'}, {"\u00A0", ' '}, {"\u3000", ' '},
    {"\u200B", ' '},  {"\u200E", ' '},  {"\u200F", ' '}, {"\uFEFF", ' '}, {"\u00AB", '"'},
    {"\u00BB", '"'},  {"\u2022", ','},  {"\u3001", ','}, {"\u3002", '.'}, {"\uFF0C", ','},
    {"\u266F", '#'},  {"\u266D", 'b'},  {"\u00D7", ' '}, {"\u2011", '-'}, {"\u2010", '-'},
};

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Word> words() && {
    while (at_ < text_.size()) {
      const auto [sign, size] = sign_at(at_);
      if (belongs_to_word(sign)) {
        if (current_.text.empty()) begin_word(sign);
        append(sign, size);
        current_.end = at_ + size;
      } else if (!(sign == '\'' && !current_.text.empty())) {
        finish_word();
        separate(sign);
      }
      at_ += size;
    }
    finish_word();
    return std::move(words_);
  }

 private:
  // The character at a place, with known signs as their ASCII; its size in bytes.
  std::pair<char, std::size_t> sign_at(std::size_t at) const {
    if (at >= text_.size()) return {' ', 1};
    if (!is_beyond_ascii(text_[at])) return {text_[at], 1};
    for (const Sign& sign : kSigns) {
      if (text_.substr(at).starts_with(sign.utf8)) return {sign.ascii, sign.utf8.size()};
    }
    return {text_[at], 1};
  }

  bool belongs_to_word(char sign) const {
    if (is_letter(sign) || is_digit(sign) || is_beyond_ascii(sign)) return true;
    if (current_.text.empty()) return false;
    const char last = current_.text.back();
    const char next = sign_at(at_ + 1).first;
    if (sign == '#') return current_.text.size() == 1 && last >= 'a' && last <= 'g';
    if (sign == '&') return is_letter(last) && is_letter(next);
    if (sign == '/' || sign == '.' || sign == ':') return is_digit(last) && is_digit(next);
    return false;
  }

  void begin_word(char sign) {
    current_.begin = at_;
    current_.capital = sign >= 'A' && sign <= 'Z';
  }

  void append(char sign, std::size_t size) {
    if (is_beyond_ascii(sign)) {
      current_.text += text_.substr(at_, size);
    } else {
      current_.text += is_letter(sign) ? static_cast<char>(sign | 0x20) : sign;
    }
  }

  void finish_word() {
    if (current_.text.empty()) return;
    current_.starts_clause = breaks_;
    current_.after_comma = separators_ == "," && text_[current_.begin - 1] == ',';
    current_.hyphened = separators_ == "-" && !breaks_;
    words_.push_back(std::move(current_));
    current_ = {};
    separators_.clear();
    breaks_ = false;
  }

  void separate(char sign) {
    separators_ += sign;
    if (sign != ' ' && sign != '-' && sign != '_' && sign != '&') breaks_ = true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Word current_;
  std::string separators_;
  bool breaks_ = true;
  std::vector<Word> words_;
};

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  return Splitter(text).words();
}

std::string normal_form(std::span<const Word> words) {
  std::string form;
  for (const Word& word : words) {
    if (!form.empty()) form += ' ';
    form += word.text;
  }
  return form;
}

std::string normal_form(std::string_view phrase) {
  return normal_form(words_of(phrase));
}

std::string spelling_of(std::string_view text, std::span<const Word> words) {
  if (words.empty()) return "";
  return std::string(text.substr(words.front().begin, words.back().end - words.front().begin));
}

}  // namespace musicgen::composer
