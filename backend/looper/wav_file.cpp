#include "looper/wav_file.h"

#include "looper/byte_writer.h"
#include "looper/loop_file.h"

namespace musicgen::looper {
namespace {

constexpr int kPcm = 1;
constexpr int kFloat = 3;
constexpr int kExtensible = 0xFFFE;

// The rest of the GUIDs KSDATAFORMAT_SUBTYPE_PCM and _IEEE_FLOAT after their format tag.
constexpr std::uint8_t kSubtype[] = {0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
                                     0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

// Speakers in the order of WAVEFORMATEXTENSIBLE for mono to 7.1; 0 leaves them open.
std::uint32_t speakers_of(int channels) {
  constexpr std::uint32_t kMasks[] = {0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3F, 0x13F, 0x63F};
  return channels <= 8 ? kMasks[channels] : 0;
}

ByteWriter format_chunk(const CodecOptions& options) {
  const auto channels = static_cast<std::uint64_t>(options.sound.channels);
  const auto bits = static_cast<std::uint64_t>(options.bits_per_sample);
  const auto rate = static_cast<std::uint64_t>(options.sound.sample_rate_hz);
  const int tag = bits == 32 ? kFloat : kPcm;
  const bool extensible = channels > 2 || bits > 16;
  ByteWriter chunk;
  chunk.text("fmt ").little(extensible ? 40 : 16, 4);
  chunk.little(static_cast<std::uint64_t>(extensible ? kExtensible : tag), 2).little(channels, 2);
  chunk.little(rate, 4).little(rate * channels * bits / 8, 4);
  chunk.little(channels * bits / 8, 2).little(bits, 2);
  if (!extensible) return chunk;
  chunk.little(22, 2).little(bits, 2).little(speakers_of(options.sound.channels), 4);
  return std::move(chunk.little(static_cast<std::uint64_t>(tag), 2).raw(kSubtype));
}

}  // namespace

std::vector<std::uint8_t> wav_header(const CodecOptions& options, Frames frames, Bytes tags) {
  constexpr std::uint64_t kUnknown = 0xFFFFFFFF;
  constexpr std::uint64_t kDs64Bytes = 28;
  const auto count = static_cast<std::uint64_t>(frames);
  const std::uint64_t data_bytes = count * static_cast<std::uint64_t>(options.sound.channels) *
                                   static_cast<std::uint64_t>(options.bits_per_sample / 8);
  const ByteWriter format = format_chunk(options);
  const std::uint64_t rest = 4 + format.size() + tags.size() + 8 + data_bytes + data_bytes % 2;
  const bool large = rest + 8 + kDs64Bytes >= kUnknown;

  ByteWriter head;
  head.text(large ? "RF64" : "RIFF").little(large ? kUnknown : rest, 4).text("WAVE");
  if (large) {
    head.text("ds64").little(kDs64Bytes, 4).little(rest + 8 + kDs64Bytes, 8);
    head.little(data_bytes, 8).little(count, 8).little(0, 4);
  }
  head.raw(format.bytes()).raw(tags);
  head.text("data").little(large ? kUnknown : data_bytes, 4);
  return head.bytes();
}

void write_wav(const LoopFile& file, OutputFile& output) {
  output.write(wav_header(file.packets.codec.options, file.total, file.tags));
  write_packets(file.packets, output);
  // Chunks have an even length.
  if (file.packets.sequence.bytes(file.packets.store) % 2 != 0) {
    output.write(std::vector<std::uint8_t>{0});
  }
}

}  // namespace musicgen::looper
