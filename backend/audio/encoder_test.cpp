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

TEST_P(EveryFormat, OfNoSoundIsStillAFile) {
  write_file(file(GetParam()), {{rate_hz(), 2}, {}}, {.format = GetParam()});
  EXPECT_GT(fs::file_size(file(GetParam())), 0u);
}

TEST_P(EveryFormat, DoesNotDependOnTheSizeOfWrites) {
  const Sound song = testing::song({rate_hz(), 2}, 30011);
  write_file(file(GetParam()), song, {.format = GetParam()});
  const std::string pieces = read_text_file(file(GetParam()));
  const auto sink = open_encoder(file(GetParam()), {.format = GetParam(), .input = song.format});
  sink->write(song.samples);
  sink->finish();
  EXPECT_TRUE(pieces == read_text_file(file(GetParam())));
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

TEST_F(Encoder, SixteenBitsAreDitheredToTheSameMean) {
  // A level between two steps: without dither every sample would fall on the same one.
  const float level = 10.25f / 32768.0f;
  const Sound still{{44100, 1}, std::vector<float>(100000, level)};
  write_file(file(FileFormat::wav), still, {.format = FileFormat::wav, .bits_per_sample = 16});
  double sum = 0.0;
  for (const float sample : read_file(file(FileFormat::wav)).samples) {
    ASSERT_NEAR(sample, level, 2.0 / 32768.0);
    sum += static_cast<double>(sample) * 32768.0;
  }
  EXPECT_NEAR(sum / 100000.0, 10.25, 0.01);
}

TEST_F(Encoder, TwentyFourBitsAreRounded) {
  const Sound song = noise({44100, 2}, 10000, 1.0f);
  write_file(file(FileFormat::flac), song, {.format = FileFormat::flac});
  const Sound back = read_file(file(FileFormat::flac));
  for (std::size_t i = 0; i < song.samples.size(); ++i) {
    ASSERT_NEAR(back.samples[i], song.samples[i], 0.5001 / 8388608);
  }
}

TEST_F(Encoder, BeyondFullScaleIsClamped) {
  const Sound loud{{44100, 1}, {2.0f, -2.0f, 1.0f, -1.0f}};
  for (const int bits : {16, 24}) {
    write_file(file(FileFormat::wav), loud, {.format = FileFormat::wav, .bits_per_sample = bits});
    const Sound back = read_file(file(FileFormat::wav));
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_NEAR(back.samples[i], i % 2 == 0 ? 1.0f : -1.0f, 0.0001f) << bits;
    }
  }
}

TEST_F(Encoder, BitrateDecidesTheSize) {
  const Sound song = testing::song({44100, 2}, 44100 * 4);
  for (const FileFormat format :
       {FileFormat::mp3, FileFormat::ogg, FileFormat::opus, FileFormat::m4a}) {
    write_file(file(format), song, {.format = format, .bitrate = 96000});
    const std::uintmax_t small = fs::file_size(file(format));
    write_file(file(format), song, {.format = format, .bitrate = 256000});
    EXPECT_GT(fs::file_size(file(format)), small * 3 / 2) << info_of(format).name;
  }
}

class RefusedOptions : public Encoder {
 protected:
  // Also that no file is left behind.
  void expect_refused(const EncoderOptions& options, const std::string& field) {
    try {
      open_encoder(file(options.format), options);
      ADD_FAILURE() << "accepted " << info_of(options.format).name;
    } catch (const InvalidParameter& error) {
      EXPECT_EQ(error.field(), field);
    }
    EXPECT_FALSE(fs::exists(file(options.format)));
  }
};

TEST_F(RefusedOptions, NameTheFieldAtFault) {
  expect_refused({.format = FileFormat::mp3, .input = {96000, 2}}, "/sample_rate_hz");
  expect_refused({.format = FileFormat::wav, .input = {0, 2}}, "/sample_rate_hz");
  expect_refused({.format = FileFormat::mp3, .input = {44100, 6}}, "/channels");
  expect_refused({.format = FileFormat::wav, .input = {44100, 0}}, "/channels");
  expect_refused({.format = FileFormat::mp3, .bitrate = 1000}, "/bitrate");
  expect_refused({.format = FileFormat::opus, .bitrate = -1}, "/bitrate");
  expect_refused({.format = FileFormat::flac, .bitrate = 256000}, "/bitrate");
  expect_refused({.format = FileFormat::ogg, .input = {8000, 1}, .bitrate = 500000}, "/bitrate");
  expect_refused({.format = FileFormat::wav, .bits_per_sample = 8}, "/bits_per_sample");
  expect_refused({.format = FileFormat::flac, .bits_per_sample = 32}, "/bits_per_sample");
}

TEST_F(Encoder, AMissingFolderIsAnErrorOfTheSystem) {
  EXPECT_THROW(open_encoder(scratch_.path() / "none" / "song.wav", {.format = FileFormat::wav}),
               std::system_error);
}

TEST(Formats, AreFoundByNameInAnyCase) {
  for (const FormatInfo& info : formats()) EXPECT_EQ(format_of(info.name), info.format);
  EXPECT_EQ(format_of("MP3"), FileFormat::mp3);
  try {
    format_of("wma");
    FAIL() << "there is no such format";
  } catch (const InvalidParameter& error) {
    EXPECT_EQ(error.field(), "/format");
    EXPECT_NE(error.hint().find("opus"), std::string::npos);
  }
}

}  // namespace
}  // namespace musicgen::audio
