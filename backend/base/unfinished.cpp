#include "base/unfinished.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/ids.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = ".pending-";
constexpr std::string_view kLockedPrefix = ".pending-locked-";
constexpr std::size_t kIdLength = 36;
constexpr std::array<const char*, 3> kBesideDatabases{"-journal", "-wal", "-shm"};

// File systems that other machines may use at the same time, by their numbers in statfs(2). Some
// keep locks to one machine, and some make one kind of lock out of the other, so that ours would
// stand in SQLite's way.
constexpr std::array<std::uint32_t, 11> kOfManyMachines{
    0x00006969,  // NFS
    0x0000517B,  // SMB
    0xFF534D42,  // CIFS
    0xFE534D42,  // SMB 2
    0x65735546,  // FUSE, with virtiofs
    0x01021997,  // 9P
    0x00C36400,  // Ceph
    0x5346414F,  // AFS
    0x6B414653,  // AFS of the kernel
    0x0BD00BD0,  // Lustre
    0x786F4256,  // shared folders of VirtualBox
};

bool is_of_this_machine(const fs::path& folder) {
  struct statfs about {};
  if (::statfs(folder.empty() ? "." : folder.c_str(), &about) != 0) return false;
  const auto kind = static_cast<std::uint32_t>(about.f_type);
  return std::find(kOfManyMachines.begin(), kOfManyMachines.end(), kind) == kOfManyMachines.end();
}

bool lock(int descriptor) {
  return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

bool stands_at(int descriptor, const fs::path& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(descriptor, &held) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

int make(const fs::path& path, Unfinished::Kind kind) {
  if (kind == Unfinished::Kind::file) {
    return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (::mkdir(path.c_str(), 0777) != 0) return -1;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) ::rmdir(path.c_str());
  return descriptor;
}

// SQLite's files beside a database have no lock; they go with it.
bool had_a_lock(std::string_view name) {
  if (!name.starts_with(kLockedPrefix)) return false;
  name.remove_prefix(kLockedPrefix.size());
  if (!is_id(name.substr(0, kIdLength))) return false;
  const std::string_view rest = name.substr(kIdLength);
  const bool beside_a_database = std::any_of(kBesideDatabases.begin(), kBesideDatabases.end(),
                                             [&](const char* end) { return rest.ends_with(end); });
  return (rest.empty() || rest.front() == '.') && !beside_a_database;
}

bool has_a_dead_number(std::string_view name) {
  if (!name.starts_with(kPrefix)) return false;
  int pid = 0;
  const char* digits = name.data() + kPrefix.size();
  const auto [end, error] = std::from_chars(digits, name.data() + name.size(), pid);
  if (error != std::errc() || end == digits || pid <= 0) return false;
  return ::kill(pid, 0) != 0 && errno == ESRCH;
}

bool remove_entry(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return !error;
}

bool remove_if_nobody_holds(const fs::path& path) {
  const int held = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (held < 0) return false;
  bool removed = false;
  if (lock(held)) {
    for (const char* end : kBesideDatabases) remove_entry(path.string() + end);
    removed = remove_entry(path);
  }
  ::close(held);
  return removed;
}

// Calls `remove` with each path and name, and whether its lock says anything.
template <class Remove>
std::size_t each_entry(const fs::path& folder, Remove remove) {
  const bool locks = is_of_this_machine(folder);
  std::size_t removed = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (remove(entry->path(), name, locks && had_a_lock(name))) ++removed;
  }
  return removed;
}

// Folders are told apart by their numbers, as they have many names.
bool is_first_visit(const fs::path& folder) {
  static std::mutex mutex;
  static std::set<std::pair<dev_t, ino_t>> visited;
  struct stat about {};
  if (::stat(folder.c_str(), &about) != 0) return false;
  const std::lock_guard hold(mutex);
  return visited.emplace(about.st_dev, about.st_ino).second;
}

}  // namespace

Unfinished::Unfinished(const fs::path& folder, const std::string& extension, Kind kind) {
  constexpr int kAttempts = 3;
  const bool locks = kind == Kind::file && is_of_this_machine(folder);
  const int attempts = locks ? kAttempts : 0;
  for (int i = 0; i < attempts; ++i) {
    path_ = folder / fmt::format("{}{}{}", kLockedPrefix, new_id(), extension);
    if (make_locked(path_, kind)) return;
  }
  path_ = folder / fmt::format("{}{}-{}{}", kPrefix, ::getpid(), new_id(), extension);
  if (kind == Kind::folder) ::mkdir(path_.c_str(), 0777);
}

Unfinished::Unfinished(Unfinished&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

void Unfinished::let_go() {
  if (lock_ >= 0) ::close(std::exchange(lock_, -1));
}

// Another process may have found the file before it was locked and removed it as a leftover.
bool Unfinished::make_locked(const fs::path& path, Kind kind) {
  lock_ = make(path, kind);
  if (lock_ >= 0 && lock(lock_) && stands_at(lock_, path)) return true;
  if (lock_ >= 0) remove_entry(path);
  let_go();
  return false;
}

bool is_unfinished(const fs::path& path) {
  return path.filename().string().starts_with(kPrefix);
}

std::size_t remove_leftovers(const fs::path& folder) {
  is_first_visit(folder);
  return each_entry(folder, [](const fs::path& path, const std::string& name, bool lock_tells) {
    if (lock_tells) return remove_if_nobody_holds(path);
    return has_a_dead_number(name) && remove_entry(path);
  });
}

void tidy_once(const fs::path& folder) {
  if (is_unfinished(folder) || !is_first_visit(folder)) return;
  each_entry(folder, [](const fs::path& path, const std::string&, bool lock_tells) {
    return lock_tells && remove_if_nobody_holds(path);
  });
}

}  // namespace musicgen
