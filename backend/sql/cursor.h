#pragma once
// A place in an ordered list, handed out as opaque text and taken back from anyone.

#include <string>
#include <string_view>
#include <vector>

#include "sql/value.h"

namespace musicgen::sql {

// Values (none NULL) as text.
std::string write_cursor(const std::vector<Value>& parts);

// Those values again. `kinds` has a letter for each: 'i' for an integer, 'r' for a real number, 't'
// for text. Throws InvalidParameter at "/cursor" for text that does not hold just these.
std::vector<Value> read_cursor(std::string_view cursor, std::string_view kinds);

}  // namespace musicgen::sql
