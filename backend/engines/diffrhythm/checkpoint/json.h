#pragma once
// A small strict JSON reader (RFC 8259) for what lies beside the weights: safetensors headers,
// config.json, manifests. The numeric rooms build without the JSON library of the other rooms.
// Refused: duplicate keys, more than 64 levels, anything after the value.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace musicgen::diffrhythm {

class JsonValue {
 public:
  using Array = std::vector<JsonValue>;
  using Object = std::vector<std::pair<std::string, JsonValue>>;  // in the text's order

  // Both throw NeuralError(bad_checkpoint) that says what `name` should have been.
  static JsonValue parse(std::string_view text, const std::string& name);
  static JsonValue read(const std::filesystem::path& file);

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }

  // These throw NeuralError where the value is of another kind.
  bool boolean() const { return as<bool>("true or false"); }
  std::int64_t integer() const { return as<std::int64_t>("a whole number"); }
  double number() const;
  const std::string& string() const { return as<std::string>("a string"); }
  const Array& array() const { return as<Array>("an array"); }
  const Object& object() const { return as<Object>("an object"); }

  // A member of an object: null pointer, or NeuralError that names it, where there is none.
  const JsonValue* find(std::string_view key) const;
  const JsonValue& at(std::string_view key) const;

 private:
  friend class JsonParser;
  template <class T>
  const T& as(const char* wanted) const {
    if (const T* value = std::get_if<T>(&value_)) return *value;
    refuse(wanted);
  }
  [[noreturn]] static void refuse(const char* wanted);

  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace musicgen::diffrhythm
