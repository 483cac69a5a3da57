#pragma once
// What a query asks for, as SQL. For the files of this room only.

#include <string>
#include <string_view>

#include "library/library.h"
#include "sql/database.h"

namespace musicgen::library {

struct Condition {
  std::string sql;  // after WHERE
  sql::Values values;
};

// The tracks that a query is about, whatever the page.
Condition condition_of(const Query& query);

// People's words as an FTS5 query (sqlite.org/fts5.html, section 3): each word a quoted prefix, all
// of which must occur. Empty where the text has no words.
std::string words_of(std::string_view text);

// The order of a list; each has an index. Ids settle ties.
struct Order {
  std::string_view name;    // in Query::sort
  std::string_view column;  // where the value stands in a row
  std::string_view key;     // SQL that sorts it
  char kind;                // of sql/cursor.h
  bool falling = false;
};

// Throws InvalidParameter at "/sort".
Order order_of(const Query& query);

// "ORDER BY ..." with both keys.
std::string order_by(const Order& order);

// Restricts a condition to what comes after the query's cursor, if it has one.
void skip_before_cursor(Condition& condition, const Query& query, const Order& order);

// The cursor that continues after a row; the row has the key of its order as "sort_key".
std::string cursor_after(const sql::Row& row, const Query& query, const Order& order);

}  // namespace musicgen::library
