#include "engines/diffrhythm/lyrics/mandarin.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config.h"
#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/vocabulary.h"

namespace musicgen::lyrics {
namespace {

const PinyinDictionary& dictionary() {
  static const PinyinDictionary shared(resource_folder() / "lyrics");
  return shared;
}

// The reading in pinyin after tones have changed.
std::string reading(std::string_view text) {
  std::vector<ReadWord> words = dictionary().read(code_points_of(text));
  change_tones(words);
  std::string out;
  for (const ReadWord& word : words) {
    for (const Syllable& one : word.syllables) out += fmt::format("{}{} ", one.letters, one.tone);
  }
  if (!out.empty()) out.pop_back();
  return out;
}

std::string phones(std::string_view text) {
  return fmt::format("{}",
                     fmt::join(mandarin_phones(code_points_of(text), dictionary()).phones, "|"));
}

std::string numbers(std::string_view text) {
  return utf8_of(chinese_numbers(code_points_of(text)));
}

TEST(Mandarin, SaysInitialFinalAndTone) {
  EXPECT_EQ(phones("中国"), "ts`⁼|ʊŋ→|k⁼|uo↑");
  EXPECT_EQ(phones("旅行"), "l|ɥ↓↑|ʃ|iŋ↑");
}

TEST(Mandarin, SaysLabialsWithOInOnePhone) {
  EXPECT_EQ(phones("波"), "p⁼wo→");
}

TEST(Mandarin, SaysHeldConsonantsInOnePhone) {
  EXPECT_EQ(phones("四"), "sɹ↓");
  EXPECT_EQ(phones("知"), "ts`⁼ɹ→");
}

TEST(Mandarin, LeavesTheToneOutOfANeutralSyllable) {
  EXPECT_EQ(phones("孩子"), "x|aɪ↑|ts⁼");
}

TEST(Mandarin, KnowsAPhoneForEachSyllableOfTheDictionary) {
  const Vocabulary vocabulary(resource_folder() / "lyrics" / "phones.txt");
  std::vector<std::string> unknown;
  for (char32_t c = 0x4E00; c <= 0x9FA5; ++c) {
    for (const ReadWord& word : dictionary().read(std::u32string(1, c))) {
      for (const Syllable& syllable : word.syllables) {
        const std::vector<std::string> said = phones_of(syllable);
        if (said.empty() || vocabulary.tokens_of(said).size() != said.size()) {
          unknown.push_back(syllable.letters);
        }
      }
    }
  }
  EXPECT_THAT(unknown, ::testing::ElementsAre("m"));  // 呣, a hum
}

TEST(Mandarin, ReadsCharactersByTheirWord) {
  EXPECT_EQ(reading("银行"), "yin2 hang2");
  EXPECT_EQ(reading("音乐"), "yin1 yue4");
  EXPECT_EQ(reading("快乐"), "kuai4 le4");
  EXPECT_EQ(reading("觉得"), "jue2 de5");
}

TEST(Mandarin, ReadsTraditionalCharacters) {
  EXPECT_EQ(reading("銀行"), "yin2 hang2");
}

TEST(Mandarin, RaisesThirdTonesWithinAWord) {
  EXPECT_EQ(reading("你好"), "ni2 hao3");
  EXPECT_EQ(reading("展览馆"), "zhan2 lan2 guan3");
}

TEST(Mandarin, ChangesBuBeforeAFourthTone) {
  EXPECT_EQ(reading("不会"), "bu2 hui4");
  EXPECT_EQ(reading("不忘"), "bu2 wang4");
  EXPECT_EQ(reading("不来"), "bu4 lai2");
}

TEST(Mandarin, ChangesYiByWhatFollows) {
  EXPECT_EQ(reading("一个"), "yi2 ge4");
  EXPECT_EQ(reading("一天"), "yi4 tian1");
  EXPECT_EQ(reading("走一走"), "zou3 yi5 zou3");
  EXPECT_EQ(reading("第一"), "di4 yi1");
}

TEST(Mandarin, WeakensErExceptWhereItIsAChild) {
  EXPECT_EQ(reading("花儿"), "hua1 er5");
  EXPECT_EQ(reading("女儿"), "nv3 er2");
}

TEST(Mandarin, SpeaksNumbers) {
  EXPECT_EQ(numbers("10"), "十");
  EXPECT_EQ(numbers("1005"), "一千零五");
  EXPECT_EQ(numbers("20304050"), "二千零三十万四千零五十");
  EXPECT_EQ(numbers("2024年"), "二零二四年");
  EXPECT_EQ(numbers("50%"), "百分之五十");
  EXPECT_EQ(numbers("3.50"), "三点五零");
  EXPECT_EQ(numbers("1/2"), "二分之一");
  EXPECT_EQ(numbers("1234567890123"), "一二三四五六七八九零一二三");
}

TEST(Mandarin, KeepsPunctuationAndDropsSpaces) {
  EXPECT_EQ(phones("爱， 爱。"), "aɪ↓|,|aɪ↓|.");
}

TEST(Mandarin, TellsWhichCharactersItCantRead) {
  const MandarinPhones said = mandarin_phones(U"爱\U00020001", dictionary());
  EXPECT_EQ(said.unknown, U"\U00020001");
  EXPECT_EQ(said.syllables, 1);
}

}  // namespace
}  // namespace musicgen::lyrics
