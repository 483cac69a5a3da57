// The small parts of the loop writer.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "looper/byte_writer.h"
#include "looper/crc.h"
#include "looper/grid_fit.h"
#include "looper/packet_store.h"
#include "looper/pcm.h"
#include "looper/wav_file.h"

namespace musicgen::looper {
namespace {

using ::testing::ElementsAre;

TEST(GridFit, TakesTheFewestBodiesThatKeepTheTempo) {
  const GridFit minutes = fit_to_grid(7938000.0, 1152);  // 3 min
  EXPECT_EQ(minutes.bodies_per_period, 1);
  EXPECT_EQ(minutes.length % 1152, 0);
  EXPECT_LT(std::abs(minutes.tempo_shift), 0.0002);
  const GridFit seconds = fit_to_grid(766.5 * 1152, 1152);  // 20 s
  EXPECT_GT(seconds.bodies_per_period, 1);
  EXPECT_EQ(seconds.length * seconds.bodies_per_period % 1152, 0);
  EXPECT_LT(std::abs(seconds.tempo_shift), 0.0002);
}

TEST(GridFit, KeepsEveryLoopOverSixtyMillisecondsInTune) {
  for (Frames length = 2600; length < 400000; length += 1237) {
    for (const Frames packet : {960, 1024, 1152}) {
      const GridFit fit = fit_to_grid(static_cast<double>(length) + 0.3, packet);
      EXPECT_LT(std::abs(fit.tempo_shift), 0.0002) << length << " on " << packet;
      EXPECT_EQ(fit.length * fit.bodies_per_period % packet, 0) << length << " on " << packet;
    }
  }
}

TEST(GridFit, LeavesLoopsOfPcmAlone) {
  EXPECT_EQ(fit_to_grid(12345.0, 1).length, 12345);
  EXPECT_EQ(fit_to_grid(12345.0, 1).tempo_shift, 0.0);
}

template <class Word>
class Checksum : public ::testing::Test {};
using Words = ::testing::Types<std::uint16_t, std::uint32_t>;
TYPED_TEST_SUITE(Checksum, Words);

TYPED_TEST(Checksum, OfTwoPiecesIsTheChecksumOfTheWhole) {
  using C = Crc<TypeParam>;
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 5000; ++i) bytes.push_back(static_cast<std::uint8_t>(i * i + 3 * i));
  const TypeParam whole = C::of(bytes);
  for (const std::size_t cut : {0u, 1u, 7u, 2500u, 4999u, 5000u}) {
    const Bytes first = Bytes(bytes).first(cut);
    const Bytes second = Bytes(bytes).subspan(cut);
    EXPECT_EQ(C::join(C::of(first), C::of(second), C::shift(second.size())), whole) << cut;
  }
}

// The check values of CRC-16/UMTS, which is the CRC of FLAC frames, and of CRC-32/CKSUM
// (0x765E7680) without its inversion, which is the CRC of Ogg pages.
TEST(Checksums, AreThoseOfFlacAndOgg) {
  const std::string_view text = "123456789";
  const Bytes digits(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  EXPECT_EQ(Crc16::of(digits), 0xFEE8);
  EXPECT_EQ(Crc32::of(digits), ~0x765E7680u);
}

PacketStore some_packets(int count) {
  PacketStore store(std::filesystem::temp_directory_path());
  for (int i = 0; i < count; ++i) {
    store.add(std::vector<std::uint8_t>(static_cast<std::size_t>(i % 5 + 1),
                                        static_cast<std::uint8_t>(i)),
              10);
  }
  store.flush();
  return store;
}

TEST(PacketSequence, GivesIntroCopiesRestAndTail) {
  const PacketSequence sequence{{0, 2}, {2, 3}, 2, 1, {5, 2}};
  std::vector<std::size_t> order;
  sequence.each_packet([&](std::size_t i) { order.push_back(i); });
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3, 4, 2, 3, 4, 2, 5, 6));
  EXPECT_EQ(sequence.count(), order.size());
}

TEST(PacketSequence, KnowsHowManyBytesComeBeforeAPacket) {
  const PacketStore store = some_packets(9);
  const PacketSequence sequence{{0, 2}, {2, 3}, 2, 1, {5, 4}};
  std::uint64_t bytes = 0;
  std::size_t position = 0;
  sequence.each_packet([&](std::size_t i) {
    EXPECT_EQ(sequence.bytes_before(store, position++), bytes);
    bytes += store.packet(i).size();
  });
  EXPECT_EQ(sequence.bytes(store), bytes);
}

TEST(PacketStore, HandsOverEveryPacketOfARangeInWindows) {
  PacketStore store(std::filesystem::temp_directory_path());
  for (int i = 0; i < 50; ++i) {
    store.add(std::vector<std::uint8_t>(100000, static_cast<std::uint8_t>(i)), 10);
  }
  store.flush();
  std::size_t expected = 5;
  store.read({5, 40}, [&](std::size_t i, Bytes packet) {
    EXPECT_EQ(i, expected++);
    EXPECT_EQ(packet.size(), 100000u);
    EXPECT_EQ(packet.back(), i);
  });
  EXPECT_EQ(expected, 45u);
}

TEST(Quantizer, LeavesWhatLiesOnAStepExactlyThere) {
  Quantizer quantizer(16);
  std::vector<float> samples;
  std::vector<std::int32_t> expected;
  for (int step = -32768; step < 32768; step += 331) {
    samples.push_back(static_cast<float>(step) / 32768.0f);
    expected.push_back(step);
  }
  std::vector<std::int32_t> steps(samples.size());
  quantizer.quantize(samples, steps);
  EXPECT_EQ(steps, expected);
}

TEST(Quantizer, SurvivesWhatIsNoNumberOrTooLoud) {
  Quantizer quantizer(24);
  const std::vector<float> samples{NAN, INFINITY, -INFINITY, 7.0f};
  std::vector<std::int32_t> steps(4);
  quantizer.quantize(samples, steps);
  EXPECT_THAT(steps, ElementsAre(0, 8388607, -8388608, 8388607));
}

TEST(WavHeader, TellsSizesOverFourGigabytesInRf64) {
  const CodecOptions options{.format = audio::FileFormat::wav, .sound = {48000, 2}};
  const Frames frames = 10LL * 3600 * 48000;
  const std::vector<std::uint8_t> header = wav_header(options, frames, {});
  const auto u64_at = [&](std::size_t at) {
    return little_u32(Bytes(header).subspan(at)) |
           std::uint64_t{little_u32(Bytes(header).subspan(at + 4))} << 32;
  };
  EXPECT_EQ(std::string(header.begin(), header.begin() + 4), "RF64");
  EXPECT_EQ(std::string(header.begin() + 12, header.begin() + 16), "ds64");
  EXPECT_EQ(u64_at(20), header.size() - 8 + static_cast<std::uint64_t>(frames) * 4);
  EXPECT_EQ(u64_at(28), static_cast<std::uint64_t>(frames) * 4);
  EXPECT_EQ(u64_at(36), static_cast<std::uint64_t>(frames));
}

TEST(WavHeader, IsPlainRiffBelowFourGigabytes) {
  const CodecOptions options{.format = audio::FileFormat::wav, .sound = {48000, 2}};
  const std::vector<std::uint8_t> header = wav_header(options, 1000, {});
  EXPECT_EQ(std::string(header.begin(), header.begin() + 4), "RIFF");
  EXPECT_EQ(header.size(), 44u);
  EXPECT_EQ(little_u32(Bytes(header).subspan(4)), 4036u);
}

}  // namespace
}  // namespace musicgen::looper
