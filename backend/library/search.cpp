#include "library/search.h"

#include <fmt/ranges.h>

#include "base/error.h"
#include "base/text.h"
#include "sql/cursor.h"

namespace musicgen::library {
namespace {

constexpr std::size_t kMaxWords = 32;

constexpr Order kOrders[] = {
    {"created_at", "created_at", "created_at", 'i'}, {"title", "sort_key", "LOWER(title)", 't'},
    {"duration", "duration", "duration", 'r'},       {"bpm", "bpm", "COALESCE(bpm, 0.0)", 'r'},
    {"genre", "sort_key", "LOWER(genre)", 't'},      {"artist", "sort_key", "LOWER(artist)", 't'},
};

}  // namespace

std::string words_of(std::string_view text) {
  std::string words;
  std::size_t count = 0;
  for (const std::string& word : split(clean_text(text), ' ')) {
    if (word.empty() || count++ == kMaxWords) continue;
    std::string quoted;
    for (const char c : word) quoted += c == '"' ? "\"\"" : std::string(1, c);
    words += fmt::format("{}\"{}\"*", words.empty() ? "" : " ", quoted);
  }
  return words;
}

Condition condition_of(const Query& query) {
  Condition condition{query.trash ? "deleted_at IS NOT NULL" : "deleted_at IS NULL", {}};
  const auto require = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    condition.sql += fmt::format(" AND LOWER({0}) = LOWER(:{0})", column);
    condition.values.emplace_back(column, value);
  };
  require("genre", query.genre);
  require("mood", query.mood);
  require("model_used", query.model);
  require("kind", query.kind);
  if (query.favorite) {
    condition.sql += " AND favorite = :favorite";
    condition.values.emplace_back("favorite", *query.favorite);
  }
  if (const std::string words = words_of(query.q); !words.empty()) {
    condition.sql +=
        " AND number IN (SELECT rowid FROM track_words WHERE track_words MATCH :words)";
    condition.values.emplace_back("words", words);
  }
  return condition;
}

Order order_of(const Query& query) {
  std::string_view name = query.sort;
  const bool falling = name.starts_with('-');
  if (falling) name.remove_prefix(1);
  std::vector<std::string_view> names;
  for (const Order& known : kOrders) {
    names.push_back(known.name);
    if (known.name != name) continue;
    Order order = known;
    order.falling = falling;
    return order;
  }
  throw InvalidParameter("Tracks can't be sorted by that.")
      .at("/sort")
      .advise(fmt::format("Choose one of: {}; '-' before it for falling order.",
                          fmt::join(names, ", ")));
}

std::string order_by(const Order& order) {
  return fmt::format("ORDER BY {0} {1}, id {1}", order.key, order.falling ? "DESC" : "ASC");
}

void skip_before_cursor(Condition& condition, const Query& query, const Order& order) {
  if (query.cursor.empty()) return;
  const auto parts = sql::read_cursor(query.cursor, std::string("t") + order.kind + "t");
  if (parts[0].text() != query.sort) {
    throw InvalidParameter("The cursor is of a list in another order.")
        .at("/cursor")
        .advise("Start again without a cursor.");
  }
  condition.sql +=
      fmt::format(" AND ({}, id) {} (:after_key, :after_id)", order.key, order.falling ? '<' : '>');
  condition.values.emplace_back("after_key", parts[1]);
  condition.values.emplace_back("after_id", parts[2]);
}

std::string cursor_after(const sql::Row& row, const Query& query, const Order& order) {
  sql::Value key = row[order.column];
  if (key.is_null()) key = 0.0;
  return sql::write_cursor({query.sort, key, row["id"]});
}

}  // namespace musicgen::library
