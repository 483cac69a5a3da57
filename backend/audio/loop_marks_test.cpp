#include "audio/loop_marks.h"

#include <cstdlib>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "audio/tags.h"
#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
using namespace testing;
namespace {

constexpr int kRateHz = 44100;

using Fields = std::map<std::string, std::string>;

std::optional<LoopMarks> marks_of(const Fields& fields) {
  return loop_marks_in_fields(
      [&](const char* name) {
        const auto found = fields.find(name);
        return found == fields.end() ? std::nullopt : std::optional(found->second);
      },
      kRateHz);
}

TEST(LoopMarks, AreReadInAllSpellings) {
  const std::pair<Fields, LoopMarks> kCases[] = {
      {{{"LOOPSTART", "100"}, {"LOOPLENGTH", "800"}}, {100, 900}},
      {{{"LOOPSTART", "100"}, {"LOOPEND", "900"}}, {100, 900}},
      {{{"LOOP_START", "100"}, {"LOOP_END", "900"}}, {100, 900}},
      {{{"LOOP-START", "100"}, {"LOOP-LENGTH", "800"}}, {100, 900}},
      {{{"LOOPSTART", " 100 "}}, {100, std::nullopt}},
      {{{"LOOPEND", "900"}}, {0, 900}},
      {{{"LOOPSTART", "0.5"}, {"LOOPEND", "1.25"}}, {22050, 55125}},
      {{{"LOOPSTART", "0:00.5"}, {"LOOPEND", "01:02"}}, {22050, 62 * kRateHz}},
      {{{"LOOPEND", "1:01:01.5"}}, {0, 3661 * kRateHz + kRateHz / 2}},
  };
  for (const auto& [fields, marks] : kCases) {
    EXPECT_EQ(marks_of(fields), marks) << fields.begin()->first << " " << fields.begin()->second;
  }
}

TEST(LoopMarks, ThatAreNonsenseAreNone) {
  for (const char* text : {"", "-5", "soon", "12abc", "1e5", "nan", "inf", "0x10", ":",
                           "1:", "1::2", "99999999999999999999", "9999999999:00:00"}) {
    EXPECT_EQ(marks_of({{"LOOPSTART", text}}), std::nullopt) << text;
  }
  EXPECT_EQ(marks_of({}), std::nullopt);
}

class LoopMarksInFiles : public ::testing::Test {
 protected:
  fs::path song_as(FileFormat format) {
    const fs::path path = scratch_.path() / ("song." + std::string(info_of(format).name));
    write_file(path, song({format == FileFormat::opus ? 48000 : kRateHz, 2}, 60000),
               {.format = format});
    return path;
  }

  // With a chunk "smpl" of these numbers in front of the sound.
  fs::path wav_with(const std::vector<std::uint32_t>& numbers) {
    std::ifstream in(song_as(FileFormat::wav), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::string chunk = "smpl";
    const auto add = [&](std::uint32_t number) {
      for (int i = 0; i < 4; ++i) chunk += static_cast<char>(number >> (8 * i));
    };
    add(static_cast<std::uint32_t>(4 * numbers.size()));
    for (const std::uint32_t number : numbers) add(number);
    constexpr std::size_t kRiffHeadBytes = 12;
    bytes.insert(kRiffHeadBytes, chunk);
    const fs::path path = scratch_.path() / "marked.wav";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  ScratchFolder scratch_{fs::temp_directory_path()};
};

TEST_F(LoopMarksInFiles, OfEachFormatComeWithItsInfo) {
  for (const FormatInfo& format : formats()) {
    const std::string plain = song_as(format.format).string();
    EXPECT_EQ(open_decoder(plain)->info().loop_marks, std::nullopt) << format.name;
    if (format.format == FileFormat::wav) continue;  // keeps no fields of any name
    const std::string marked = fmt::format("{}/marked.{}", scratch_.path().string(), format.name);
    const std::string command = fmt::format(
        "ffmpeg -v error -y -i {} -c copy -movflags use_metadata_tags -metadata LOOPSTART=10000 "
        "-metadata LOOPLENGTH=40000 {}",
        plain, marked);
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_EQ(open_decoder(marked)->info().loop_marks, (LoopMarks{10000, 50000})) << format.name;
  }
}

TEST_F(LoopMarksInFiles, OfSamplersAreRead) {
  const auto with_loop = [](std::uint32_t kind, std::uint32_t first, std::uint32_t last) {
    return std::vector<std::uint32_t>{0, 0, 22675, 60, 0, 0, 0, 1, 0, 0, kind, first, last, 0, 0};
  };
  EXPECT_EQ(loop_marks_in_wav(wav_with(with_loop(0, 100, 899))), (LoopMarks{100, 900}));
  EXPECT_EQ(open_decoder(wav_with(with_loop(0, 100, 899)))->info().loop_marks,
            (LoopMarks{100, 900}));
  EXPECT_EQ(loop_marks_in_wav(wav_with(with_loop(1, 100, 899))), std::nullopt) << "to and fro";
  EXPECT_EQ(loop_marks_in_wav(wav_with(with_loop(0, 900, 100))), std::nullopt);
  EXPECT_EQ(loop_marks_in_wav(wav_with({0, 0, 22675, 60})), std::nullopt) << "cut short";
}

TEST_F(LoopMarksInFiles, AreReadBackAsWritten) {
  for (const FormatInfo& format : formats()) {
    const fs::path path = song_as(format.format);
    const Sound before = read_file(path);
    write_loop_marks(path, {1, 300}, kRateHz);
    write_loop_marks(path, {10000, 50000}, kRateHz);
    EXPECT_EQ(open_decoder(path)->info().loop_marks, (LoopMarks{10000, 50000})) << format.name;
    EXPECT_TRUE(read_file(path).samples == before.samples) << format.name;
  }
}

TEST_F(LoopMarksInFiles, StayWhenTheTitleChanges) {
  const fs::path path = song_as(FileFormat::ogg);
  write_loop_marks(path, {10000, 50000}, kRateHz);
  write_tags(path, {.title = "Rain"});
  EXPECT_EQ(open_decoder(path)->info().loop_marks, (LoopMarks{10000, 50000}));
}

TEST_F(LoopMarksInFiles, NeedAFile) {
  EXPECT_THROW(loop_marks_in_wav(scratch_.path() / "none.wav"), FileNotFound);
  EXPECT_THROW(write_loop_marks(scratch_.path() / "none.ogg", {1, 2}, kRateHz), FileNotFound);
}

TEST_F(LoopMarksInFiles, AreNotWrittenIntoOtherFiles) {
  const fs::path path = scratch_.path() / "text.wav";
  std::ofstream(path) << "This is no music at all.";
  EXPECT_THROW(write_loop_marks(path, {1, 2}, kRateHz), InvalidAudioFormat);
  std::ofstream(path) << "RIFF1234WAVE";
  EXPECT_THROW(write_loop_marks(path, {1, 2}, kRateHz), InvalidAudioFormat);
}

}  // namespace
}  // namespace musicgen::audio
