#include "effects/fade.h"

#include <gtest/gtest.h>

namespace musicgen::effects {
namespace {

// Nothing but ones, so that what comes out is the gain.
class Ones final : public audio::Source {
 public:
  explicit Ones(std::size_t frames) : left_(frames) {}
  audio::StreamFormat format() const override { return {44100, 2}; }
  std::size_t read(std::span<float> interleaved) override {
    const std::size_t count = std::min(left_, interleaved.size() / 2);
    std::fill_n(interleaved.begin(), 2 * count, 1.0f);
    left_ -= count;
    return count;
  }

 private:
  std::size_t left_;
};

std::vector<float> gains(std::size_t frames, Frames in, Frames out) {
  const auto source = fade(std::make_unique<Ones>(frames), static_cast<Frames>(frames), in, out);
  std::vector<float> all;
  std::vector<float> block(2 * 37);
  while (const std::size_t count = source->read(block)) {
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(block[2 * i], block[2 * i + 1]);
      all.push_back(block[2 * i]);
    }
  }
  return all;
}

TEST(Fade, RisesFromSilenceAndSinksIntoIt) {
  const auto gain = gains(1000, 200, 300);
  ASSERT_EQ(gain.size(), 1000u);
  EXPECT_EQ(gain.front(), 0.0f);
  EXPECT_NEAR(gain[100], 0.5f, 1e-6f);
  EXPECT_NEAR(gain[850], 0.5f, 1e-6f);
  EXPECT_LT(gain.back(), 0.0001f);
  EXPECT_TRUE(std::is_sorted(gain.begin(), gain.begin() + 200));
  EXPECT_TRUE(std::is_sorted(gain.rbegin(), gain.rbegin() + 300));
}

TEST(Fade, LeavesWhatIsBetweenUntouched) {
  const auto gain = gains(1000, 200, 300);
  EXPECT_TRUE(
      std::all_of(gain.begin() + 200, gain.begin() + 700, [](float g) { return g == 1.0f; }));
}

TEST(Fade, DoesNothingWithoutFades) {
  const auto gain = gains(100, 0, 0);
  EXPECT_TRUE(std::all_of(gain.begin(), gain.end(), [](float g) { return g == 1.0f; }));
}

}  // namespace
}  // namespace musicgen::effects
