#include <algorithm>

#include "base/error.h"
#include "looper/loop_file.h"
#include "looper/ogg_pages.h"

namespace musicgen::looper {
namespace {

// A file of one stream. Sound packets stand in it with the positions at which they end; the last
// position says where the sound ends (RFC 7845, section 4; Vorbis I specification, A.2).
class OggFile {
 public:
  OggFile(const LoopPackets& packets, OutputFile& output)
      : store_(packets.store), sequence_(packets.sequence), output_(output) {}

  void write_header(Bytes packet) { stream_.write(packet, 0); }
  void end_page() { stream_.end_page(); }

  // All packets up to the last one that is needed for so many frames.
  void write_sound(Frames end) {
    end_ = end;
    write(sequence_.intro);
    const std::size_t by_page = copies_before_the_end();
    if (by_page > 1) write_copies(by_page);
    for (std::size_t i = by_page > 1 ? by_page : 0; i < sequence_.copies; ++i) {
      write(sequence_.period);
    }
    write({sequence_.period.first, sequence_.rest});
    write(sequence_.tail);
    if (position_ < end_) throw InternalError("The encoder gave too few packets.");
  }

 private:
  // Copies of the period after which there is still more to come.
  std::size_t copies_before_the_end() const {
    const Frames period = store_.frames(sequence_.period);
    if (period == 0 || position_ >= end_) return 0;
    return std::min(sequence_.copies, static_cast<std::size_t>((end_ - 1 - position_) / period));
  }

  // The period begins and ends with a page, so that all of its pages come again.
  void write_copies(std::size_t count) {
    const Frames period = store_.frames(sequence_.period);
    stream_.end_page();
    OggPages pages(store_, sequence_.period);
    watcher_ = &pages;
    write(sequence_.period);
    stream_.end_page();
    watcher_ = nullptr;
    for (std::size_t copy = 1; copy < count; ++copy) {
      pages.write_again(static_cast<Frames>(copy) * period, copy * pages.count(), output_);
    }
    position_ += static_cast<Frames>(count - 1) * period;
    stream_.skip_pages((count - 1) * pages.count());
  }

  void write(PacketRange range) {
    if (position_ >= end_) return;
    store_.read(range, [&](std::size_t i, Bytes packet) {
      if (position_ >= end_) return;
      position_ += store_.frames({i, 1});
      stream_.write(packet, std::min(position_, end_), position_ >= end_);
    });
  }

  void take(const OggPage& page) {
    output_.write(page.header);
    output_.write(page.body);
    if (watcher_ != nullptr) watcher_->add(page);
  }

  const PacketStore& store_;
  const PacketSequence& sequence_;
  OutputFile& output_;
  OggPages* watcher_ = nullptr;
  OggStream stream_{[this](const OggPage& page) { take(page); }};
  Frames position_ = 0;
  Frames end_ = 0;
};

// The three headers as libav keeps them: their number less one, the lengths of the first two in
// 255s, then the headers.
std::vector<Bytes> vorbis_headers(Bytes extradata) {
  std::size_t at = 1;
  const auto length = [&] {
    std::size_t sum = 0;
    while (at < extradata.size() && extradata[at] == 255) sum += extradata[at++];
    return at < extradata.size() ? sum + extradata[at++] : sum;
  };
  if (extradata.empty() || extradata[0] != 2) throw InternalError("Vorbis headers are missing.");
  const std::size_t first = length();
  const std::size_t second = length();
  if (at + first + second > extradata.size()) throw InternalError("Vorbis headers are damaged.");
  return {extradata.subspan(at, first), extradata.subspan(at + first, second),
          extradata.subspan(at + first + second)};
}

}  // namespace

void write_opus(const LoopFile& file, OutputFile& output) {
  const CodecInfo& codec = file.packets.codec;
  OggFile ogg(file.packets, output);
  ogg.write_header(codec.extradata);
  ogg.end_page();
  ogg.write_header(file.tags);
  ogg.end_page();
  ogg.write_sound(codec.delay + file.total);
}

void write_vorbis(const LoopFile& file, OutputFile& output) {
  const std::vector<Bytes> headers = vorbis_headers(file.packets.codec.extradata);
  OggFile ogg(file.packets, output);
  ogg.write_header(headers[0]);
  ogg.end_page();
  ogg.write_header(file.tags);
  ogg.write_header(headers[2]);
  ogg.end_page();
  ogg.write_sound(file.total);
}

}  // namespace musicgen::looper
