#include "engines/composer/random.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace musicgen::composer {
namespace {

TEST(Random, IsTheGeneratorOfItsAuthors) {
  // SplitMix64 and xoshiro256** are fixed by their papers; a change here changes every song.
  Random random(7, "test");
  EXPECT_EQ(random.next(), 0xeae37f1951ce508eull);
  EXPECT_EQ(random.next(), 0xbaa3af44070d26ddull);
  EXPECT_EQ(random.next(), 0x4771ead213c9109cull);
}

TEST(Random, RepeatsItselfForSeedAndPurpose) {
  Random a(42, "drums");
  Random b(42, "drums");
  for (int i = 0; i < 100; ++i) ASSERT_EQ(a.next(), b.next());
}

TEST(Random, GivesEachPurposeItsOwnStream) {
  Random a(42, "drums");
  Random b(42, "bass");
  Random c(43, "drums");
  const auto first = a.next();
  EXPECT_NE(first, b.next());
  EXPECT_NE(first, c.next());
}

TEST(Random, StaysInsideTheUnitInterval) {
  Random random(1, "uniform");
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = random.uniform();
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 1);
    sum += x;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.02);
}

TEST(Random, DrawsWholeNumbersWithBothEnds) {
  Random random(1, "between");
  std::vector<int> counts(3);
  for (int i = 0; i < 3000; ++i) ++counts.at(static_cast<std::size_t>(random.between(-1, 1) + 1));
  for (const int count : counts) EXPECT_NEAR(count, 1000, 120);
  EXPECT_EQ(random.between(5, 5), 5);
  EXPECT_NO_THROW(random.between(std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

TEST(Random, WeighsItsChoices) {
  Random random(1, "weighted");
  const std::vector<double> weights = {0, 1, 3, -2};
  std::vector<int> counts(4);
  for (int i = 0; i < 4000; ++i) ++counts.at(random.weighted(weights));
  EXPECT_EQ(counts[0], 0);
  EXPECT_NEAR(counts[1], 1000, 120);
  EXPECT_NEAR(counts[2], 3000, 120);
  EXPECT_EQ(counts[3], 0);
}

TEST(Random, ChoosesTheFirstWhereNothingWeighs) {
  Random random(1, "weighted");
  EXPECT_EQ(random.weighted(std::vector<double>{0, 0}), 0u);
  EXPECT_EQ(random.weighted(std::vector<double>{}), 0u);
}

TEST(Random, HasABellCurve) {
  Random random(1, "gaussian");
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.gaussian();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.03);
  EXPECT_NEAR(squares / kDraws, 1, 0.05);
}

}  // namespace
}  // namespace musicgen::composer
