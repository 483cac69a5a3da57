#include "audio/mp3_gap.h"

#include <fstream>

namespace musicgen::audio {
namespace {

constexpr std::size_t kLongestFrameBytes = 2881;  // MPEG-1, 320 kbit/s at 32 kHz, padded

std::size_t byte_at(std::string_view bytes, std::size_t place) {
  return place < bytes.size() ? static_cast<unsigned char>(bytes[place]) : 0;
}

std::string bytes_at(std::ifstream& file, std::size_t place, std::size_t count) {
  std::string bytes(count, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(place));
  file.read(bytes.data(), std::ssize(bytes));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

// ID3v2, section 3.1: ten bytes, the last four of which tell the size of the rest, 7 bits each.
std::size_t id3_bytes(std::string_view header) {
  if (!header.starts_with("ID3")) return 0;
  std::size_t size = 0;
  for (std::size_t place = 6; place < 10; ++place) size = size << 7 | byte_at(header, place);
  return size + 10;
}

}  // namespace

Frames mp3_gap(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string frame = bytes_at(file, id3_bytes(bytes_at(file, 0, 10)), kLongestFrameBytes);
  const std::size_t mark = std::min(frame.find("Xing"), frame.find("Info"));
  if (mark == std::string::npos) return 0;

  const std::string_view tag = std::string_view(frame).substr(mark);
  const std::size_t flags = byte_at(tag, 7);
  const std::size_t lame =
      8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  if (tag.size() < lame + 24) return 0;
  const std::string_view encoder = tag.substr(lame, 3);
  if (encoder != "LAM" && encoder != "Lav") return 0;
  const std::size_t packed =
      byte_at(tag, lame + 21) << 16 | byte_at(tag, lame + 22) << 8 | byte_at(tag, lame + 23);
  return static_cast<Frames>((packed >> 12) + (packed & 0xFFF));
}

}  // namespace musicgen::audio
