#include "studio/file_names.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen::studio {
namespace {

library::Track track(const std::string& title, const std::string& artist = "") {
  library::Track track;
  track.title = title;
  track.artist = artist;
  return track;
}

std::string name_of(const std::string& title) {
  return file_name_for(track(title), "{title}");
}

TEST(FileNames, FillInTheFields) {
  library::Track song = track("Rain", "Anna");
  song.year = 2026;
  song.bpm = 82.5;
  EXPECT_EQ(file_name_for(song, "{artist} - {title} ({year}, {bpm} BPM)"),
            "Anna - Rain (2026, 82.5 BPM)");
}

TEST(FileNames, LeaveNoDashBesideAnEmptyField) {
  EXPECT_EQ(file_name_for(track("Rain"), "{artist} - {title}"), "Rain");
}

TEST(FileNames, AreSafeEverywhere) {
  EXPECT_EQ(name_of("../../etc/passwd"), "etc-passwd");
  EXPECT_EQ(name_of("C:\\con?"), "C--con");
  EXPECT_EQ(name_of("nul"), "_nul");
  EXPECT_EQ(name_of("COM1.old"), "_COM1.old");
  EXPECT_EQ(name_of(".hidden"), "hidden");
  EXPECT_EQ(name_of("a\nb\x01"), "a b");
  EXPECT_EQ(name_of("..."), "track");
  EXPECT_EQ(name_of(""), "track");
  EXPECT_EQ(name_of("Régen 雨 🎵"), "Régen 雨 🎵");
}

TEST(FileNames, AreNeverTooLong) {
  std::string title;
  for (int i = 0; i < 300; ++i) title += "雨";
  EXPECT_LE(name_of(title).size(), 220u);
  EXPECT_TRUE(is_valid_utf8(name_of(title)));
  EXPECT_EQ(name_of(std::string(300, 'a')).size(), 120u);
}

TEST(FileNames, RefuseBrokenPatterns) {
  for (const char* pattern : {"{size}", "{title", "title}", "{}", "{{title}}"}) {
    EXPECT_THROW(file_name_for(track("Rain"), pattern), InvalidParameter) << pattern;
  }
}

TEST(FileNames, AreUniqueInAnyCase) {
  std::set<std::string> taken;
  EXPECT_EQ(unique_file_name("Rain", ".mp3", taken), "Rain.mp3");
  EXPECT_EQ(unique_file_name("rain", ".mp3", taken), "rain (2).mp3");
  EXPECT_EQ(unique_file_name("Rain", ".mp3", taken), "Rain (3).mp3");
  EXPECT_EQ(unique_file_name("Rain", ".wav", taken), "Rain.wav");
}

}  // namespace
}  // namespace musicgen::studio
