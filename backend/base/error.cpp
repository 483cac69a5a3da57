#include "base/error.h"

#include <new>
#include <system_error>

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

namespace musicgen {

BOOST_DESCRIBE_ENUM(ErrorCode, invalid_json, invalid_parameter, invalid_lyrics, invalid_loop,
                    unauthorized, forbidden_origin, forbidden_host, model_not_found, job_not_found,
                    track_not_found, file_not_found, not_found, method_not_allowed, not_acceptable,
                    conflict, precondition_failed, payload_too_large, unsupported_media_type,
                    invalid_audio_format, rate_limited, internal_error, engine_unavailable,
                    queue_unavailable, queue_full, storage_full, storage_corrupt,
                    generation_timeout, worker_lost, out_of_memory, cancelled, port_in_use,
                    download_failed)

std::string_view name_of(ErrorCode code) {
  return boost::describe::enum_to_string(code, "internal_error");
}

ErrorCode error_code_of(std::string_view name) {
  ErrorCode code = ErrorCode::internal_error;
  boost::describe::enum_from_string(std::string(name).c_str(), code);
  return code;
}

Problem problem_of(const std::exception& error) {
  if (const auto* ours = dynamic_cast<const Error*>(&error)) {
    return {std::string(name_of(ours->code())), ours->detail(), ours->field(), ours->hint()};
  }
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return {"out_of_memory", "The machine ran out of memory.", "",
            "Close other programs, or ask for a shorter piece."};
  }
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  if (system != nullptr && (system->code() == std::errc::no_space_on_device ||
                            system->code() == std::errc::read_only_file_system)) {
    return {"storage_full", "The disk is full or can't be written to.", "",
            "Free some space, or set MUSICGEN_HOME to a folder on another disk."};
  }
  if (system != nullptr && (system->code() == std::errc::permission_denied ||
                            system->code() == std::errc::operation_not_permitted)) {
    return {"storage_full", "A file or folder can't be used: its permissions don't allow it.", "",
            "Choose another folder, or let your user write to this one."};
  }
  return {"internal_error", "Something went wrong inside the program.", "",
          "The log says more; `musicgen doctor` checks the usual causes."};
}

}  // namespace musicgen
