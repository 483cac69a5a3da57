#include "audio/decoder.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
using namespace testing;
namespace {

class Decoder : public ::testing::Test {
 protected:
  fs::path file(const std::string& name) const { return scratch_.path() / name; }

  fs::path file_with(const std::string& name, std::string_view bytes) const {
    write_text_file(file(name), bytes);
    return file(name);
  }

  fs::path encoded(FileFormat format, const Sound& sound) const {
    const fs::path path = file("song." + std::string(info_of(format).name));
    write_file(path, sound, {.format = format});
    return path;
  }

 private:
  ScratchFolder scratch_{fs::temp_directory_path()};
};

// A WAV header with any claim, and some sound.
std::string wav_bytes(std::uint16_t format_tag, std::uint16_t channels, std::uint32_t rate_hz,
                      std::uint16_t bits, std::string_view data) {
  const auto number = [](std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
    return bytes;
  };
  const std::uint32_t frame_bytes = channels * bits / 8u;
  return "RIFF" + number(36 + data.size(), 4) + "WAVEfmt " + number(16, 4) + number(format_tag, 2) +
         number(channels, 2) + number(rate_hz, 4) +
         number(std::uint64_t{rate_hz} * frame_bytes, 4) + number(frame_bytes, 2) +
         number(bits, 2) + "data" + number(data.size(), 4) + std::string(data);
}

std::string random_bytes(std::size_t count) {
  Noise noise;
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(std::lrint(noise.next() * 127.0f));
  return bytes;
}

void expect_refused(const fs::path& path) {
  EXPECT_THROW(read_file(path), InvalidAudioFormat) << path.filename();
}

// --- what can't be read --------------------------------------------------------------------------

TEST_F(Decoder, NamesAFileThatIsMissing) {
  EXPECT_THROW(open_decoder(file("none.mp3")), FileNotFound);
}

TEST_F(Decoder, RefusesFoldersAndPipes) {
  fs::create_directory(file("folder.wav"));
  expect_refused(file("folder.wav"));
  ASSERT_EQ(::mkfifo(file("pipe.wav").c_str(), 0600), 0);
  expect_refused(file("pipe.wav"));
}

TEST_F(Decoder, RefusesWhatIsNoSound) {
  expect_refused(file_with("empty.mp3", ""));
  std::string text;
  while (text.size() < 20000) text += "This is a shopping list and not a song.\n";
  expect_refused(file_with("text.mp3", text));
  expect_refused(file_with("text.wav", text));
  expect_refused(file_with("random.flac", random_bytes(50000)));
  expect_refused(file_with("picture.png", "\x89PNG\r\n\x1a\n" + random_bytes(2000)));
}

TEST_F(Decoder, RefusesHeadersWithoutChannelsOrWithAbsurdRates) {
  const std::string data(40000, '\1');
  expect_refused(file_with("none.wav", wav_bytes(1, 0, 44100, 16, data)));
  expect_refused(file_with("many.wav", wav_bytes(1, 60000, 44100, 16, data)));
  expect_refused(file_with("still.wav", wav_bytes(1, 2, 0, 16, data)));
  expect_refused(file_with("fast.wav", wav_bytes(1, 2, 2000000000u, 16, data)));
  expect_refused(file_with("depth.wav", wav_bytes(1, 2, 44100, 0, data)));
}

TEST_F(Decoder, RefusesASoundOfNoLength) {
  expect_refused(file_with("short.wav", wav_bytes(1, 2, 44100, 16, "")));
}

TEST_F(Decoder, PlaylistsCannotReachOtherFiles) {
  const std::string secret = encoded(FileFormat::wav, song({44100, 2}, 44100)).string();
  expect_refused(file_with("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n" +
                                            secret + "\n#EXT-X-ENDLIST\n"));
  expect_refused(file_with("list.mp3", "ffconcat version 1.0\nfile 'song.wav'\n"));
  expect_refused(file_with("list.sdp",
                           "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\n"
                           "t=0 0\nm=audio 5004 RTP/AVP 10\n"));
}

TEST_F(Decoder, ANameIsNeverAProtocol) {
  EXPECT_THROW(open_decoder("http://127.0.0.1/song.mp3"), FileNotFound);
  EXPECT_THROW(open_decoder("concat:a.mp3|b.mp3"), FileNotFound);
}

// --- kinds of sound ------------------------------------------------------------------------------

TEST_F(Decoder, ReadsManyRatesAndChannels) {
  for (const StreamFormat format :
       {StreamFormat{8000, 1}, {192000, 2}, {44100, 6}, {48000, 8}, {11025, 3}}) {
    const Sound song = testing::song(format, 30011);
    for (const FileFormat kind : {FileFormat::wav, FileFormat::flac}) {
      const Sound back = read_file(encoded(kind, song));
      EXPECT_EQ(back.format, format);
      ASSERT_EQ(back.frames(), song.frames());
      for (std::size_t i = 0; i < song.samples.size(); ++i) {
        ASSERT_NEAR(back.samples[i], song.samples[i], 1.0 / 8388608);
      }
    }
  }
}

TEST_F(Decoder, FloatsThatAreNoNumbersBecomeSilence) {
  const float values[] = {0.5f, NAN, -0.25f, INFINITY};
  std::string data;
  for (int i = 0; i < 1000; ++i) data.append(reinterpret_cast<const char*>(values), sizeof(values));
  const Sound sound = read_file(file_with("nan.wav", wav_bytes(3, 2, 44100, 32, data)));
  ASSERT_EQ(sound.frames(), 2000);
  EXPECT_EQ(std::vector(sound.samples.begin(), sound.samples.begin() + 4),
            (std::vector<float>{0.5f, 0.0f, -0.25f, 0.0f}));
}

TEST_F(Decoder, TellsWhatItReads) {
  const auto decoder = open_decoder(encoded(FileFormat::mp3, song({44100, 2}, 100003)));
  EXPECT_EQ(decoder->info().container, "mp3");
  EXPECT_EQ(decoder->info().codec, "mp3");
  EXPECT_EQ(decoder->info().format, (StreamFormat{44100, 2}));
  EXPECT_NEAR(decoder->info().duration.count(), 100003 / 44100.0, 1e-6);
  EXPECT_NEAR(decoder->info().bitrate, 256000, 5000);
}

TEST_F(Decoder, FollowsAChangeOfRateInsideAFile) {
  const std::string first =
      read_text_file(encoded(FileFormat::mp3, sine({44100, 2}, 44100 * 2, 0.5f, 440.0)));
  const std::string second =
      read_text_file(encoded(FileFormat::mp3, sine({48000, 1}, 48000 * 2, 0.5f, 440.0)));
  const Sound sound = read_file(file_with("joined.mp3", first + second));
  EXPECT_EQ(sound.format, (StreamFormat{44100, 2}));
  EXPECT_NEAR(static_cast<double>(sound.frames()), 44100.0 * 4, 5000.0);
  const auto tail = std::span(sound.samples).last(44100);
  EXPECT_NEAR(*std::max_element(tail.begin(), tail.end()), 0.5f, 0.1f);
}

TEST_F(Decoder, ReadsChainedOggFilesToTheEnd) {
  const std::string link = read_text_file(encoded(FileFormat::ogg, song({44100, 2}, 100000)));
  const Sound sound = read_file(file_with("chain.ogg", link + link));
  EXPECT_NEAR(static_cast<double>(sound.frames()), 200000.0, 3000.0);
}

TEST_F(Decoder, ReadsAsAnotherRateAndOtherChannels) {
  const fs::path path = encoded(FileFormat::flac, song({48000, 1}, 48000));
  const Sound stereo = read_all(*open_decoder_as(path, {44100, 2}));
  EXPECT_EQ(stereo.format, (StreamFormat{44100, 2}));
  EXPECT_EQ(stereo.frames(), 44100);
  EXPECT_EQ(stereo.samples[20000], stereo.samples[20001]);
}

// --- damage --------------------------------------------------------------------------------------

class AnyFormat : public Decoder, public ::testing::WithParamInterface<FileFormat> {
 protected:
  StreamFormat format() const { return {GetParam() == FileFormat::opus ? 48000 : 44100, 2}; }
};

std::string name_of_case(const ::testing::TestParamInfo<FileFormat>& info) {
  return std::string(info_of(info.param).name);
}

INSTANTIATE_TEST_SUITE_P(Decoder, AnyFormat,
                         ::testing::Values(FileFormat::wav, FileFormat::flac, FileFormat::mp3,
                                           FileFormat::ogg, FileFormat::opus, FileFormat::m4a),
                         name_of_case);

TEST_P(AnyFormat, KnowsItsLengthBeforehand) {
  const fs::path path = encoded(GetParam(), song(format(), 100003));
  EXPECT_EQ(open_decoder(path)->info().frames, 100003);
}

TEST_P(AnyFormat, PassesOverDamageInTheMiddle) {
  const Sound song = testing::song(format(), format().sample_rate_hz * 4);
  std::string bytes = read_text_file(encoded(GetParam(), song));
  bytes.replace(bytes.size() / 2, 3000, random_bytes(3000));
  const Sound back =
      read_file(file_with("damaged." + std::string(info_of(GetParam()).name), bytes));
  EXPECT_GT(back.frames(), song.frames() * 3 / 4);
  EXPECT_LE(back.frames(), song.frames() + 5000);
}

// An MP4 keeps its index at the end, so that a part of one is no sound at all.
TEST_P(AnyFormat, TruncatedFileGivesWhatIsLeftOrIsRefused) {
  const Sound song = testing::song(format(), format().sample_rate_hz * 4);
  const std::string bytes = read_text_file(encoded(GetParam(), song));
  const fs::path cut = file_with("cut." + std::string(info_of(GetParam()).name),
                                 std::string_view(bytes).substr(0, bytes.size() / 2));
  if (GetParam() == FileFormat::m4a) return expect_refused(cut);
  const Sound back = read_file(cut);
  EXPECT_GT(back.frames(), song.frames() / 3);
  EXPECT_LT(back.frames(), song.frames() * 2 / 3);
}

// --- places --------------------------------------------------------------------------------------

TEST_P(AnyFormat, SeeksToTheExactFrame) {
  const int rate_hz = format().sample_rate_hz;
  const fs::path path = encoded(GetParam(), song(format(), rate_hz * 6 + 11));
  const Sound whole = read_file(path);
  const auto decoder = open_decoder(path);
  std::vector<float> part(2 * 3000);
  for (const double second : {3.7, 0.0, 5.0, 0.01, 2.3333, 0.6, 5.9}) {
    const Frames frame = frames_of(Seconds(second), rate_hz);
    decoder->seek(frame);
    ASSERT_EQ(decoder->read(part), 3000u);
    const auto expected =
        std::span(whole.samples).subspan(static_cast<std::size_t>(2 * frame), part.size());
    EXPECT_GT(correlation(expected, part), 0.9999) << second;
  }
}

// Long enough for many pages and for both block sizes of Vorbis, in many places.
TEST_P(AnyFormat, SeeksToAnyPlaceOfALongFile) {
  const fs::path path = encoded(GetParam(), song(format(), format().sample_rate_hz * 15));
  const Sound whole = read_file(path);
  const auto decoder = open_decoder(path);
  std::vector<float> part(2 * 2000);
  Noise noise;
  for (int trial = 0; trial < 25; ++trial) {
    const auto frame = static_cast<Frames>((0.5 + 0.5 * static_cast<double>(noise.next())) *
                                           static_cast<double>(whole.frames() - 2000));
    decoder->seek(frame);
    ASSERT_EQ(decoder->read(part), 2000u);
    const auto expected =
        std::span(whole.samples).subspan(static_cast<std::size_t>(2 * frame), part.size());
    EXPECT_GT(correlation(expected, part), 0.9999) << frame;
  }
}

TEST_P(AnyFormat, IsOverAfterSeekingBeyondTheEnd) {
  const auto decoder = open_decoder(encoded(GetParam(), song(format(), 50000)));
  std::vector<float> part(2 * 100);
  for (const Frames frame : {Frames{50000}, Frames{50001}, Frames{10'000'000}}) {
    decoder->seek(frame);
    EXPECT_EQ(decoder->read(part), 0u);
  }
  decoder->seek(49990);
  EXPECT_EQ(decoder->read(part), 10u);
}

TEST_F(Decoder, RefusesNegativePlaces) {
  const auto decoder = open_decoder(encoded(FileFormat::wav, song({44100, 2}, 1000)));
  EXPECT_THROW(decoder->seek(-1), InvalidParameter);
}

}  // namespace
}  // namespace musicgen::audio
