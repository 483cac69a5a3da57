#pragma once
// Every failure that a person can meet has a type and a stable code. Throw the type
// (`throw ModelNotFound("...")`), catch `musicgen::Error` where failures are reported.
// api/http maps codes to HTTP statuses, cli maps them to exit codes; nothing else needs to.

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <boost/describe/class.hpp>

namespace musicgen {

enum class ErrorCode {
  invalid_json,
  invalid_parameter,
  invalid_lyrics,
  invalid_loop,
  unauthorized,
  forbidden_origin,
  forbidden_host,
  model_not_found,
  job_not_found,
  track_not_found,
  file_not_found,
  not_found,
  method_not_allowed,
  not_acceptable,
  conflict,
  precondition_failed,
  payload_too_large,
  unsupported_media_type,
  invalid_audio_format,
  rate_limited,
  internal_error,
  engine_unavailable,
  queue_unavailable,
  queue_full,
  storage_full,
  storage_corrupt,
  generation_timeout,
  worker_lost,
  out_of_memory,
  cancelled,
  port_in_use,
  download_failed,
};

// The code as it stands in answers and logs, for instance "model_not_found".
std::string_view name_of(ErrorCode code);

// The code of that name; internal_error where there is none.
ErrorCode error_code_of(std::string_view name);

// A failure as it is stored with a job and sent to a client; the HTTP layer adds the status.
struct Problem {
  std::string code;
  std::string detail;
  std::string field;
  std::string hint;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (code, detail, field, hint))

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& detail) : std::runtime_error(detail), code_(code) {}

  // A failure that happened elsewhere, in a worker for instance.
  explicit Error(const Problem& problem)
      : std::runtime_error(problem.detail),
        code_(error_code_of(problem.code)),
        field_(problem.field),
        hint_(problem.hint) {}

  ErrorCode code() const { return code_; }

  // What went wrong, in the user's words: one sentence, no path of the machine, no stack trace.
  std::string detail() const { return what(); }

  // JSON pointer of the input at fault, "/parameters/bpm"; empty where no single field is.
  const std::string& field() const { return field_; }

  // What to do about it, often a command; empty where nothing helps.
  const std::string& hint() const { return hint_; }

  // Seconds after which it is worth trying again; 0 where that says nothing.
  int retry_after_s() const { return retry_after_s_; }

 protected:
  ErrorCode code_;
  std::string field_;
  std::string hint_;
  int retry_after_s_ = 0;
};

// An error type of its own for each code; `at`, `advise` and `retry_after` can be chained:
//   throw InvalidParameter("bpm must be at least 20").at("/parameters/bpm");
template <ErrorCode Code>
class CodedError final : public Error {
 public:
  explicit CodedError(const std::string& detail) : Error(Code, detail) {}

  CodedError&& at(std::string json_pointer) && {
    field_ = std::move(json_pointer);
    return std::move(*this);
  }
  CodedError&& advise(std::string hint) && {
    hint_ = std::move(hint);
    return std::move(*this);
  }
  CodedError&& retry_after(int seconds) && {
    retry_after_s_ = seconds;
    return std::move(*this);
  }
};

using InvalidJson = CodedError<ErrorCode::invalid_json>;
using InvalidParameter = CodedError<ErrorCode::invalid_parameter>;
using InvalidLyrics = CodedError<ErrorCode::invalid_lyrics>;
using Unauthorized = CodedError<ErrorCode::unauthorized>;
using ForbiddenOrigin = CodedError<ErrorCode::forbidden_origin>;
using ForbiddenHost = CodedError<ErrorCode::forbidden_host>;
using ModelNotFound = CodedError<ErrorCode::model_not_found>;
using JobNotFound = CodedError<ErrorCode::job_not_found>;
using TrackNotFound = CodedError<ErrorCode::track_not_found>;
using FileNotFound = CodedError<ErrorCode::file_not_found>;
using NotFound = CodedError<ErrorCode::not_found>;
using MethodNotAllowed = CodedError<ErrorCode::method_not_allowed>;
using NotAcceptable = CodedError<ErrorCode::not_acceptable>;
using Conflict = CodedError<ErrorCode::conflict>;
using PreconditionFailed = CodedError<ErrorCode::precondition_failed>;
using PayloadTooLarge = CodedError<ErrorCode::payload_too_large>;
using UnsupportedMediaType = CodedError<ErrorCode::unsupported_media_type>;
using InvalidAudioFormat = CodedError<ErrorCode::invalid_audio_format>;
using RateLimited = CodedError<ErrorCode::rate_limited>;
using InternalError = CodedError<ErrorCode::internal_error>;
using EngineUnavailable = CodedError<ErrorCode::engine_unavailable>;
using QueueUnavailable = CodedError<ErrorCode::queue_unavailable>;
using QueueFull = CodedError<ErrorCode::queue_full>;
using StorageFull = CodedError<ErrorCode::storage_full>;
using StorageCorrupt = CodedError<ErrorCode::storage_corrupt>;
using GenerationTimeout = CodedError<ErrorCode::generation_timeout>;
using WorkerLost = CodedError<ErrorCode::worker_lost>;
using OutOfMemory = CodedError<ErrorCode::out_of_memory>;
using Cancelled = CodedError<ErrorCode::cancelled>;
using PortInUse = CodedError<ErrorCode::port_in_use>;
using DownloadFailed = CodedError<ErrorCode::download_failed>;

// The problem that an exception stands for. Unknown exceptions become internal_error without their
// text, which may name paths; std::bad_alloc becomes out_of_memory; a full or read-only disk and
// refused permissions become storage_full.
Problem problem_of(const std::exception& error);

}  // namespace musicgen
