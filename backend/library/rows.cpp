#include "library/rows.h"

#include <fmt/ranges.h>

#include "sql/json_text.h"
#include "sql/revisions.h"

namespace musicgen::library {
namespace {

// Every column that a track's own members fill.
sql::Values values_of(const Track& track) {
  return {{"id", track.id},
          {"kind", track.kind},
          {"title", track.title},
          {"artist", track.artist},
          {"album", track.album},
          {"genre", track.genre},
          {"mood", track.mood},
          {"year", track.year},
          {"bpm", track.bpm},
          {"key", track.key},
          {"duration", track.duration},
          {"sample_rate_hz", track.sample_rate_hz},
          {"channels", track.channels},
          {"created_at", track.created_at},
          {"updated_at", track.updated_at},
          {"deleted_at", track.deleted_at},
          {"file_url", track.file_url},
          {"format", track.format},
          {"bytes", track.bytes},
          {"model_used", track.model_used},
          {"model_version", track.model_version},
          {"seed", track.seed},
          {"loudness_lufs", track.loudness_lufs},
          {"peak_dbtp", track.peak_dbtp},
          {"parent_id", track.parent_id},
          {"favorite", track.favorite},
          {"cover_url", track.cover_url},
          {"tags", sql::json_text(to_json(track.tags))},
          {"generation_prompt", track.generation_prompt},
          {"comment", track.comment},
          {"sections", sql::json_text(to_json(track.sections))},
          {"brief", sql::json_text(track.brief)}};
}

std::vector<std::string> names_of(const sql::Values& values) {
  std::vector<std::string> names;
  for (const auto& value : values) names.push_back(value.first);
  return names;
}

// A list in a column of JSON.
template <class T>
std::vector<T> list_in(const sql::Value& column) {
  try {
    return from_json<std::vector<T>>(sql::json_in(column));
  } catch (const InvalidParameter&) {
    sql::refuse_unreadable("a list");
  }
}

std::optional<int> optional_int(const sql::Value& column) {
  const auto number = column.optional_integer();
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

}  // namespace

std::string_view track_columns() {
  static const std::string kColumns =
      fmt::format("revision, {}", fmt::join(names_of(values_of(Track())), ", "));
  return kColumns;
}

Track track_of(const sql::Row& row) {
  Track track;
  track.id = row["id"].text();
  track.kind = row["kind"].text();
  track.title = row["title"].text();
  track.artist = row["artist"].text();
  track.album = row["album"].text();
  track.genre = row["genre"].text();
  track.mood = row["mood"].text();
  track.year = optional_int(row["year"]);
  track.comment = row["comment"].text();
  track.bpm = row["bpm"].optional_real();
  track.key = row["key"].text();
  track.duration = row["duration"].real();
  track.sample_rate_hz = static_cast<int>(row["sample_rate_hz"].integer());
  track.channels = static_cast<int>(row["channels"].integer());
  track.created_at = row["created_at"].time();
  track.updated_at = row["updated_at"].time();
  track.file_url = row["file_url"].text();
  track.format = row["format"].text();
  track.bytes = row["bytes"].integer();
  track.model_used = row["model_used"].text();
  track.model_version = row["model_version"].text();
  track.generation_prompt = row["generation_prompt"].text();
  track.seed = row["seed"].optional_integer();
  track.brief = sql::json_in(row["brief"]);
  track.sections = list_in<TrackSection>(row["sections"]);
  track.loudness_lufs = row["loudness_lufs"].optional_real();
  track.peak_dbtp = row["peak_dbtp"].optional_real();
  track.parent_id = row["parent_id"].optional_text();
  track.favorite = row["favorite"].boolean();
  track.cover_url = row["cover_url"].optional_text();
  track.tags = list_in<std::string>(row["tags"]);
  track.deleted_at = row["deleted_at"].optional_time();
  return track;
}

std::optional<Track> find_track(sql::Transaction& work, const std::string& condition,
                                const sql::Values& values) {
  const auto row =
      work.first(fmt::format("SELECT {} FROM tracks WHERE {}", track_columns(), condition), values);
  return row ? std::optional(track_of(*row)) : std::nullopt;
}

void insert_track(sql::Transaction& work, const Track& track, const std::string& job_id,
                  const std::string& output) {
  sql::Values values = values_of(track);
  const std::int64_t number = sql::next_revision(work);
  values.insert(values.end(), {{"number", number}, {"revision", number}});
  if (!job_id.empty()) values.insert(values.end(), {{"job_id", job_id}, {"output", output}});
  const auto names = names_of(values);
  work.run(fmt::format("INSERT INTO tracks ({}) VALUES (:{})", fmt::join(names, ", "),
                       fmt::join(names, ", :")),
           values);
}

void update_track(sql::Transaction& work, const Track& track) {
  sql::Values values = values_of(track);
  values.emplace_back("revision", sql::next_revision(work));
  std::vector<std::string> assignments;
  for (const auto& name : names_of(values)) {
    assignments.push_back(fmt::format("{0} = :{0}", name));
  }
  work.run(fmt::format("UPDATE tracks SET {} WHERE id = :id", fmt::join(assignments, ", ")),
           values);
}

}  // namespace musicgen::library
