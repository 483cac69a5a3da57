#include "looper/ogg_pages.h"

#include <algorithm>

#include "looper/byte_writer.h"
#include "looper/crc.h"

namespace musicgen::looper {
namespace {

// Places in a page's header.
constexpr std::size_t kPosition = 6;
constexpr std::size_t kSerial = 14;
constexpr std::size_t kNumber = 18;
constexpr std::size_t kCrc = 22;

// The position of a page on which no packet ends.
constexpr std::uint64_t kNone = ~std::uint64_t{0};

std::uint64_t little_u64(Bytes at) {
  return little_u32(at) | std::uint64_t{little_u32(at.subspan(4))} << 32;
}

}  // namespace

void OggPages::add(const OggPage& page) {
  pages_.push_back({{page.header.begin(), page.header.end()},
                    page.body.size(),
                    Crc32::shift(page.header.size() + page.body.size() - kCrc)});
}

std::vector<std::uint8_t> OggPages::header_of(const Page& page, Frames frames, std::size_t pages) {
  const Bytes old = page.header;
  const std::uint64_t position = little_u64(old.subspan(kPosition));
  ByteWriter numbers;
  numbers.little(position == kNone ? kNone : position + static_cast<std::uint64_t>(frames), 8);
  numbers.raw(old.subspan(kSerial, 4));
  numbers.little(little_u32(old.subspan(kNumber)) + pages, 4);
  ByteWriter change = numbers;
  for (std::size_t i = 0; i < change.size(); ++i) change.bytes()[i] ^= old[kPosition + i];
  const std::uint32_t crc_change = Crc32::join(Crc32::of(change.bytes()), 0, page.crc_shift);
  numbers.little(little_u32(old.subspan(kCrc)) ^ crc_change, 4);
  std::vector<std::uint8_t> header = page.header;
  std::copy(numbers.bytes().begin(), numbers.bytes().end(), header.begin() + kPosition);
  return header;
}

void OggPages::write_again(Frames frames, std::size_t pages, OutputFile& output) const {
  auto page = pages_.begin();
  std::size_t left = 0;  // of the body of the page before
  store_.read_through(packets_, [&](Bytes bytes) {
    while (!bytes.empty()) {
      if (left == 0) {
        output.write(header_of(*page, frames, pages));
        left = page->body_bytes;
        ++page;
      }
      const Bytes part = bytes.first(std::min(left, bytes.size()));
      output.write(part);
      bytes = bytes.subspan(part.size());
      left -= part.size();
    }
  });
}

}  // namespace musicgen::looper
