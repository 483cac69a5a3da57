#pragma once
// What goes into a statement and what comes out of it.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace musicgen::sql {

// NULL, an integer, a real number or text. Booleans are 0 and 1, times microseconds since 1970.
class Value {
 public:
  Value() = default;
  Value(std::integral auto number) : value_(static_cast<long long>(number)) {}
  Value(double number) : value_(number) {}
  Value(std::string text) : value_(std::move(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(const char* text) : value_(std::string(text)) {}
  Value(TimePoint time) : value_(to_microseconds(time)) {}
  template <class T>
  Value(const std::optional<T>& value) {
    if (value) *this = Value(*value);
  }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }

  // The value as that type. Throws StorageCorrupt where it is none: the schema promises it.
  std::int64_t integer() const;
  double real() const;
  const std::string& text() const;
  bool boolean() const { return integer() != 0; }
  TimePoint time() const { return from_microseconds(integer()); }

  // The same, or nothing for NULL.
  std::optional<std::int64_t> optional_integer() const;
  std::optional<double> optional_real() const;
  std::optional<std::string> optional_text() const;
  std::optional<TimePoint> optional_time() const;

  // Calls `visitor` with std::monostate, long long, double or std::string.
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), value_);
  }

 private:
  std::variant<std::monostate, long long, double, std::string> value_;
};

// Throws StorageCorrupt: a column holds something else than `expected` ("a whole number").
[[noreturn]] void refuse_unreadable(std::string_view expected);

// Values of a statement by the names of its placeholders: {{"id", id}} for ":id".
using Values = std::vector<std::pair<std::string, Value>>;

// One row of a result, by the names of its columns.
class Row {
 public:
  void add(std::string column, Value value);

  // Throws std::out_of_range for a column that the statement does not select.
  const Value& operator[](std::string_view column) const;

 private:
  std::vector<std::pair<std::string, Value>> columns_;
};

}  // namespace musicgen::sql
