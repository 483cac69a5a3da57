#include <filesystem>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogg/ogg.h>

#include "base/files.h"
#include "looper/loop_file.h"

namespace musicgen::looper {
namespace {

namespace fs = std::filesystem;

constexpr Frames kPacketFrames = 960;

struct ReadPacket {
  std::vector<std::uint8_t> bytes;
  std::int64_t position = -1;
  bool last = false;
};

// What another reader sees; it takes no page whose CRC or number is wrong.
struct ReadFile {
  std::vector<ReadPacket> packets;
  std::vector<long> page_numbers;
  bool damaged = false;

  explicit ReadFile(const fs::path& path) {
    const std::string bytes = read_text_file(path);
    ogg_sync_state sync{};
    ogg_sync_init(&sync);
    std::copy(bytes.begin(), bytes.end(), ogg_sync_buffer(&sync, std::ssize(bytes)));
    ogg_sync_wrote(&sync, std::ssize(bytes));
    ogg_stream_state stream{};
    ogg_page page{};
    for (int found = 1; found != 0;) {
      found = ogg_sync_pageout(&sync, &page);
      damaged = damaged || found < 0;
      if (found != 1) continue;
      if (page_numbers.empty()) ogg_stream_init(&stream, ogg_page_serialno(&page));
      page_numbers.push_back(ogg_page_pageno(&page));
      ogg_stream_pagein(&stream, &page);
      take_packets(stream);
    }
    ogg_stream_clear(&stream);
    ogg_sync_clear(&sync);
  }

 private:
  void take_packets(ogg_stream_state& stream) {
    ogg_packet packet{};
    for (int found = 1; found != 0;) {
      found = ogg_stream_packetout(&stream, &packet);
      damaged = damaged || found < 0;
      if (found != 1) continue;
      packets.push_back(
          {{packet.packet, packet.packet + packet.bytes}, packet.granulepos, packet.e_o_s != 0});
    }
  }
};

class OggFileTest : public ::testing::Test {
 protected:
  LoopPackets packets_of(std::size_t count, std::size_t most_bytes, PacketSequence sequence) {
    LoopPackets packets{{}, PacketStore(folder_.path()), sequence, true, "", 0};
    packets.codec.options.format = audio::FileFormat::opus;
    packets.codec.extradata = {1, 2, 3};
    std::mt19937 chance(7);
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::uint8_t> packet(1 + chance() % most_bytes);
      for (auto& byte : packet) byte = static_cast<std::uint8_t>(chance());
      packets.store.add(packet, kPacketFrames);
    }
    packets.store.flush();
    return packets;
  }

  ReadFile written(const LoopPackets& packets, Frames total) {
    const fs::path path = folder_.path() / "sound.opus";
    OutputFile output(path, {});
    write_opus({packets, total, tags_}, output);
    output.close();
    return ReadFile(path);
  }

  // The file holds the packets in their order, each page with the position at which it ends.
  void expect_all(const LoopPackets& packets, Frames total) {
    const ReadFile file = written(packets, total);
    ASSERT_FALSE(file.damaged);
    for (std::size_t i = 0; i < file.page_numbers.size(); ++i) {
      ASSERT_EQ(file.page_numbers[i], static_cast<long>(i));
    }
    std::vector<std::size_t> order;
    packets.sequence.each_packet([&](std::size_t i) { order.push_back(i); });
    order.resize(static_cast<std::size_t>((total + kPacketFrames - 1) / kPacketFrames));
    ASSERT_EQ(file.packets.size(), order.size() + 2);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const ReadPacket& read = file.packets[i + 2];
      ASSERT_EQ(read.bytes, packets.store.packet(order[i])) << i;
      const auto end = std::min(total, static_cast<Frames>(i + 1) * kPacketFrames);
      ASSERT_TRUE(read.position == -1 || read.position == end) << i << ": " << read.position;
      ASSERT_EQ(read.last, i + 1 == order.size()) << i;
    }
    EXPECT_EQ(file.packets.back().position, total);
  }

  ScratchFolder folder_{fs::temp_directory_path()};
  std::vector<std::uint8_t> tags_{9, 9};
};

TEST_F(OggFileTest, RepeatsPagesWithTheirOwnNumbers) {
  const PacketSequence sequence{{0, 50}, {50, 300}, 40, 123, {350, 30}};
  const LoopPackets packets = packets_of(380, 700, sequence);
  expect_all(packets, static_cast<Frames>(sequence.count()) * kPacketFrames - 17);
}

TEST_F(OggFileTest, RepeatsAPeriodOfASinglePacket) {
  const PacketSequence sequence{{0, 1}, {1, 1}, 900, 0, {2, 1}};
  expect_all(packets_of(3, 400, sequence), static_cast<Frames>(sequence.count()) * kPacketFrames);
}

// A page holds at most 255 * 255 bytes: on some of these no packet ends.
TEST_F(OggFileTest, RepeatsPacketsThatAreLongerThanAPage) {
  const PacketSequence sequence{{0, 3}, {3, 20}, 6, 5, {23, 4}};
  expect_all(packets_of(27, 300000, sequence),
             static_cast<Frames>(sequence.count()) * kPacketFrames);
}

// More than the read window at a time: pages lie across its bounds.
TEST_F(OggFileTest, RepeatsPeriodsOfManyMegabytes) {
  const PacketSequence sequence{{0, 0}, {0, 4000}, 3, 0, {4000, 1}};
  expect_all(packets_of(4001, 1500, sequence),
             static_cast<Frames>(sequence.count()) * kPacketFrames);
}

TEST_F(OggFileTest, EndsInsideACopyWhereNoMoreIsNeeded) {
  const PacketSequence sequence{{0, 10}, {10, 100}, 20, 0, {110, 10}};
  const LoopPackets packets = packets_of(120, 700, sequence);
  for (const Frames count : {5, 10, 11, 110, 111, 250, 310, 2010}) {
    expect_all(packets, count * kPacketFrames - 1);
  }
}

TEST_F(OggFileTest, WritesWhatDoesNotRepeat) {
  const LoopPackets packets = packets_of(500, 700, {.intro = {0, 500}});
  expect_all(packets, 500 * kPacketFrames - 100);
}

}  // namespace
}  // namespace musicgen::looper
