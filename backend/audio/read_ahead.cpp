#include "audio/read_ahead.h"

#include <algorithm>

namespace musicgen::audio {
namespace {

constexpr std::size_t kBlockFrames = 32768;

}  // namespace

ReadAhead::ReadAhead(Source& source)
    : source_(source),
      format_(source.format()),
      block_(kBlockFrames * static_cast<std::size_t>(format_.channels)),
      next_(block_.size()) {
  fetch();
}

std::size_t ReadAhead::read(std::span<float> interleaved) {
  std::span<float> room = interleaved;
  while (!room.empty() && (!left_.empty() || advance())) {
    const std::size_t count = std::min(room.size(), left_.size());
    std::copy_n(left_.begin(), count, room.begin());
    room = room.subspan(count);
    left_ = left_.subspan(count);
  }
  return (interleaved.size() - room.size()) / static_cast<std::size_t>(format_.channels);
}

void ReadAhead::fetch() {
  fetched_ = std::async(std::launch::async, [this] { return source_.read(next_); });
}

// False at the end of the source.
bool ReadAhead::advance() {
  if (!fetched_.valid()) return false;
  const std::size_t frames = fetched_.get();
  block_.swap(next_);
  left_ = std::span(block_).first(frames * static_cast<std::size_t>(format_.channels));
  if (frames > 0) fetch();
  return frames > 0;
}

}  // namespace musicgen::audio
