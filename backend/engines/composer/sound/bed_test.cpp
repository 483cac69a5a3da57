#include "engines/composer/sound/bed.h"

#include <gtest/gtest.h>

namespace musicgen::composer {
namespace {

// Says in each frame which one it is.
class Counting final : public Voice {
 public:
  void add_to(Stereo out, Frames start) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out.left[i] += static_cast<float>(start) + static_cast<float>(i);
      out.right[i] -= static_cast<float>(start) + static_cast<float>(i);
    }
  }
};

std::vector<float> all_of(Bed bed, Frames total, std::size_t step) {
  std::vector<float> sound(2 * static_cast<std::size_t>(total));
  for (std::size_t at = 0; at < sound.size() / 2; at += step) {
    const std::size_t count = std::min(step, sound.size() / 2 - at);
    bed.add_to(std::span(sound).subspan(2 * at, 2 * count), static_cast<Frames>(at));
  }
  return sound;
}

Bed counting(Frames total) {
  return {std::make_unique<Counting>(), EndFades(total, 0, 0)};
}

TEST(Bed, IsOneStreamHoweverItIsCut) {
  const std::vector<float> sound = all_of(counting(50000), 50000, 777);
  EXPECT_EQ(sound[2 * 12345], 12345);
  EXPECT_EQ(sound[2 * 12345 + 1], -12345);
  EXPECT_EQ(sound, all_of(counting(50000), 50000, 50000));
}

TEST(Bed, ComesRoundToWhatPlayedBefore) {
  Bed bed = counting(50000);
  bed.come_round(20000, 40000, 1000);
  const std::vector<float> sound = all_of(std::move(bed), 50000, 777);
  EXPECT_EQ(sound[2 * 38999], 38999);        // before the turn
  EXPECT_NEAR(sound[2 * 39999], 19999, 40);  // at its end: what played before the start
  EXPECT_NEAR(sound[2 * 39500], 0.7071 * (39500 + 19500), 40);  // equal power in its middle
  EXPECT_EQ(sound[2 * 40000], 40000);                           // past it nothing has changed
}

TEST(Bed, IsSilentWithoutAVoice) {
  const std::vector<float> sound = all_of({nullptr, EndFades(1000, 0, 0)}, 1000, 64);
  EXPECT_EQ(sound, std::vector<float>(2000, 0.0f));
}

}  // namespace
}  // namespace musicgen::composer
