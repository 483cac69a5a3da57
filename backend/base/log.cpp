#include "base/log.h"

#include <boost/json.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/error.h"

namespace musicgen::log {
namespace {

struct Logger {
  std::shared_ptr<spdlog::logger> sink = spdlog::stderr_color_mt("musicgen");
  bool json = false;
};

Logger& logger() {
  static Logger instance;
  return instance;
}

spdlog::level::level_enum spdlog_level(std::string_view level) {
  if (level == "debug") return spdlog::level::debug;
  if (level == "info") return spdlog::level::info;
  if (level == "warning") return spdlog::level::warn;
  if (level == "error") return spdlog::level::err;
  throw InvalidParameter(fmt::format("LOG_LEVEL can't be \"{}\".", level))
      .at("LOG_LEVEL")
      .advise("Choose debug, info, warning or error.");
}

}  // namespace

void configure(std::string_view level, std::string_view format) {
  if (format != "text" && format != "json") {
    throw InvalidParameter(fmt::format("LOG_FORMAT can't be \"{}\".", format))
        .at("LOG_FORMAT")
        .advise("Choose text or json.");
  }
  Logger& log = logger();
  log.sink->set_level(spdlog_level(level));
  log.json = format == "json";
  log.sink->set_pattern(
      log.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","pid":%P,"message":%v})"
               : "%Y-%m-%d %H:%M:%S.%e %^%-7l%$ [%P] %v",
      spdlog::pattern_time_type::utc);
}

void write(Level level, std::string_view message) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                   spdlog::level::warn, spdlog::level::err};
  Logger& log = logger();
  const auto text = log.json ? boost::json::serialize(boost::json::value(
                                   boost::json::string_view(message.data(), message.size())))
                             : std::string(message);
  log.sink->log(kLevels[static_cast<int>(level)], "{}", text);
}

}  // namespace musicgen::log
