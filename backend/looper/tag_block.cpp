#include "looper/tag_block.h"

#include <cstring>

#include <ogg/ogg.h>

#include "base/error.h"
#include "base/files.h"
#include "looper/byte_writer.h"
#include "looper/ogg_stream.h"

namespace musicgen::looper {
namespace {

using audio::FileFormat;
using Block = std::vector<std::uint8_t>;

constexpr std::uint64_t kMaxTagFile = 64 << 20;

[[noreturn]] void refuse() {
  throw InternalError("The tags can't be put into a loop.");
}

bool has_name(Bytes bytes, std::size_t at, std::string_view name) {
  return at + name.size() <= bytes.size() &&
         std::memcmp(bytes.data() + at, name.data(), name.size()) == 0;
}

// ID3v2.4, section 3.1: the size has seven bits a byte and leaves the header out.
Block id3_of(Bytes file) {
  if (!has_name(file, 0, "ID3") || file.size() < 10) return {};
  std::size_t size = 10;
  for (std::size_t i = 0; i < 4; ++i)
    size += static_cast<std::size_t>(file[6 + i]) << (7 * (3 - i));
  if (size > file.size()) refuse();
  return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)};
}

Block wav_chunks_of(Bytes file) {
  ByteWriter out;
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const std::size_t size = 8 + std::size_t{little_u32(file.subspan(at + 4))};
    const std::size_t padded = std::min(size + size % 2, file.size() - at);
    if (has_name(file, at, "LIST") || has_name(file, at, "id3 ") || has_name(file, at, "ID3 ")) {
      out.raw(file.subspan(at, padded));
    }
    at += padded;
  }
  return out.bytes();
}

// Comments and pictures, then room in which later changes need no rewriting of the file.
Block flac_blocks_of(Bytes file) {
  constexpr int kPadding = 1;
  constexpr int kComment = 4;
  constexpr int kPicture = 6;
  constexpr std::size_t kRoom = 8192;
  ByteWriter out;
  bool last = false;
  for (std::size_t at = 4; !last && at + 4 <= file.size();) {
    const int type = file[at] & 0x7F;
    last = (file[at] & 0x80) != 0;
    const std::size_t size = 4 + (big_u32(file.subspan(at)) & 0xFFFFFF);
    if (at + size > file.size()) refuse();
    if (type == kComment || type == kPicture) {
      out.big(static_cast<std::uint64_t>(type), 1).raw(file.subspan(at + 1, size - 1));
    }
    at += size;
  }
  return std::move(out.big(0x80 | kPadding, 1).big(kRoom, 3).zeros(kRoom).bytes());
}

// The box of that name in `boxes`, its header included; empty where there is none.
Bytes box_of(Bytes boxes, std::string_view name) {
  while (boxes.size() >= 8) {
    const std::size_t size = big_u32(boxes);
    if (size < 8 || size > boxes.size()) return {};
    if (has_name(boxes, 4, name)) return boxes.first(size);
    boxes = boxes.subspan(size);
  }
  return {};
}

Block udta_of(Bytes file) {
  const Bytes movie = box_of(file, "moov");
  if (movie.size() < 8) refuse();
  const Bytes tags = box_of(movie.subspan(8), "udta");
  return {tags.begin(), tags.end()};
}

Block cut_out(FileFormat format, Bytes file) {
  switch (format) {
    case FileFormat::mp3:
      return id3_of(file);
    case FileFormat::wav:
      return wav_chunks_of(file);
    case FileFormat::flac:
      return flac_blocks_of(file);
    case FileFormat::m4a:
      return udta_of(file);
    case FileFormat::ogg:
    case FileFormat::opus:
      return second_ogg_packet(file);
  }
  refuse();
}

}  // namespace

Block tag_block(FileFormat format, const audio::Tags& tags,
                const std::filesystem::path& scratch_folder) {
  const ScratchFolder folder(scratch_folder);
  const std::filesystem::path path =
      folder.path() / fmt::format("tags.{}", audio::info_of(format).name);
  audio::EncoderOptions options{.format = format, .input = {48000, 1}};
  const std::unique_ptr<audio::Sink> sink = audio::open_encoder(path, options);
  sink->write(std::vector<float>(4800, 0.0f));
  sink->finish();
  audio::write_tags(path, tags);
  const std::string bytes = read_text_file(path, kMaxTagFile);
  return cut_out(format, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace musicgen::looper
