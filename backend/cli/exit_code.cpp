#include "cli/exit_code.h"

namespace musicgen::cli {

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_json:
    case ErrorCode::invalid_parameter:
    case ErrorCode::invalid_lyrics:
    case ErrorCode::invalid_loop:
    case ErrorCode::invalid_audio_format:
    case ErrorCode::payload_too_large:
    case ErrorCode::unsupported_media_type:
      return 2;
    case ErrorCode::model_not_found:
    case ErrorCode::job_not_found:
    case ErrorCode::track_not_found:
    case ErrorCode::file_not_found:
    case ErrorCode::not_found:
      return 3;
    case ErrorCode::storage_full:
    case ErrorCode::storage_corrupt:
      return 4;
    case ErrorCode::engine_unavailable:
    case ErrorCode::queue_unavailable:
    case ErrorCode::queue_full:
    case ErrorCode::port_in_use:
    case ErrorCode::out_of_memory:
    case ErrorCode::download_failed:
      return 5;
    case ErrorCode::cancelled:
      return 130;
    default:
      return 1;
  }
}

}  // namespace musicgen::cli
