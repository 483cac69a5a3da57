#include "base/target.h"

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestName = 255;  // in bytes, as Linux's file systems have it

// Links are followed by hand, as the last one may lead to a file that is yet to be made.
fs::path linked(fs::path path) {
  constexpr int kMostLinks = 40;
  std::error_code error;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, error); ++i) {
    const fs::path to = fs::read_symlink(path, error);
    if (error) break;
    path = path.parent_path() / to;
  }
  return path;
}

// Without cutting a UTF-8 character in two.
std::string first_bytes(const std::string& text, std::size_t count) {
  if (text.size() <= count) return text;
  while (count > 0 && (static_cast<unsigned char>(text[count]) & 0xC0) == 0x80) --count;
  return text.substr(0, count);
}

}  // namespace

fs::path file_target(const fs::path& target) {
  const std::string name = target.filename().string();
  std::error_code error;
  const fs::file_status found = fs::status(target, error);
  if (name.empty() || fs::is_directory(found)) {
    throw InvalidParameter(fmt::format("{} is a folder.", target.string()))
        .advise("Name a file in it.");
  }
  if (name.size() > kLongestName) {
    throw InvalidParameter(fmt::format("The name of the file has {} bytes; {} are possible.",
                                       name.size(), kLongestName))
        .advise("Choose a shorter name.");
  }
  if (fs::exists(found) && !fs::is_regular_file(found)) {
    throw InvalidParameter(fmt::format("{} is no file that could be replaced.", target.string()))
        .advise("Name a file.");
  }
  return linked(target);
}

fs::path free_name(const std::string& stem, const std::string& ending) {
  constexpr std::size_t kNumberRoom = 8;
  const std::size_t room = kLongestName - std::min(kLongestName, ending.size() + kNumberRoom);
  const std::string start = first_bytes(stem, room);
  fs::path name = start + ending;
  std::error_code none;
  for (int i = 2; fs::exists(fs::symlink_status(name, none)); ++i) {
    name = fmt::format("{}-{}{}", start, i, ending);
  }
  return name;
}

}  // namespace musicgen
