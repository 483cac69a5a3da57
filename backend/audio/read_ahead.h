#pragma once
// A source that is read on a thread of its own, a block ahead of whoever takes its sound. Two
// blocks of 32,768 frames are kept.

#include <future>
#include <vector>

#include "audio/stream.h"

namespace musicgen::audio {

class ReadAhead final : public Source {
 public:
  // `source` must outlive this one and is read by nobody else meanwhile. What its reading throws is
  // thrown by `read` once the sound before it has been taken.
  explicit ReadAhead(Source& source);

  StreamFormat format() const override { return format_; }
  std::size_t read(std::span<float> interleaved) override;

 private:
  void fetch();
  bool advance();

  Source& source_;
  StreamFormat format_;
  std::vector<float> block_;
  std::span<const float> left_;  // of the block
  std::vector<float> next_;
  std::future<std::size_t> fetched_;  // how many frames of `next_`; last: it uses the others
};

}  // namespace musicgen::audio
