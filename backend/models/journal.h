#pragma once
// What of a file has been fetched, so that a download goes on where it was when its process died.
//
// A text file beside the half-made one: a head line that names the version of the file, then a line
// "<piece> <bytes>" for each step. A line that a crash cut in two, or that makes no sense, is
// passed over; the checksum of the whole file judges in the end.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace musicgen::models {

class Journal {
 public:
  // Goes on with the journal at `path` where it is of the same version (its checksum or ETag, a
  // word without spaces) of the same size; otherwise starts an empty one.
  // Throws std::system_error.
  Journal(std::filesystem::path path, const std::string& version, std::uint64_t bytes,
          std::uint64_t piece_bytes);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  std::size_t pieces() const { return received_.size(); }

  // Where a piece begins, and how long it is.
  std::uint64_t start_of(std::size_t piece) const { return piece * piece_bytes_; }
  std::uint64_t bytes_of(std::size_t piece) const;

  // Bytes at the start of the piece that are there.
  std::uint64_t received(std::size_t piece) const { return received_[piece]; }
  std::uint64_t received() const;

  // Call it once the bytes are written.
  void note(std::size_t piece, std::uint64_t received);

  // Forgets everything.
  void clear();

 private:
  void read();
  void append(const std::string& line);

  std::filesystem::path path_;
  std::string head_;
  std::uint64_t bytes_;
  std::uint64_t piece_bytes_;
  std::vector<std::uint64_t> received_;
  int descriptor_ = -1;
};

}  // namespace musicgen::models
