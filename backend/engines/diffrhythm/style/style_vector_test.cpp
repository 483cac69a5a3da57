#include "engines/diffrhythm/style/style_vector.h"

#include <cmath>
#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using testing::HasSubstr;

std::string file_of(const std::string& shape = "(1, 512)", float first = 0.25F) {
  std::string npy("\x93NUMPY\x01\x00\x76\x00", 10);
  npy += "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  npy.resize(127, ' ');
  npy += '\n';
  std::vector<float> numbers(512, 0.5F);
  numbers[0] = first;
  npy.append(reinterpret_cast<const char*>(numbers.data()), 2048);
  return npy;
}

std::vector<float> parse(const std::string& npy) {
  return parse_style_vector(std::as_bytes(std::span(npy)));
}

std::string why_refused(const std::string& npy) {
  try {
    parse(npy);
  } catch (const NeuralError& error) {
    return error.what();
  }
  return "it was accepted";
}

TEST(StyleVector, GivesTheNumbersOfTheFile) {
  const auto numbers = parse(file_of());
  ASSERT_THAT(numbers, testing::SizeIs(512));
  EXPECT_EQ(numbers[0], 0.25F);
  EXPECT_EQ(numbers[511], 0.5F);
}

TEST(StyleVector, RefusesAShorterOrLongerFile) {
  EXPECT_THAT(why_refused(file_of() + "x"), HasSubstr("2177 bytes instead of 2176"));
  EXPECT_THAT(why_refused(file_of().substr(1)), HasSubstr("2175 bytes instead of 2176"));
  EXPECT_THAT(why_refused(""), HasSubstr("0 bytes"));
}

TEST(StyleVector, RefusesAnotherShape) {
  EXPECT_THAT(why_refused(file_of("(512, 1)")), HasSubstr("its header says something else"));
}

TEST(StyleVector, RefusesAnythingMoreInItsHeader) {
  std::string npy = file_of();
  npy[120] = 'x';
  EXPECT_THAT(why_refused(npy), HasSubstr("its header says something else"));
}

TEST(StyleVector, RefusesNumbersThatAreNotFinite) {
  EXPECT_THAT(why_refused(file_of("(1, 512)", INFINITY)), HasSubstr("isn't finite"));
  EXPECT_THAT(why_refused(file_of("(1, 512)", NAN)), HasSubstr("isn't finite"));
}

TEST(StyleBlend, LiesBetweenTheTwo) {
  const std::vector<float> words{1, 0, 0}, sound{0, 0, 1};
  EXPECT_EQ(blend_styles(words, sound, 0), words);
  EXPECT_EQ(blend_styles(words, sound, 1), sound);
  const std::vector<float> half = blend_styles(words, sound, 0.5);
  EXPECT_NEAR(half[0], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(half[2], std::sqrt(0.5), 1e-6);
  EXPECT_GT(blend_styles(words, sound, 0.7)[2], 0.9);
}

TEST(StyleExcerpt, LiesInTheMiddleOnAWholeSecond) {
  EXPECT_EQ(style_excerpt_start(10), 0);
  EXPECT_EQ(style_excerpt_start(11.9), 0);
  EXPECT_EQ(style_excerpt_start(95.3), 42);
}

TEST(StyleExcerpt, NeedsTenSeconds) {
  EXPECT_THROW(style_excerpt_start(9.99), NeuralError);
  EXPECT_THROW(style_excerpt_start(NAN), NeuralError);
}

}  // namespace
}  // namespace musicgen::diffrhythm
