#include "looper/ogg_stream.h"

#include <cstring>
#include <new>
#include <utility>

#include <ogg/ogg.h>

#include "base/error.h"

namespace musicgen::looper {
namespace {

// A page of this length holds about a second, which is as fine as seeking needs to be.
constexpr int kPageBytes = 16384;

struct Reader {
  ogg_sync_state sync{};
  ogg_stream_state stream{};

  Reader() { ogg_sync_init(&sync); }
  ~Reader() {
    ogg_stream_clear(&stream);
    ogg_sync_clear(&sync);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

}  // namespace

struct OggStream::State {
  TakePage take;
  ogg_stream_state stream{};
  ogg_int64_t packets = 0;

  explicit State(TakePage to) : take(std::move(to)) {
    // Any number serves a file with one stream; a fixed one keeps files reproducible.
    if (ogg_stream_init(&stream, 1) != 0) throw std::bad_alloc();
  }
  ~State() { ogg_stream_clear(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void put(const ogg_page& page) {
    take({{page.header, static_cast<std::size_t>(page.header_len)},
          {page.body, static_cast<std::size_t>(page.body_len)}});
  }
};

OggStream::OggStream(TakePage take) : state_(std::make_unique<State>(std::move(take))) {}
OggStream::~OggStream() = default;

void OggStream::write(Bytes packet, Frames position, bool last) {
  State& state = *state_;
  ogg_packet out{};
  out.packet = const_cast<unsigned char*>(packet.data());  // libogg copies it
  out.bytes = static_cast<long>(packet.size());
  out.b_o_s = state.packets == 0 ? 1 : 0;
  out.e_o_s = last ? 1 : 0;
  out.granulepos = position;
  out.packetno = state.packets++;
  if (ogg_stream_packetin(&state.stream, &out) != 0) throw std::bad_alloc();
  ogg_page page{};
  while (ogg_stream_pageout_fill(&state.stream, &page, kPageBytes) != 0) state.put(page);
  if (last) end_page();
}

void OggStream::end_page() {
  ogg_page page{};
  while (ogg_stream_flush(&state_->stream, &page) != 0) state_->put(page);
}

void OggStream::skip_pages(std::size_t pages) {
  state_->stream.pageno += static_cast<long>(pages);
}

std::vector<std::uint8_t> second_ogg_packet(Bytes file) {
  Reader reader;
  char* buffer = ogg_sync_buffer(&reader.sync, static_cast<long>(file.size()));
  if (buffer == nullptr) throw std::bad_alloc();
  std::memcpy(buffer, file.data(), file.size());
  ogg_sync_wrote(&reader.sync, static_cast<long>(file.size()));
  ogg_page page{};
  ogg_packet packet{};
  int seen = 0;
  while (ogg_sync_pageout(&reader.sync, &page) == 1) {
    if (seen == 0 && ogg_page_bos(&page) != 0)
      ogg_stream_init(&reader.stream, ogg_page_serialno(&page));
    ogg_stream_pagein(&reader.stream, &page);
    while (ogg_stream_packetout(&reader.stream, &packet) == 1) {
      if (++seen == 2) return {packet.packet, packet.packet + packet.bytes};
    }
  }
  throw InternalError("An Ogg file lacks its comments.");
}

}  // namespace musicgen::looper
