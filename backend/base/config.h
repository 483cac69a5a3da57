#pragma once
// Where the program keeps things and how it behaves. The names are those of the environment
// variables; a `.env` file in the working directory is read, the real environment wins over it, and
// command-line flags (set by cli/ on the struct) win over both.

#include <filesystem>
#include <string>
#include <vector>

#include "base/units.h"

namespace musicgen {

struct Config {
  std::filesystem::path home;             // MUSICGEN_HOME; default the XDG data directory
  std::string host = "127.0.0.1";         // HOST
  int port = 8000;                        // PORT
  std::string database_url;               // DATABASE_URL; empty: SQLite in the data directory
  std::string redis_url;                  // REDIS_URL; empty: the embedded queue
  int max_concurrent_jobs = 3;            // MAX_CONCURRENT_JOBS, 1-64
  Seconds job_timeout{600};               // JOB_TIMEOUT, at least 1 s
  std::vector<std::string> cors_origins;  // CORS_ORIGINS, comma-separated
  std::vector<std::string> api_keys;      // API_KEYS, comma-separated; empty: no key needed
  int rate_limit_per_minute = 60;    // RATE_LIMIT_PER_MINUTE: generations a client; 0: no limit
  int max_upload_mb = 100;           // MAX_UPLOAD_MB
  std::string log_level;             // LOG_LEVEL; empty: what suits the command
  std::string log_format = "text";   // LOG_FORMAT
  std::filesystem::path sound_font;  // MUSICGEN_SOUND_FONT; empty: the best one installed
  std::filesystem::path model_cache_dir;  // MODEL_CACHE_DIR; empty: below the home
  Seconds model_idle_timeout{600};        // MODEL_IDLE_TIMEOUT: then a model's memory is freed
  std::string hf_endpoint = "https://huggingface.co";  // HF_ENDPOINT: where models come from
  std::string hf_token;                                // HF_TOKEN: a secret; never logged

  std::filesystem::path output_folder() const { return home / "output"; }
  std::filesystem::path scratch_folder() const { return home / "scratch"; }
  std::filesystem::path model_folder() const {
    return model_cache_dir.empty() ? home / "models" : model_cache_dir;
  }
  std::filesystem::path library_file() const { return home / "library.sqlite"; }
  std::filesystem::path queue_file() const { return home / "queue.sqlite"; }
};

// Reads `.env` and the environment. Throws InvalidParameter that names the variable at fault.
Config load_config();

// Makes the data directory and its folders. Throws StorageFull with advice where it can't.
void prepare_home(const Config& config);

// The program's own data files (genres, web pages of the API's reference): MUSICGEN_RESOURCES, or
// share/musicgen beside the folder of the running program. Throws FileNotFound with advice.
std::filesystem::path resource_folder();

// The program's version, "0.1.0".
std::string_view version();

}  // namespace musicgen
