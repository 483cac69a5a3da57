#include "audio/encoder.h"

#include <fstream>
#include <system_error>

#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
using namespace testing;
namespace {

class Encoder : public ::testing::Test {
 protected:
  ScratchFolder scratch_{fs::temp_directory_path()};

  fs::path file(FileFormat format) const {
    return scratch_.path() / ("song." + std::string(info_of(format).name));
  }
};

class EveryFormat : public Encoder, public ::testing::WithParamInterface<FileFormat> {
 protected:
  int rate_hz() const { return GetParam() == FileFormat::opus ? 48000 : 44100; }
};

std::string name_of_case(const ::testing::TestParamInfo<FileFormat>& info) {
  return std::string(info_of(info.param).name);
}

INSTANTIATE_TEST_SUITE_P(Encoder, EveryFormat,
                         ::testing::Values(FileFormat::wav, FileFormat::flac, FileFormat::mp3,
                                           FileFormat::ogg, FileFormat::opus, FileFormat::m4a),
                         name_of_case);

TEST_P(EveryFormat, KeepsLengthAndPlaceOfEveryFrame) {
  for (const Frames frames : {Frames{100003}, Frames{44100}, Frames{1151}}) {
    const Sound song = testing::song({rate_hz(), 2}, frames);
    write_file(file(GetParam()), song, {.format = GetParam()});
    const Sound back = read_file(file(GetParam()));
    EXPECT_EQ(back.format, song.format);
    EXPECT_EQ(back.frames(), song.frames());
    EXPECT_GT(correlation(song.samples, back.samples), 0.99) << frames;
  }
}

TEST_P(EveryFormat, TakesMonoAtEightKilohertz) {
  const Sound song = testing::song({GetParam() == FileFormat::opus ? 48000 : 8000, 1}, 20011);
  write_file(file(GetParam()), song, {.format = GetParam()});
  const Sound back = read_file(file(GetParam()));
  EXPECT_EQ(back.format, song.format);
  EXPECT_EQ(back.frames(), song.frames());
  EXPECT_GT(correlation(song.samples, back.samples), 0.99);
}

TEST_P(EveryFormat, MakesTheSameBytesAgain) {
  const Sound song = testing::song({rate_hz(), 2}, 50001);
  write_file(file(GetParam()), song, {.format = GetParam()});
  const std::string first = read_text_file(file(GetParam()));
  write_file(file(GetParam()), song, {.format = GetParam()});
  EXPECT_TRUE(first == read_text_file(file(GetParam())));
}

TEST_P(EveryFormat, ReportsAFullDisk) {
  const Sound song = noise({rate_hz(), 2}, 200000, 0.5f);
  try {
    write_file("/dev/full", song, {.format = GetParam()});
    FAIL() << "the disk was full";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_space_on_device);
  }
}

TEST_P(EveryFormat, SurvivesSamplesThatAreNoNumbers) {
  Sound song = testing::song({rate_hz(), 2}, 30000);
  for (std::size_t i = 0; i < song.samples.size(); i += 1000) song.samples[i] = NAN;
  for (std::size_t i = 500; i < song.samples.size(); i += 1000) song.samples[i] = 1e30f;
  write_file(file(GetParam()), song, {.format = GetParam()});
  for (const float sample : read_file(file(GetParam())).samples) {
    ASSERT_TRUE(std::abs(sample) < 4.0f);
  }
}

TEST_F(Encoder, FloatWavKeepsEveryBit) {
  const Sound song = noise({48000, 2}, 70001, 3.0f);
  write_float_wav(file(FileFormat::wav), song);
  EXPECT_EQ(read_file(file(FileFormat::wav)).samples, song.samples);
}

TEST_F(Encoder, OpusTakesOtherRates) {
  const Sound song = testing::song({44100, 2}, 100003);
  write_file(file(FileFormat::opus), song, {.format = FileFormat::opus});
  const Sound back = read_all(*open_decoder_as(file(FileFormat::opus), song.format));
  EXPECT_EQ(back.frames(), song.frames());
  EXPECT_GT(correlation(song.samples, back.samples), 0.99);
}

}  // namespace
}  // namespace musicgen::audio
