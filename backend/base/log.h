#pragma once
// The program's log: one line an event, on standard error, as text or as JSON.
//
//   log::info("started worker {}", pid);

#include <string_view>

#include <fmt/format.h>

namespace musicgen::log {

enum class Level { debug, info, warning, error };

// level: "debug", "info", "warning" or "error"; format: "text" or "json".
// Throws InvalidParameter for anything else.
void configure(std::string_view level, std::string_view format);

void write(Level level, std::string_view message);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace musicgen::log
