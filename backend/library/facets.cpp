#include "library/facets.h"

#include "base/text.h"

namespace musicgen::library {
namespace {

// The groups of one facet are told apart without regard to case, as filters do, and carry the
// spelling that most of their tracks have.
class Facet {
 public:
  void add(const std::string& value, std::int64_t count) {
    if (value.empty()) return;
    Group& group = groups_[to_lower_ascii(value)];
    group.spellings[value] += count;
    group.total += count;
  }

  std::map<std::string, std::int64_t> totals() const {
    std::map<std::string, std::int64_t> totals;
    for (const auto& [folded, group] : groups_) {
      const auto most =
          std::max_element(group.spellings.begin(), group.spellings.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
      totals[most->first] = group.total;
    }
    return totals;
  }

 private:
  struct Group {
    std::map<std::string, std::int64_t> spellings;
    std::int64_t total = 0;
  };
  std::map<std::string, Group> groups_;
};

}  // namespace

void count_facets(sql::Transaction& work, const Condition& condition, TrackPage& page) {
  Facet genre, mood, kind, model;
  for (const sql::Row& row :
       work.query(fmt::format("SELECT genre, mood, kind, model_used, COUNT(*) AS total FROM tracks "
                              "WHERE {} GROUP BY genre, mood, kind, model_used",
                              condition.sql),
                  condition.values)) {
    const std::int64_t total = row["total"].integer();
    genre.add(row["genre"].text(), total);
    mood.add(row["mood"].text(), total);
    kind.add(row["kind"].text(), total);
    model.add(row["model_used"].text(), total);
    page.total += total;
  }
  page.facets = {{"genre", genre.totals()},
                 {"mood", mood.totals()},
                 {"kind", kind.totals()},
                 {"model", model.totals()}};
}

}  // namespace musicgen::library
