#include "sql/json_text.h"

#include "base/text.h"

namespace musicgen::sql {

std::string json_text(const Json& value) {
  std::string text = to_text(value);
  return is_valid_utf8(text) ? text : clean_text(text);
}

Json json_in(const Value& column) {
  if (column.is_null()) return nullptr;
  try {
    return parse_json(column.text());
  } catch (const InvalidJson&) {
    refuse_unreadable("JSON");
  }
}

}  // namespace musicgen::sql
