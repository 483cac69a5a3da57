#pragma once
// JSON in columns of text.

#include <string>

#include "base/json.h"
#include "sql/value.h"

namespace musicgen::sql {

// Text that `json_in` can surely read again.
std::string json_text(const Json& value);

// null for NULL. Throws StorageCorrupt for text that is no JSON.
Json json_in(const Value& column);

}  // namespace musicgen::sql
