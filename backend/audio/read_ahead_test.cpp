#include "audio/read_ahead.h"

#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::audio {
namespace {

// Counts from 1 on, in stereo, and says on which thread it was read.
class Counting final : public Source {
 public:
  explicit Counting(std::size_t frames, bool breaks = false) : left_(frames), breaks_(breaks) {}

  StreamFormat format() const override { return {44100, 2}; }
  std::size_t read(std::span<float> interleaved) override {
    reader = std::this_thread::get_id();
    const std::size_t frames = std::min(left_, interleaved.size() / 2);
    if (frames == 0 && breaks_) throw InvalidAudioFormat("broken");
    std::iota(interleaved.begin(), interleaved.begin() + static_cast<std::ptrdiff_t>(2 * frames),
              next_);
    next_ += static_cast<float>(2 * frames);
    left_ -= frames;
    return frames;
  }

  std::thread::id reader;

 private:
  std::size_t left_;
  bool breaks_;
  float next_ = 1;
};

std::vector<float> read_all(Source& source, std::size_t frames_at_once) {
  std::vector<float> out;
  std::vector<float> block(2 * frames_at_once);
  while (const std::size_t frames = source.read(block)) {
    out.insert(out.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(2 * frames));
  }
  return out;
}

std::vector<float> counted(std::size_t frames) {
  std::vector<float> out(2 * frames);
  std::iota(out.begin(), out.end(), 1.0F);
  return out;
}

TEST(ReadAhead, GivesTheSameSoundInBlocksOfAnySize) {
  for (const std::size_t frames : {0, 1, 32768, 32769, 100000}) {
    for (const std::size_t at_once : {777, 32768, 70001}) {
      Counting source(frames);
      ReadAhead ahead(source);
      EXPECT_EQ(read_all(ahead, at_once), counted(frames)) << frames << " by " << at_once;
      EXPECT_EQ(read_all(ahead, at_once), std::vector<float>{}) << "after the end";
    }
  }
}

TEST(ReadAhead, ReadsOnAnotherThread) {
  Counting source(10);
  ReadAhead ahead(source);
  read_all(ahead, 10);
  EXPECT_NE(source.reader, std::this_thread::get_id());
}

TEST(ReadAhead, GivesTheSoundBeforeAFaultAndThenTheFault) {
  Counting source(40000, true);
  ReadAhead ahead(source);
  std::vector<float> block(2 * 40000);
  EXPECT_EQ(ahead.read(block), 40000U);
  EXPECT_EQ(block, counted(40000));
  EXPECT_THROW(ahead.read(block), InvalidAudioFormat);
}

TEST(ReadAhead, MayBeLeftInTheMiddle) {
  Counting source(1000000);
  ReadAhead ahead(source);
  std::vector<float> block(2);
  EXPECT_EQ(ahead.read(block), 1U);
}

}  // namespace
}  // namespace musicgen::audio
