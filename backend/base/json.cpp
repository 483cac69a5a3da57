#include "base/json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace musicgen {

Json parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::json::parser parser({}, options);
  boost::json::error_code error;
  const std::size_t read = parser.write(text.data(), text.size(), error);
  if (!error) return parser.release();

  const std::string_view before = text.substr(0, read);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  if (error == boost::json::error::too_deep) {
    throw InvalidJson("The JSON is nested more than 32 levels deep.");
  }
  throw InvalidJson(fmt::format("The JSON is not valid at line {}, column {}: {}.", line, column,
                                error.message()));
}

namespace {

// Boost.JSON writes 180.0 as 1.8E2; people read these texts, so numbers are written by fmt.
class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty) {}

  void write(const Json& value) {
    if (const JsonObject* object = value.if_object()) {
      open('{');
      for (const auto& item : *object) {
        next();
        out_ += boost::json::serialize(item.key()) + (pretty_ ? ": " : ":");
        write(item.value());
      }
      close('}');
    } else if (const JsonArray* array = value.if_array()) {
      open('[');
      for (const Json& item : *array) {
        next();
        write(item);
      }
      close(']');
    } else if (const double* number = value.if_double()) {
      out_ += std::isfinite(*number) ? fmt::format("{}", *number) : "null";
    } else {
      out_ += boost::json::serialize(value);
    }
  }

  std::string text() && { return std::move(out_); }

 private:
  void open(char bracket) {
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void next() {
    if (!first_) out_ += ',';
    first_ = false;
    break_line();
  }
  void close(char bracket) {
    --depth_;
    if (!first_) break_line();
    first_ = false;
    out_ += bracket;
  }
  void break_line() {
    if (pretty_) out_.append(1, '\n').append(2 * depth_, ' ');
  }

  std::string out_;
  bool pretty_;
  bool first_ = true;
  std::size_t depth_ = 0;
};

std::string written(const Json& value, bool pretty) {
  Writer writer(pretty);
  writer.write(value);
  return std::move(writer).text();
}

}  // namespace

std::string to_text(const Json& value) {
  return written(value, false);
}

std::string to_pretty_text(const Json& value) {
  return written(value, true);
}

namespace detail {
namespace {

// The member's name as a person would say it: "/parameters/bpm" -> "parameters.bpm".
std::string spoken(const std::string& path) {
  if (path.empty()) return "the body";
  std::string name = path.substr(1);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

std::string_view kind_of(const Json& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "true or false";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "a list";
    case boost::json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

void check_range(double value, const Rule& rule, std::string_view of, const std::string& path) {
  if (value >= rule.min && value <= rule.max) return;
  std::string range;
  if (std::isfinite(rule.min) && std::isfinite(rule.max)) {
    range = fmt::format("between {} and {}", rule.min, rule.max);
  } else if (std::isfinite(rule.min)) {
    range = fmt::format("at least {}", rule.min);
  } else {
    range = fmt::format("at most {}", rule.max);
  }
  throw InvalidParameter(fmt::format("{}{} must be {}, not {}.", of, spoken(path), range, value))
      .at(path);
}

}  // namespace

void refuse_type(const Json& value, std::string_view expected, const std::string& path) {
  throw InvalidParameter(
      fmt::format("{} must be {}, not {}.", spoken(path), expected, kind_of(value)))
      .at(path);
}

void refuse_unknown(std::string_view field, const std::string& path,
                    const std::vector<std::string_view>& known) {
  const std::string at = child(path, field.substr(0, 100));
  throw InvalidParameter(fmt::format("There is no field {}.", spoken(at)))
      .at(at)
      .advise(fmt::format("Known fields: {}.", fmt::join(known, ", ")));
}

void refuse_missing(std::string_view field, const std::string& path) {
  const std::string at = child(path, field);
  throw InvalidParameter(fmt::format("{} is required.", spoken(at))).at(at);
}

void refuse_choice(std::string_view value, const std::vector<std::string_view>& allowed,
                   const std::string& path) {
  throw InvalidParameter(fmt::format("{} can't be \"{}\".", spoken(path), value.substr(0, 100)))
      .at(path)
      .advise(fmt::format("Choose one of: {}.", fmt::join(allowed, ", ")));
}

void check_number(double value, const Rule& rule, const std::string& path) {
  check_range(value, rule, "", path);
}

void check_string(std::string_view value, const Rule& rule, const std::string& path) {
  if (!rule.one_of.empty()) {
    const auto allowed = choices_in(rule.one_of);
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      refuse_choice(value, allowed, path);
    }
  }
  if (rule.min == 1 && value.empty()) {
    throw InvalidParameter(fmt::format("{} must not be empty.", spoken(path))).at(path);
  }
  check_range(static_cast<double>(count_characters(value)), rule, "the number of characters in ",
              path);
}

void check_count(std::size_t count, const Rule& rule, const std::string& path) {
  check_range(static_cast<double>(count), rule, "the number of items in ", path);
}

double number_in(const Json& value, const std::string& path) {
  if (!value.is_number()) refuse_type(value, "a number", path);
  return value.to_number<double>();
}

long long integer_in(const Json& value, long long lowest, long long highest,
                     const std::string& path) {
  const double number = number_in(value, path);
  if (number != std::floor(number)) refuse_type(value, "a whole number", path);
  boost::json::error_code error;
  const auto exact = value.to_number<long long>(error);
  if (error || exact < lowest || exact > highest) {
    throw InvalidParameter(fmt::format("{} is out of range.", spoken(path))).at(path);
  }
  return exact;
}

std::string string_in(const Json& value, const std::string& path) {
  if (!value.is_string()) refuse_type(value, "a string", path);
  return std::string(value.get_string().data(), value.get_string().size());
}

std::vector<std::string_view> choices_in(std::string_view one_of) {
  std::vector<std::string_view> choices;
  while (!one_of.empty()) {
    const std::size_t end = std::min(one_of.find('|'), one_of.size());
    choices.push_back(one_of.substr(0, end));
    one_of.remove_prefix(std::min(end + 1, one_of.size()));
  }
  return choices;
}

std::string child(const std::string& path, std::string_view name) {
  std::string out = path + '/';
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace detail
}  // namespace musicgen
