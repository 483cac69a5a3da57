#pragma once
// Files and folders that are being made: their names, and how to tell those that nobody will ever
// finish.
//
// Such a thing is called ".pending-locked-<id>.ext" and locked (flock) by its process for as long
// as that works on it. The kernel lets go of the lock when the process ends, however it ends: who
// gets the lock knows that nobody works there any more, whatever process numbers say, in any
// container that shares the folder. Where other machines may use the folder too (network file
// systems), where there are no locks, and for folders, which their user may lock himself, the name
// is ".pending-<pid>-<id>.ext", without a lock.

#include <filesystem>
#include <string>

namespace musicgen {

// A new name, locked where that can be done. What is made under it is made in place: a file that is
// renamed to this name has no lock.
class Unfinished {
 public:
  enum class Kind { file, folder };

  // Makes an empty file or folder. Where the disk refuses, the name is there without it, and who
  // writes to it learns why.
  Unfinished(const std::filesystem::path& folder, const std::string& extension, Kind kind);
  ~Unfinished() { let_go(); }
  Unfinished(Unfinished&& other) noexcept;
  Unfinished& operator=(Unfinished&&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Ends the lock. The file stays.
  void let_go();

 private:
  bool make_locked(const std::filesystem::path& path, Kind kind);

  std::filesystem::path path_;
  int lock_ = -1;
};

// Whether the last part of `path` is a name of this kind.
bool is_unfinished(const std::filesystem::path& path);

// Removes what dead processes left in a folder of ours: what had a lock and has none now, and what
// has the number of a process that runs no more. Returns how many went.
std::size_t remove_leftovers(const std::filesystem::path& folder);

// The same for any folder, once in a process: only what had a lock and has none now.
void tidy_once(const std::filesystem::path& folder);

}  // namespace musicgen
