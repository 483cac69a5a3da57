#include "engines/diffrhythm/sing/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>

#include <fmt/format.h>

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
constexpr double kGigabyte = 1e9;

std::int64_t available_in(const fs::path& meminfo) {
  std::ifstream in(meminfo);
  for (std::string name, unit; in >> name;) {
    std::int64_t kilobytes = 0;
    if (name == "MemAvailable:" && in >> kilobytes) return kilobytes << 10;
    std::getline(in, unit);
  }
  return kUnlimited;
}

std::int64_t number_in(const fs::path& file, std::int64_t otherwise) {
  std::int64_t number = 0;
  return std::ifstream(file) >> number ? number : otherwise;  // "max" is no number
}

// Of memory.stat: pages of files that the kernel can drop again.
std::int64_t inactive_files_in(const fs::path& stat) {
  std::ifstream in(stat);
  std::int64_t bytes = 0;
  for (std::string name; in >> name >> bytes;) {
    if (name == "inactive_file") return bytes;
  }
  return 0;
}

// What the control group of this process and those above it still allow (version 2).
std::int64_t left_in_groups(const fs::path& root) {
  std::ifstream in(root / "proc/self/cgroup");
  std::string line;
  while (std::getline(in, line) && !line.starts_with("0::/")) {
  }
  if (!line.starts_with("0::/")) return kUnlimited;
  const fs::path top = root / "sys/fs/cgroup";
  std::int64_t left = kUnlimited;
  for (fs::path group = fs::path(line.substr(4));; group = group.parent_path()) {
    const fs::path folder = group.empty() ? top : top / group;
    const std::int64_t limit = number_in(folder / "memory.max", kUnlimited);
    if (limit != kUnlimited) {
      const std::int64_t used =
          number_in(folder / "memory.current", 0) - inactive_files_in(folder / "memory.stat");
      left = std::min(left, std::max<std::int64_t>(limit - used, 0));
    }
    if (group.empty()) return left;
  }
}

}  // namespace

std::int64_t available_memory(const fs::path& root) {
  return std::min(available_in(root / "proc/meminfo"), left_in_groups(root));
}

OutOfMemory out_of_memory(const std::string& what) {
  return OutOfMemory(what).advise(
      "Close other programs, run fewer jobs at the same time (MAX_CONCURRENT_JOBS), choose the "
      "parameter precision int8, or a shorter song (the base models make 95 s).");
}

void require_memory(std::int64_t needed, std::int64_t available) {
  if (needed <= available) return;
  throw out_of_memory(fmt::format("This song needs about {:.1f} GB of memory; {:.1f} GB are free.",
                                  static_cast<double>(needed) / kGigabyte,
                                  static_cast<double>(available) / kGigabyte));
}

}  // namespace musicgen::diffrhythm
