#include <fstream>

#include "jobs/sqlite/sqlite_queue.h"

namespace musicgen::jobs {

std::chrono::microseconds since_boot() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

std::string boot_id() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(in, id);
  if (id.empty()) throw QueueUnavailable("The machine does not tell its boot id.");
  return id;
}

}  // namespace musicgen::jobs
