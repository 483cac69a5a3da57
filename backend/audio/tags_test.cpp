#include "audio/tags.h"

#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
using namespace testing;
namespace {

class TagsOf : public ::testing::TestWithParam<FileFormat> {
 protected:
  void SetUp() override {
    const int rate_hz = GetParam() == FileFormat::opus ? 48000 : 44100;
    write_file(file_, song({rate_hz, 2}, 60000), {.format = GetParam()});
  }

  ScratchFolder scratch_{fs::temp_directory_path()};
  fs::path file_ = scratch_.path() / ("song." + std::string(info_of(GetParam()).name));
};

std::string name_of_case(const ::testing::TestParamInfo<FileFormat>& info) {
  return std::string(info_of(info.param).name);
}

INSTANTIATE_TEST_SUITE_P(Tags, TagsOf,
                         ::testing::Values(FileFormat::wav, FileFormat::flac, FileFormat::mp3,
                                           FileFormat::ogg, FileFormat::opus, FileFormat::m4a),
                         name_of_case);

Tags full_tags() {
  Tags tags;
  tags.title = "Rain over 東京 🌧️🎹";
  tags.artist = "مِيوزيك";
  tags.album = "שירים & \"quotes\" <tags>";
  tags.genre = "Lo-fi";
  tags.comment = "made of the words \"lo-fi, rain\"";
  tags.mood = "Relaxed";
  tags.key = "F# minor";
  tags.year = 2026;
  tags.bpm = 82.5;
  tags.software = "MusicGen Local 0.1.0";
  tags.cover = Picture{"image/png", "\x89PNG\r\n\x1a\n" + std::string(50000, '\xA5')};
  return tags;
}

void expect_equal(const Tags& a, const Tags& b) {
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.artist, b.artist);
  EXPECT_EQ(a.album, b.album);
  EXPECT_EQ(a.genre, b.genre);
  EXPECT_EQ(a.comment, b.comment);
  EXPECT_EQ(a.mood, b.mood);
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.year, b.year);
  EXPECT_EQ(a.bpm, b.bpm);
  EXPECT_EQ(a.software, b.software);
  ASSERT_EQ(a.cover.has_value(), b.cover.has_value());
  if (a.cover) {
    EXPECT_EQ(a.cover->mime_type, b.cover->mime_type);
    EXPECT_TRUE(a.cover->bytes == b.cover->bytes);
  }
}

TEST_P(TagsOf, AreReadBackAsWritten) {
  write_tags(file_, full_tags());
  expect_equal(read_tags(file_), full_tags());
}

TEST_P(TagsOf, LeaveTheSoundAlone) {
  const Sound before = read_file(file_);
  write_tags(file_, full_tags());
  EXPECT_TRUE(read_file(file_).samples == before.samples);
}

TEST_P(TagsOf, EmptyFieldsAreRemovedAndTheCoverStays) {
  write_tags(file_, full_tags());
  Tags expected;
  expected.title = "Only a title";
  write_tags(file_, expected);
  expected.cover = full_tags().cover;
  expect_equal(read_tags(file_), expected);
}

TEST_P(TagsOf, ANewCoverReplacesTheOld) {
  write_tags(file_, full_tags());
  Tags changed = full_tags();
  changed.cover = Picture{"image/jpeg", "\xFF\xD8\xFF" + std::string(3000, 'j')};
  write_tags(file_, changed);
  expect_equal(read_tags(file_), changed);
}

TEST_P(TagsOf, KeysSurviveInAllTheirForms) {
  for (const char* key : {"C major", "Bb minor", "D dorian", "atonal", ""}) {
    Tags tags;
    tags.key = key;
    write_tags(file_, tags);
    EXPECT_EQ(read_tags(file_).key, key);
  }
}

TEST_P(TagsOf, OtherProgramsFindTheKeyInItsShortForm) {
  write_tags(file_, full_tags());
  EXPECT_NE(read_text_file(file_).find("F#m"), std::string::npos);
}

TEST_P(TagsOf, AbsurdNumbersAreLeftOut) {
  Tags tags;
  tags.year = -5;
  tags.bpm = NAN;
  write_tags(file_, tags);
  EXPECT_EQ(read_tags(file_).year, 0);
  EXPECT_EQ(read_tags(file_).bpm, 0.0);
}

TEST_P(TagsOf, AFreshFileHasNone) {
  expect_equal(read_tags(file_), Tags{});
}

class RefusedTags : public ::testing::Test {
 protected:
  ScratchFolder scratch_{fs::temp_directory_path()};
};

TEST_F(RefusedTags, AreThoseOfFilesThatAreNone) {
  EXPECT_THROW(read_tags(scratch_.path() / "none.mp3"), FileNotFound);
  EXPECT_THROW(write_tags(scratch_.path() / "none.mp3", {}), FileNotFound);
  EXPECT_THROW(read_tags(scratch_.path()), InvalidAudioFormat);
}

TEST_F(RefusedTags, AreThoseOfTextThatIsCalledSound) {
  for (const char* name :
       {"song.wav", "song.mp3", "song.flac", "song.ogg", "song.m4a", "song.xyz"}) {
    const fs::path file = scratch_.path() / name;
    write_text_file(file, std::string(5000, 'x'));
    EXPECT_THROW(read_tags(file), InvalidAudioFormat) << name;
    EXPECT_THROW(write_tags(file, full_tags()), InvalidAudioFormat) << name;
    EXPECT_EQ(read_text_file(file), std::string(5000, 'x')) << name;
  }
}

TEST_F(RefusedTags, AreThoseOfAnMp4WhoseOffsetsRunOutOfTheirTable) {
  const fs::path file = scratch_.path() / "song.m4a";
  write_file(file, song({44100, 2}, 60000), {.format = FileFormat::m4a});
  std::string bytes = read_text_file(file);
  const std::size_t count = bytes.find("stco") + 8;
  ASSERT_LT(count + 4, bytes.size());
  bytes.replace(count, 4, std::string("\0\1\0\0", 4));
  write_text_file(file, bytes);

  EXPECT_THROW(write_tags(file, full_tags()), InvalidAudioFormat);
  EXPECT_TRUE(read_text_file(file) == bytes);
}

}  // namespace
}  // namespace musicgen::audio
