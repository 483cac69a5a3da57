#pragma once
// A track: a piece of sound in the library and all that is known of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace musicgen::library {

struct TrackSection {
  std::string name;  // "verse"
  double start = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(TrackSection, (), (name, start))

// As it stands in answers of the API.
struct Track {
  std::string id;
  std::string kind = "generated";  // generated | loop | edit | upload
  std::string title;
  std::string artist;
  std::string album;
  std::string genre;
  std::string mood;
  std::optional<int> year;
  std::string comment;
  std::optional<double> bpm;
  std::string key;
  double duration = 0;  // seconds
  int sample_rate_hz = 44100;
  int channels = 2;
  TimePoint created_at;
  TimePoint updated_at;
  std::string file_url;  // "/output/<id>.mp3"
  std::string format;    // "mp3"
  std::int64_t bytes = 0;
  std::string model_used;
  std::string model_version;
  std::string generation_prompt;
  std::optional<std::int64_t> seed;
  Json brief;
  std::vector<TrackSection> sections;
  std::optional<double> loudness_lufs;
  std::optional<double> peak_dbtp;
  std::optional<std::string> parent_id;  // the track it was made from
  bool favorite = false;
  std::optional<std::string> cover_url;
  std::vector<std::string> tags;
  std::optional<TimePoint> deleted_at;  // in the trash since
};
BOOST_DESCRIBE_STRUCT(Track, (),
                      (id, kind, title, artist, album, genre, mood, year, comment, bpm, key,
                       duration, sample_rate_hz, channels, created_at, updated_at, file_url, format,
                       bytes, model_used, model_version, generation_prompt, seed, brief, sections,
                       loudness_lufs, peak_dbtp, parent_id, favorite, cover_url, tags, deleted_at))

// What a person may change; absent members stay as they are, and those that are an optional of an
// optional are cleared by null.
struct TrackEdit {
  std::optional<std::string> title;
  std::optional<std::string> artist;
  std::optional<std::string> album;
  std::optional<std::string> genre;
  std::optional<std::string> mood;
  std::optional<std::optional<int>> year;
  std::optional<std::string> comment;
  std::optional<double> bpm;
  std::optional<std::string> key;
  std::optional<bool> favorite;
  std::optional<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(TrackEdit, (),
                      (title, artist, album, genre, mood, year, comment, bpm, key, favorite, tags))

}  // namespace musicgen::library

template <>
inline constexpr auto musicgen::kRules<musicgen::library::Track> = musicgen::rules({
    {.field = "kind", .about = "How it came here.", .one_of = "generated|loop|edit|upload"},
    {.field = "duration", .about = "Seconds."},
    {.field = "file_url", .about = "Where the sound is."},
    {.field = "format", .about = "Extension of the file; uploads may have others than we write."},
    {.field = "brief", .about = "What the engine was asked to do; null for uploads."},
    {.field = "loudness_lufs", .about = "Integrated loudness; null where nothing is heard."},
    {.field = "peak_dbtp", .about = "True peak; null where nothing is heard."},
    {.field = "parent_id", .about = "The track it was made from."},
    {.field = "deleted_at", .about = "In the trash since."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::library::TrackEdit> = musicgen::rules({
    {.field = "title", .about = "Name of the track.", .min = 1, .max = 300},
    {.field = "artist", .about = "Who made it.", .max = 300},
    {.field = "album", .about = "Album.", .max = 300},
    {.field = "genre", .about = "Genre, as people write it.", .max = 100},
    {.field = "mood", .about = "Mood.", .max = 100},
    {.field = "year", .about = "Year of release; null: none.", .min = 1000, .max = 9999},
    {.field = "comment", .about = "Anything else.", .max = 4000},
    {.field = "bpm", .about = "Tempo in quarter notes a minute.", .min = 1, .max = 999},
    {.field = "key", .about = "Key, \"F# minor\".", .max = 40},
    {.field = "tags", .about = "Words to find it by.", .max = 50},
});
