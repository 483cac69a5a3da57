// /api/loop

#include <filesystem>

#include "api/loop_types.h"
#include "api/routes/routes.h"
#include "base/duration.h"

namespace musicgen::api {

std::string snake_case(std::string_view name) {
  std::string snake;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper) snake += '_';
    snake += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return snake;
}

namespace {

constexpr Seconds kShortest{1};
constexpr Seconds kLongest{24 * 3600};

// Seconds, or a length of time as people write it.
Seconds length_in(const Json& value, const std::string& field) {
  try {
    const Seconds length = value.is_string() ? duration_of(std::string(value.get_string()))
                                             : from_json<Seconds>(value);
    if (length >= kShortest && length <= kLongest) return length;
  } catch (const InvalidParameter& error) {
    throw InvalidParameter(value.is_string() ? error.detail()
                                             : field + " must be a number or a text.")
        .at("/" + field)
        .advise("Write it in seconds, or like 90s, 45m, 1h30m or 10h.");
  }
  throw InvalidParameter("The duration must lie between 1 second and 24 hours.")
      .at("/" + field)
      .advise("Write it in seconds, or like 90s, 45m, 1h30m or 10h.");
}

LoopStatus status_of(jobs::Status status) {
  switch (status) {
    case jobs::Status::pending:
      return LoopStatus::PENDING;
    case jobs::Status::processing:
      return LoopStatus::PROCESSING;
    case jobs::Status::completed:
      return LoopStatus::COMPLETED;
    case jobs::Status::failed:
      return LoopStatus::FAILED;
    case jobs::Status::cancelled:
      break;
  }
  return LoopStatus::CANCELLED;
}

http::Response accept(Desk& desk, const http::Request& request, const studio::LoopRequest& wanted) {
  desk.generations.take(request.client, 1);
  const jobs::Job job = studio::request_loop(desk.studio, wanted, request.client);
  return json_response(LoopAccepted{.id = job.id}, 202);
}

http::Response loop_track(Desk& desk, const http::Request& request) {
  const auto input = body_in_any_case<LoopInput>(request);
  return accept(desk, request,
                {.track_id = input.trackId,
                 .duration = length_in(input.duration, "duration"),
                 .fade_in_out = input.fadeInOut,
                 .fade_duration = input.fade_duration,
                 .ending = input.ending,
                 .format = input.format,
                 .bitrate = input.bitrate,
                 .loop_start = input.loop_start,
                 .loop_end = input.loop_end,
                 .crossfade = input.crossfade,
                 .mode = input.mode,
                 .seed = input.seed,
                 .video = input.video});
}

// "0190....mp3", "/output/0190....mp3" or the id alone.
std::string track_of_file(Desk& desk, const std::string& file) {
  const std::filesystem::path name = std::filesystem::path(file).filename();
  const std::string id = name.stem().string();
  const bool plain = file == name || file == "/output/" + name.string();
  if (plain && is_id(id)) {
    const library::Track track = desk.studio.library.get(id);
    if (!name.has_extension() || "/output/" + name.string() == track.file_url) return id;
  }
  throw FileNotFound(fmt::format("There is no file \"{}\" in the library.",
                                 first_characters(clean_text(file), 100)))
      .at("/input_file")
      .advise("Upload it first: POST /api/uploads answers with its id.");
}

http::Response loop_file(Desk& desk, const http::Request& request) {
  const auto input = body_in_any_case<LoopFileInput>(request);
  const Seconds duration = length_in(input.target_duration, "target_duration");
  return accept(desk, request,
                {.track_id = track_of_file(desk, input.input_file),
                 .duration = duration,
                 .fade_duration = input.fade_duration,
                 .format = input.output_format});
}

http::Response show_loop(Desk& desk, const http::Request& request) {
  const std::string id = id_in<JobNotFound>(request);
  const jobs::Job stored = desk.studio.queue.get(id);
  if (stored.kind != "loop") throw JobNotFound(fmt::format("There is no loop job {}.", id));
  const Job job = answer_of(stored);
  LoopJob answer{.id = id, .status = status_of(job.status), .progress = job.progress};
  answer.error = job.error;
  if (job.result) {
    answer.resultUrl = job.result->audio_url;
    answer.duration = job.result->duration;
    answer.loop = job.result->loop;
  }
  return json_response(answer);
}

http::Response analyze(Desk& desk, const http::Request& request) {
  const auto input = body_in_any_case<LoopTrackInput>(request);
  desk.generations.take(request.client, 1);
  return json_response(studio::analyze_track(desk.studio, input.track_id, {}));
}

const std::vector<ErrorCode> kRefusals = {
    ErrorCode::invalid_loop, ErrorCode::track_not_found,      ErrorCode::file_not_found,
    ErrorCode::rate_limited, ErrorCode::invalid_audio_format, ErrorCode::queue_unavailable,
    ErrorCode::queue_full,   ErrorCode::storage_full,         ErrorCode::engine_unavailable};

}  // namespace

void add_loop_routes(Api& api, Desk& desk) {
  api.add({.method = http::Method::post,
           .path = "/api/loop/analyze",
           .id = "analyzeLoop",
           .tag = "loops",
           .summary = "Where a track can jump back without anybody hearing it, best first.",
           .body = request_schema<LoopTrackInput>,
           .answer = answer_schema<looper::LoopAnalysis>,
           .errors = {ErrorCode::track_not_found, ErrorCode::file_not_found,
                      ErrorCode::invalid_audio_format, ErrorCode::rate_limited}},
          [&desk](const http::Request& request) { return analyze(desk, request); });

  api.add({.method = http::Method::post,
           .path = "/api/loop/jobs",
           .id = "loopTrack",
           .tag = "loops",
           .summary = "Make hours of a track.",
           .body = request_schema<LoopInput>,
           .status = 202,
           .answer = answer_schema<LoopAccepted>,
           .errors = kRefusals},
          [&desk](const http::Request& request) { return loop_track(desk, request); });

  api.add({.method = http::Method::post,
           .path = "/api/loop/create",
           .id = "loopFile",
           .tag = "loops",
           .summary = "Make hours of a file of the library.",
           .body = request_schema<LoopFileInput>,
           .status = 202,
           .answer = answer_schema<LoopAccepted>,
           .errors = kRefusals},
          [&desk](const http::Request& request) { return loop_file(desk, request); });

  api.add({.path = "/api/loop/jobs/{id}",
           .id = "getLoop",
           .tag = "loops",
           .summary = "How far a loop is.",
           .answer = answer_schema<LoopJob>,
           .errors = {ErrorCode::job_not_found, ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) { return show_loop(desk, request); });
}

}  // namespace musicgen::api
