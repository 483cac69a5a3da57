#include "sql/value.h"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen::sql {
namespace {

// Databases without a declared type for an expression hand its number out as text.
template <class T>
T number_in(const std::string& text, std::string_view expected) {
  T number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) refuse_unreadable(expected);
  return number;
}

}  // namespace

void refuse_unreadable(std::string_view expected) {
  throw StorageCorrupt(
      fmt::format("The database holds something else where {} belongs. Nothing was changed.",
                  expected))
      .advise("Restore a backup, as `musicgen tracks --backup FILE` makes them.");
}

std::int64_t Value::integer() const {
  if (const auto* number = std::get_if<long long>(&value_)) return *number;
  if (const auto* text = std::get_if<std::string>(&value_)) {
    return number_in<std::int64_t>(*text, "a whole number");
  }
  refuse_unreadable("a whole number");
}

double Value::real() const {
  if (const auto* number = std::get_if<double>(&value_)) return *number;
  return static_cast<double>(integer());
}

const std::string& Value::text() const {
  if (const auto* text = std::get_if<std::string>(&value_)) return *text;
  refuse_unreadable("text");
}

std::optional<std::int64_t> Value::optional_integer() const {
  return is_null() ? std::nullopt : std::optional(integer());
}

std::optional<double> Value::optional_real() const {
  return is_null() ? std::nullopt : std::optional(real());
}

std::optional<std::string> Value::optional_text() const {
  return is_null() ? std::nullopt : std::optional(text());
}

std::optional<TimePoint> Value::optional_time() const {
  return is_null() ? std::nullopt : std::optional(time());
}

void Row::add(std::string column, Value value) {
  columns_.emplace_back(std::move(column), std::move(value));
}

const Value& Row::operator[](std::string_view column) const {
  for (const auto& [name, value] : columns_) {
    if (name == column) return value;
  }
  throw std::out_of_range("no column " + std::string(column));
}

}  // namespace musicgen::sql
