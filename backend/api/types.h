#pragma once
// What the API takes and answers, beyond the types of the rooms below (GenerateRequest, Track,
// TrackEdit). These descriptions read and write the JSON and make /openapi.json.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/http/problem.h"
#include "base/json.h"
#include "engines/engine.h"
#include "jobs/queue.h"
#include "library/library.h"
#include "models/store.h"
#include "studio/generate.h"
#include "studio/loop.h"

namespace musicgen::api {

// What a job made. `loop` is null for all but loops, `file_name` for all but exports, `model` for
// all but downloads and checks of models, which make no track, `damages` for all but such checks.
struct JobResult : studio::GenerateResult {
  std::optional<studio::LoopSeam> loop;
  std::optional<std::string> file_name;
  std::optional<std::string> model;
  std::optional<std::vector<models::Damage>> damages;
};
BOOST_DESCRIBE_STRUCT(JobResult, (studio::GenerateResult), (loop, file_name, model, damages))

// The answer to what is accepted for later.
struct Accepted {
  std::string job_id;
  jobs::Status status = jobs::Status::pending;
};
BOOST_DESCRIBE_STRUCT(Accepted, (), (job_id, status))

struct Job {
  std::string id;
  std::string kind;
  jobs::Status status = jobs::Status::pending;
  std::string model;
  double progress = 0;
  std::string stage;
  std::optional<double> eta_seconds;
  int queue_position = 0;
  int attempts = 0;
  TimePoint created_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> finished_at;
  Json request;
  std::optional<JobResult> result;
  std::optional<http::ProblemDocument> error;
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (id, kind, status, model, progress, stage, eta_seconds, queue_position,
                       attempts, created_at, started_at, finished_at, request, result, error))

struct JobPage {
  std::vector<Job> items;
  std::optional<std::string> next_cursor;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(JobPage, (), (items, next_cursor, total))

struct TrackPage {
  std::vector<library::Track> items;
  std::optional<std::string> next_cursor;
  std::int64_t total = 0;
  std::map<std::string, std::map<std::string, std::int64_t>> facets;
};
BOOST_DESCRIBE_STRUCT(TrackPage, (), (items, next_cursor, total, facets))

// All of them: there is no next page.
struct PlaylistPage {
  std::vector<library::Playlist> items;
  std::optional<std::string> next_cursor;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(PlaylistPage, (), (items, next_cursor, total))

struct GenerateAnswer {
  std::string job_id;
  std::string status;
  std::vector<std::string> job_ids;
};
BOOST_DESCRIBE_STRUCT(GenerateAnswer, (), (job_id, status, job_ids))

struct StemList {
  std::vector<studio::GeneratedStem> items;
};
BOOST_DESCRIBE_STRUCT(StemList, (), (items))

struct Model {
  std::string name;
  std::string about;
  std::string version;
  bool installed = false;
  bool default_ = false;
  std::int64_t bytes = 0;
  std::string license;
  std::string device;
  std::string precision;
  std::vector<std::string> abilities;
  engines::Range durations;
  Json parameters;
  engines::Estimate estimate;
  std::string install_hint;
  std::int64_t half_done_bytes = 0;
  std::vector<engines::EnginePart> parts;
};
BOOST_DESCRIBE_STRUCT(Model, (),
                      (name, about, version, installed, default_, bytes, license, device, precision,
                       abilities, durations, parameters, estimate, install_hint, half_done_bytes,
                       parts))

struct ModelList {
  std::vector<Model> items;
};
BOOST_DESCRIBE_STRUCT(ModelList, (), (items))

struct Health {
  std::string status = "ok";
  std::string version;
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, version))

struct Device {
  std::string name = "cpu";
  int cores = 1;
  std::int64_t memory_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Device, (), (name, cores, memory_bytes))

// The program musicgen-neural.
struct NeuralProgram {
  std::string libtorch;
  std::string device;  // that "auto" means
};
BOOST_DESCRIBE_STRUCT(NeuralProgram, (), (libtorch, device))

struct Storage {
  std::int64_t free_bytes = 0;
  std::int64_t total_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Storage, (), (free_bytes, total_bytes))

struct SystemLimits {
  double min_duration = studio::kMinDurationSeconds;
  double max_duration = studio::kMaxDurationSeconds;
  int max_upload_mb = 0;
  int max_concurrent_jobs = 0;
  int rate_limit_per_minute = 0;
  double job_timeout = 0;
};
BOOST_DESCRIBE_STRUCT(SystemLimits, (),
                      (min_duration, max_duration, max_upload_mb, max_concurrent_jobs,
                       rate_limit_per_minute, job_timeout))

struct System {
  std::string version;
  bool needs_key = false;
  Device device;
  std::optional<NeuralProgram> neural;  // null where it isn't or can't be used
  Storage storage;
  SystemLimits limits;
};
BOOST_DESCRIBE_STRUCT(System, (), (version, needs_key, device, neural, storage, limits))

struct NoQuery {};
BOOST_DESCRIBE_STRUCT(NoQuery, (), ())

struct JobQuery {
  std::optional<jobs::Status> status;
  std::string kind;
  std::string cursor;
  int limit = 50;
};
BOOST_DESCRIBE_STRUCT(JobQuery, (), (status, kind, cursor, limit))

struct TrackQuery {
  std::string q;
  std::string genre;
  std::string mood;
  std::string model;
  std::string kind;
  std::optional<bool> favorite;
  bool trash = false;
  std::string sort = "-created_at";
  std::string cursor;
  int limit = 50;
};
BOOST_DESCRIBE_STRUCT(TrackQuery, (),
                      (q, genre, mood, model, kind, favorite, trash, sort, cursor, limit))

struct DeleteQuery {
  bool permanent = false;
};
BOOST_DESCRIBE_STRUCT(DeleteQuery, (), (permanent))

struct FileQuery {
  bool download = false;
};
BOOST_DESCRIBE_STRUCT(FileQuery, (), (download))

struct UploadQuery {
  std::string filename;
};
BOOST_DESCRIBE_STRUCT(UploadQuery, (), (filename))

// The rooms' values as the API answers them.
Job answer_of(const jobs::Job& job);
Model answer_of(const engines::EngineInfo& engine);
std::optional<std::string> cursor_of(const std::string& next);

}  // namespace musicgen::api

template <>
inline constexpr auto musicgen::kRules<musicgen::api::Job> = musicgen::rules({
    {.field = "kind", .about = "What it does.", .one_of = "generate|loop|export|edit|pull|verify"},
    {.field = "model", .about = "The engine that does it."},
    {.field = "progress", .about = "Percent, from 0 to 100."},
    {.field = "stage", .about = "What is being done now.", .example = "rendering drums"},
    {.field = "eta_seconds", .about = "Seconds that are probably left."},
    {.field = "queue_position", .about = "1 is next; 0 once it has begun."},
    {.field = "attempts", .about = "How many workers have begun it."},
    {.field = "request", .about = "What was asked for."},
    {.field = "result", .about = "What was made; null until the job is completed."},
    {.field = "error", .about = "Why it failed; null unless it failed."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::JobResult> = musicgen::rules({
    {.field = "track_id",
     .about = "The track; of an export the one that was exported; of an "
              "archive empty."},
    {.field = "audio_url", .about = "Where the file is."},
    {.field = "duration", .about = "Seconds."},
    {.field = "format", .about = "Extension of the file."},
    {.field = "loop", .about = "The loop that was used; null for all but loops."},
    {.field = "file_name", .about = "The name to save an export under; null for all others."},
    {.field = "damages",
     .about = "What the check of a model found; empty where all is well, null for other jobs."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::Accepted> = musicgen::rules({
    {.field = "job_id", .about = "GET /api/jobs/{job_id} tells how far it is."},
    {.field = "status", .about = "As it is now.", .one_of = "pending"},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::JobPage> = musicgen::rules({
    {.field = "next_cursor", .about = "The `cursor` of the next page; null at the end."},
    {.field = "total", .about = "How many there are on all pages."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::TrackPage> = musicgen::rules({
    {.field = "next_cursor", .about = "The `cursor` of the next page; null at the end."},
    {.field = "total", .about = "How many there are on all pages."},
    {.field = "facets", .about = "How many tracks have each genre, mood, kind and model."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::GenerateAnswer> = musicgen::rules({
    {.field = "job_id", .about = "The first job."},
    {.field = "status", .one_of = "pending"},
    {.field = "job_ids", .about = "All jobs, one for each variation."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::Model> = musicgen::rules({
    {.field = "default", .about = "Used where a request names no model."},
    {.field = "bytes", .about = "Size on the disk."},
    {.field = "abilities", .about = "instrumental, stems, midi, lyrics, reference, ..."},
    {.field = "durations", .about = "Lengths in seconds that it can make."},
    {.field = "parameters", .about = "JSON Schema of each parameter of its own, by name."},
    {.field = "install_hint", .about = "The command that installs it; empty once installed."},
    {.field = "half_done_bytes", .about = "On the disk, of a download that was stopped."},
    {.field = "parts",
     .about = "Its downloads and their licences; empty where nothing is to be downloaded."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::JobQuery> = musicgen::rules({
    {.field = "status", .about = "Only jobs in this state."},
    {.field = "kind",
     .about = "Only jobs of this kind.",
     .one_of = "generate|loop|export|edit|pull|verify"},
    {.field = "cursor", .about = "next_cursor of the page before.", .max = 500},
    {.field = "limit", .about = "Items a page.", .min = 1, .max = 200},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::TrackQuery> = musicgen::rules({
    {.field = "q", .about = "Words that all must occur; beginnings match.", .max = 500},
    {.field = "genre", .about = "Only this genre, any case.", .max = 100},
    {.field = "mood", .about = "Only this mood, any case.", .max = 100},
    {.field = "model", .about = "Only tracks of this model.", .max = 100},
    {.field = "kind", .about = "Only tracks of this kind.", .one_of = "generated|loop|edit|upload"},
    {.field = "favorite", .about = "Only favorites, or only others."},
    {.field = "trash", .about = "What lies in the trash instead."},
    {.field = "sort",
     .about = "The order; with a minus sign it is falling.",
     .one_of =
         "created_at|-created_at|title|-title|duration|-duration|bpm|-bpm|genre|-genre|artist|"
         "-artist"},
    {.field = "cursor", .about = "next_cursor of the page before.", .max = 500},
    {.field = "limit", .about = "Items a page.", .min = 1, .max = 200},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::DeleteQuery> = musicgen::rules({
    {.field = "permanent", .about = "Delete it for good instead of putting it in the trash."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::FileQuery> = musicgen::rules({
    {.field = "download", .about = "To be saved under the track's title instead of played."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::UploadQuery> = musicgen::rules({
    {.field = "filename", .about = "What a raw body is called.", .max = 255},
});
