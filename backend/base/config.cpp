#include "base/config.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

using Variables = std::map<std::string, std::string>;

// NAME=value lines; '#' starts a comment line; one pair of quotes around a value goes.
Variables read_env_file(const fs::path& path) {
  Variables variables;
  std::ifstream in(path);
  for (std::string raw; std::getline(in, raw);) {
    const std::string_view line = trim(raw);
    const std::size_t equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string_view::npos) continue;
    std::string_view value = trim(line.substr(equals + 1));
    const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                        (value.front() == '"' || value.front() == '\'');
    if (quoted) value = value.substr(1, value.size() - 2);
    variables[std::string(trim(line.substr(0, equals)))] = value;
  }
  return variables;
}

class Environment {
 public:
  std::optional<std::string> text(const char* name) const {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    const auto found = file_.find(name);
    if (found == file_.end() || found->second.empty()) return std::nullopt;
    return found->second;
  }

  template <class T>
  T number(const char* name, T fallback, T lowest, T highest) const {
    const auto given = text(name);
    if (!given) return fallback;
    T value{};
    const char* end = given->data() + given->size();
    const auto [stop, error] = std::from_chars(given->data(), end, value);
    if (error != std::errc() || stop != end || !(value >= lowest && value <= highest)) {
      throw InvalidParameter(fmt::format("{} must be a number between {} and {}, not \"{}\".", name,
                                         lowest, highest, *given))
          .at(name);
    }
    return value;
  }

  std::vector<std::string> list(const char* name, std::string_view fallback) const {
    std::vector<std::string> items;
    for (const std::string& item : split(text(name).value_or(std::string(fallback)), ',')) {
      if (!trim(item).empty()) items.emplace_back(trim(item));
    }
    return items;
  }

 private:
  Variables file_ = read_env_file(".env");
};

fs::path default_home(const Environment& environment) {
  if (const auto xdg = environment.text("XDG_DATA_HOME")) return fs::path(*xdg) / "musicgen";
  if (const auto home = environment.text("HOME")) return fs::path(*home) / ".local/share/musicgen";
  return fs::current_path() / "musicgen-data";
}

}  // namespace

Config load_config() {
  const Environment env;
  Config config;
  config.home = fs::absolute(env.text("MUSICGEN_HOME").value_or(default_home(env).string()));
  config.host = env.text("HOST").value_or(config.host);
  config.port = env.number("PORT", config.port, 0, 65535);
  config.database_url = env.text("DATABASE_URL").value_or("");
  config.redis_url = env.text("REDIS_URL").value_or("");
  config.max_concurrent_jobs = env.number("MAX_CONCURRENT_JOBS", config.max_concurrent_jobs, 1, 64);
  config.job_timeout =
      Seconds(env.number("JOB_TIMEOUT", config.job_timeout.count(), 1.0, 864000.0));
  config.cors_origins = env.list("CORS_ORIGINS", "http://localhost:3000,http://127.0.0.1:3000");
  config.api_keys = env.list("API_KEYS", "");
  config.rate_limit_per_minute =
      env.number("RATE_LIMIT_PER_MINUTE", config.rate_limit_per_minute, 0, 1000000);
  config.max_upload_mb = env.number("MAX_UPLOAD_MB", config.max_upload_mb, 1, 100000);
  config.log_level = env.text("LOG_LEVEL").value_or("");
  config.log_format = env.text("LOG_FORMAT").value_or(config.log_format);
  config.sound_font = env.text("MUSICGEN_SOUND_FONT").value_or("");
  if (const auto folder = env.text("MODEL_CACHE_DIR"))
    config.model_cache_dir = fs::absolute(*folder);
  config.model_idle_timeout =
      Seconds(env.number("MODEL_IDLE_TIMEOUT", config.model_idle_timeout.count(), 0.0, 864000.0));
  config.hf_endpoint = env.text("HF_ENDPOINT").value_or(config.hf_endpoint);
  config.hf_token = env.text("HF_TOKEN").value_or("");
  return config;
}

void prepare_home(const Config& config) {
  for (const fs::path& folder : {config.home, config.output_folder(), config.scratch_folder()}) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || ::access(folder.c_str(), W_OK | X_OK) != 0) {
      throw StorageFull(fmt::format("The data directory {} can't be written to.", folder.string()))
          .advise("Set MUSICGEN_HOME to a folder that you may write to, or mend its rights.");
    }
  }
}

fs::path resource_folder() {
  if (const char* given = std::getenv("MUSICGEN_RESOURCES")) return given;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path beside = program.parent_path().parent_path() / "share/musicgen";
  if (!error && fs::is_directory(beside, error)) return beside;
  throw FileNotFound("The program's data files (share/musicgen) are missing.")
      .advise("Build again with ./scripts/build.sh, or set MUSICGEN_RESOURCES to their folder.");
}

std::string_view version() {
  return MUSICGEN_VERSION;
}

}  // namespace musicgen
