#include "engines/diffrhythm/lyrics/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config.h"
#include "base/error.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"
#include "engines/diffrhythm/lyrics/sheet.h"

namespace musicgen::lyrics {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Layout lay(std::string_view text, const LayoutOptions& options = {}) {
  static const Tokenizer shared(resource_folder() / "lyrics", open_speaker);
  return lay_out(text, shared, options);
}

std::vector<std::string> codes(const std::vector<LyricsWarning>& warnings) {
  std::vector<std::string> all;
  for (const LyricsWarning& warning : warnings) all.push_back(warning.code);
  return all;
}

std::vector<std::string> codes_of_line(const Layout& layout, std::size_t i) {
  return codes(layout.report.lines.at(i).warnings);
}

std::string refusal(std::string_view text) {
  try {
    lay(text);
  } catch (const Error& error) {
    return std::string(name_of(error.code())) + ": " + error.detail();
  }
  return "taken";
}

constexpr std::string_view kPlain =
    "[Verse 1]\n"
    "Moonlight spills through broken blinds\n"
    "Your shadow dances\n"
    "\n"
    "[Instrumental]\n"
    "[Chorus]\n"
    "Neon ghosts in gasoline rain\n";

TEST(PlainLyrics, BelongToTheSectionsAboveThem) {
  const LyricsReport report = lay(kPlain).report;
  EXPECT_EQ(report.format, "plain");
  ASSERT_EQ(report.lines.size(), 4u);
  EXPECT_EQ(report.lines[0].section, "verse 1");
  EXPECT_EQ(report.lines[2].section, "instrumental");
  EXPECT_EQ(report.lines[3].section, "chorus");
  EXPECT_EQ(report.lines[3].line, 7);
}

TEST(PlainLyrics, AreTimedInOrderAndOnBeats) {
  const LyricsReport report = lay(kPlain, {.tempo_bpm = 120}).report;
  double before = 0;
  for (const LyricsLine& line : report.lines) {
    ASSERT_TRUE(line.start);
    EXPECT_GE(*line.start, before);
    EXPECT_NEAR(std::remainder(*line.start, 0.5), 0, 1e-9);
    before = *line.end;
  }
  EXPECT_LE(before, 95);
}

TEST(PlainLyrics, LeaveMusicWhereInstrumentalIsMeant) {
  const LyricsReport report = lay(kPlain).report;
  EXPECT_GT(*report.lines[2].end - *report.lines[2].start, 8);
}

TEST(PlainLyrics, GiveMoreTimeToMoreSyllables) {
  const LyricsReport report =
      lay("[verse]\nHey\nWe are satellites trapped in parallel light\n").report;
  EXPECT_GT(*report.lines[1].end - *report.lines[1].start,
            *report.lines[0].end - *report.lines[0].start);
}

TEST(PlainLyrics, AreAllSungByTheShortModel) {
  const Layout layout = lay(kPlain, {.seconds = 95});
  EXPECT_EQ(layout.frames.tokens.size(), 2048u);
  EXPECT_EQ(layout.frames.lines.back().fate, LineFate::sung);
}

TEST(PlainLyrics, ComeBackAsLrcWithTheSameFrames) {
  const Layout plain = lay(kPlain, {.seconds = 95});
  const Layout timed = lay(plain.report.lrc, {.seconds = 95});
  EXPECT_EQ(timed.report.format, "lrc");
  EXPECT_EQ(timed.frames.tokens, plain.frames.tokens);
}

TEST(PlainLyrics, AreSungFasterBeforeTheyAreCut) {
  std::string text = "[verse]\n";
  for (int i = 0; i < 20; ++i) text += "Burning through the atmosphere of endless night\n";
  const LyricsReport easy = lay(text, {.seconds = 200}).report;
  const LyricsReport fast = lay(text, {.seconds = 60}).report;
  EXPECT_THAT(codes(fast.warnings), IsEmpty());
  EXPECT_LT(*fast.lines.back().end, 60);
  EXPECT_GT(*easy.lines.back().end, *fast.lines.back().end);
}

TEST(PlainLyrics, SayWhenTheyCanNotFit) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Burning through the atmosphere of endless night\n";
  const Layout layout = lay(text, {.seconds = 30});
  EXPECT_THAT(codes(layout.report.warnings), ElementsAre("too_long"));
  EXPECT_EQ(codes_of_line(layout, 39), std::vector<std::string>{"past_end"});
  EXPECT_FALSE(layout.report.lines.back().start);
}

TEST(PlainLyrics, ChooseALengthThatFits) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Burning through the atmosphere of endless night\n";
  const Layout layout = lay(text);
  EXPECT_GT(layout.report.duration, 95);
  EXPECT_LE(layout.report.duration, 285);
  EXPECT_EQ(layout.frames.tokens.size(), 6144u);
  EXPECT_THAT(codes(layout.report.warnings), IsEmpty());
}

TEST(PlainLyrics, SaySoWhereTheyEndEarly) {
  EXPECT_THAT(codes(lay("Just one line").report.warnings), ElementsAre("ends_early"));
  EXPECT_THAT(codes(lay("Just one line\n[instrumental]").report.warnings), IsEmpty());
}

TEST(PlainLyrics, MayBeEmpty) {
  for (const char* text : {"", "\n\n", "[verse]", "...", "[ti:Song]\n"}) {
    EXPECT_THAT(codes(lay(text).report.warnings), ElementsAre("no_words")) << text;
  }
}

TEST(PlainLyrics, SpeakNumbersAndSkipSigns) {
  const Layout layout = lay("12345\n***\nend");
  EXPECT_FALSE(layout.report.lines[0].tokens.empty());
  EXPECT_THAT(codes_of_line(layout, 1), ElementsAre("nothing_to_sing"));
  EXPECT_EQ(layout.report.lines[0].language, "en");
  EXPECT_EQ(lay("123\n爱").report.lines[0].language, "zh");
}

TEST(TimedLyrics, AreWarnedOfWhereWordsGetLost) {
  const Layout layout =
      lay("[00:10.00]We're satellites trapped in parallel light\n"
          "[00:10.50]next\n[00:12.00]\n");
  EXPECT_THAT(codes_of_line(layout, 0), ElementsAre("too_close"));
  EXPECT_THAT(codes_of_line(layout, 1), ElementsAre("starts_late"));
}

TEST(TimedLyrics, AreWarnedOfWhereWordsMayRepeat) {
  const Layout far = lay("[00:10.00]hello\n[00:40.00]world\n[00:45.00]\n");
  EXPECT_THAT(codes_of_line(far, 0), ElementsAre("too_far"));
  const Layout meant = lay("[00:10.00]hello\n[00:12.00]\n[00:40.00]world\n[00:45.00]\n");
  EXPECT_THAT(codes_of_line(meant, 0), IsEmpty());
}

TEST(TimedLyrics, SayWhichLineTheShortModelLeavesOut) {
  const Layout layout = lay("[00:10.00]hello\n[00:13.00]world", {.seconds = 95});
  EXPECT_THAT(codes_of_line(layout, 0), IsEmpty());
  EXPECT_THAT(codes_of_line(layout, 1), ElementsAre("left_out"));
  EXPECT_THAT(layout.report.lines[1].warnings[0].message, HasSubstr("[00:13.33]"));
}

TEST(TimedLyrics, NameTheLineWhoseTimeIsWrong) {
  const Layout layout = lay("[ti:Song]\n[chorus]\n[00:10.00]hello\n[1:05.0]world\nno time\n");
  ASSERT_EQ(layout.report.lines.size(), 3u);
  EXPECT_EQ(layout.report.lines[0].section, "chorus");
  EXPECT_EQ(layout.report.lines[1].line, 4);
  EXPECT_THAT(codes_of_line(layout, 1), ElementsAre("time_not_read"));
  EXPECT_THAT(codes_of_line(layout, 2), ElementsAre("time_not_read"));
}

TEST(TimedLyrics, NameLinesOutOfOrderAndPastTheEnd) {
  const Layout layout =
      lay("[00:20.00]hello\n[00:10.00]world\n[01:59.00]late\n[00:21.00]\n", {.seconds = 95});
  EXPECT_THAT(codes_of_line(layout, 1), ElementsAre("out_of_order"));
  EXPECT_THAT(codes_of_line(layout, 2), ElementsAre("past_end"));
}

TEST(TimedLyrics, SayThatASecondTimeIsSung) {
  const Layout layout = lay("[00:10.00][00:20.00]hello\n[00:30.00]\n");
  EXPECT_THAT(codes_of_line(layout, 0), ElementsAre("second_time"));
}

TEST(TimedLyrics, MayHaveEmptyAndNumericLines) {
  const Layout layout =
      lay("[00:10.00]\n[00:12.00]12345\n[00:20.00]...\n[00:22.00]words\n[00:24.00]");
  EXPECT_FALSE(layout.report.lines[1].tokens.empty());
  EXPECT_EQ(layout.frames.lines[3].fate, LineFate::sung);
  EXPECT_THAT(codes_of_line(layout, 2), ElementsAre("nothing_to_sing"));
}

TEST(Lyrics, OfOtherLanguagesAreRefusedByName) {
  EXPECT_THAT(refusal("hello\nпривет"), HasSubstr("Line 2: \"п\" is Russian"));
  EXPECT_THAT(refusal("[00:01.00]안녕"), HasSubstr("Line 1: \"안\" is Korean"));
  EXPECT_THAT(refusal("雨の音"), HasSubstr("\"の\" is Japanese"));
  EXPECT_THAT(refusal("مرحبا"), HasSubstr("Arabic"));
  EXPECT_THAT(refusal("สวัสดี"), HasSubstr("Thai"));
  EXPECT_THAT(refusal("नमस्ते"), HasSubstr("Hindi"));
  EXPECT_THAT(refusal("Ελλάδα"), HasSubstr("Greek"));
  EXPECT_THAT(refusal("Ελλάδα"), HasSubstr("invalid_lyrics"));
}

TEST(Lyrics, WithAccentsSignsAndEmojiAreTaken) {
  EXPECT_EQ(refusal("Café naïve 🎵 \u202e™ ½ ♥\nla – la — la…"), "taken");
}

TEST(Lyrics, ThatAreNoTextAreRefused) {
  EXPECT_THAT(refusal("ok\n\xff\xfe"), HasSubstr("Line 2: these bytes are not text"));
}

TEST(Lyrics, WithAnEndlessLineAreRefused) {
  EXPECT_THAT(refusal("ok\n" + std::string(1 << 20, 'a')), HasSubstr("Line 2: 1048576 characters"));
}

TEST(Lyrics, WithAMillionLinesAreRefused) {
  std::string text;
  for (int i = 0; i < 1000000; ++i) text += "la\n";
  EXPECT_THAT(refusal(text), HasSubstr("Line 2001: a song has at most 2000 lines"));
}

TEST(Lyrics, MayHaveNulBytes) {
  const LyricsReport report = lay(std::string_view("hello\0world\n", 12)).report;
  EXPECT_EQ(report.lines.at(0).syllables, 3);
}

}  // namespace
}  // namespace musicgen::lyrics
