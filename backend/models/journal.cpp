#include "models/journal.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <numeric>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace musicgen::models {
namespace {

// "<piece> <bytes>"; false for anything else.
bool read_line(const std::string& line, std::uint64_t& piece, std::uint64_t& bytes) {
  const char* const end = line.data() + line.size();
  const auto first = std::from_chars(line.data(), end, piece);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return false;
  const auto second = std::from_chars(first.ptr + 1, end, bytes);
  return second.ec == std::errc() && second.ptr == end;
}

}  // namespace

Journal::Journal(std::filesystem::path path, const std::string& version, std::uint64_t bytes,
                 std::uint64_t piece_bytes)
    : path_(std::move(path)),
      head_(fmt::format("download 1 {} {} {}", version, bytes, piece_bytes)),
      bytes_(bytes),
      piece_bytes_(piece_bytes),
      received_((bytes + piece_bytes - 1) / piece_bytes) {
  read();
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "open");
  if (received() == 0) {
    clear();
  } else {
    // Ends a line that was cut. What is left of its number is less than it was, so it claims too
    // little, never too much.
    append("\n");
  }
}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t Journal::bytes_of(std::size_t piece) const {
  return std::min(piece_bytes_, bytes_ - start_of(piece));
}

std::uint64_t Journal::received() const {
  return std::accumulate(received_.begin(), received_.end(), std::uint64_t{0});
}

void Journal::read() {
  std::ifstream in(path_);
  std::string line;
  if (!std::getline(in, line) || line != head_) return;
  while (std::getline(in, line)) {
    std::uint64_t piece = 0;
    std::uint64_t bytes = 0;
    if (!read_line(line, piece, bytes) || piece >= received_.size()) continue;
    if (bytes <= bytes_of(piece)) received_[piece] = std::max(received_[piece], bytes);
  }
}

void Journal::note(std::size_t piece, std::uint64_t received) {
  received_[piece] = received;
  append(fmt::format("{} {}\n", piece, received));
}

void Journal::clear() {
  std::fill(received_.begin(), received_.end(), 0);
  if (::ftruncate(descriptor_, 0) != 0) {
    throw std::system_error(errno, std::generic_category(), "ftruncate");
  }
  append(head_ + "\n");
}

void Journal::append(const std::string& line) {
  if (::write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::system_error(errno == 0 ? ENOSPC : errno, std::generic_category(), "write");
  }
}

}  // namespace musicgen::models
