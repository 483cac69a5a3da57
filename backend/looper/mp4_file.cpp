#include "looper/mp4_file.h"

#include <algorithm>

#include "looper/mp4_boxes.h"

namespace musicgen::looper {
namespace {

constexpr std::uint64_t kUnityMatrix[] = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

ByteWriter matrix() {
  ByteWriter out;
  for (const std::uint64_t value : kUnityMatrix) out.big(value, 4);
  return out;
}

std::size_t chunks_of(const Mp4Track& track) {
  return (track.packets + track.packets_per_chunk - 1) / track.packets_per_chunk;
}

std::size_t packets_in_chunk(const Mp4Track& track, std::size_t chunk) {
  return std::min(track.packets_per_chunk, track.packets - chunk * track.packets_per_chunk);
}

// Calls `take` with each chunk's track and number, in the order of the file.
template <class Take>
void each_chunk(const Mp4Movie& movie, Take take) {
  std::size_t most = 0;
  for (const Mp4Track& track : movie.tracks) most = std::max(most, chunks_of(track));
  for (std::size_t chunk = 0; chunk < most; ++chunk) {
    for (const Mp4Track& track : movie.tracks) {
      if (chunk < chunks_of(track)) take(track, chunk);
    }
  }
}

std::uint64_t bytes_before(const Mp4Track& track, std::size_t packet) {
  return track.sequence->bytes_before(*track.store, packet);
}

std::uint64_t media_bytes(const Mp4Movie& movie) {
  std::uint64_t bytes = 0;
  for (const Mp4Track& track : movie.tracks) bytes += bytes_before(track, track.packets);
  return bytes;
}

// --- the index ---------------------------------------------------------------------------------

ByteWriter packet_sizes(const Mp4Track& track) {
  ByteWriter body;
  body.big(0, 4).big(track.packets, 4);
  for (std::size_t position = 0; position < track.packets;) {
    const PacketRange run = track.sequence->run_at(position);
    const std::size_t count = std::min(run.count, track.packets - position);
    for (std::size_t i = 0; i < count; ++i) body.big(track.store->bytes({run.first + i, 1}), 4);
    position += count;
  }
  return full_box("stsz", 0, body);
}

ByteWriter packet_times(const Mp4Track& track) {
  ByteWriter body;
  body.big(1, 4).big(track.packets, 4).big(track.packet_time, 4);
  return full_box("stts", 0, body);
}

ByteWriter chunk_lengths(const Mp4Track& track) {
  const std::size_t chunks = chunks_of(track);
  const std::size_t last = packets_in_chunk(track, chunks - 1);
  const bool last_differs = last != std::min(track.packets_per_chunk, track.packets);
  ByteWriter body;
  body.big(last_differs ? 2 : 1, 4);
  body.big(1, 4).big(packets_in_chunk(track, 0), 4).big(1, 4);
  if (last_differs) body.big(chunks, 4).big(last, 4).big(1, 4);
  return full_box("stsc", 0, body);
}

ByteWriter chunk_offsets(const Mp4Movie& movie, const Mp4Track& track, std::uint64_t media_at) {
  ByteWriter body;
  body.big(chunks_of(track), 4);
  std::uint64_t at = media_at;
  each_chunk(movie, [&](const Mp4Track& owner, std::size_t chunk) {
    if (&owner == &track) body.big(at, 8);
    const std::size_t first = chunk * owner.packets_per_chunk;
    at += bytes_before(owner, first + packets_in_chunk(owner, chunk)) - bytes_before(owner, first);
  });
  return full_box("co64", 0, body);
}

ByteWriter key_packets(const Mp4Track& track) {
  ByteWriter body;
  body.big((track.packets + track.key_distance - 1) / track.key_distance, 4);
  for (std::size_t i = 0; i < track.packets; i += track.key_distance) body.big(i + 1, 4);
  return full_box("stss", 0, body);
}

ByteWriter sample_table(const Mp4Movie& movie, const Mp4Track& track, std::uint64_t media_at) {
  ByteWriter entries;
  entries.big(1, 4).raw(track.sample_entry.bytes());
  return box("stbl",
             {full_box("stsd", 0, entries), packet_times(track),
              track.key_distance > 1 ? key_packets(track) : ByteWriter(), chunk_lengths(track),
              packet_sizes(track), chunk_offsets(movie, track, media_at)});
}

ByteWriter track_header(const Mp4Movie& movie, const Mp4Track& track, std::size_t id) {
  constexpr std::uint32_t kEnabledInMovieInPreview = 7;
  const Mp4Track& clock = movie.tracks.front();
  const auto played = static_cast<std::uint64_t>(static_cast<double>(track.played_time) *
                                                 clock.timescale / track.timescale);
  ByteWriter header;
  header.zeros(8).big(id, 4).zeros(4).big(played, 4).zeros(8 + 2 + 2);
  header.big(track.width_px == 0 ? 0x0100 : 0, 2).zeros(2).raw(matrix().bytes());
  header.big(static_cast<std::uint64_t>(track.width_px) << 16, 4);
  header.big(static_cast<std::uint64_t>(track.height_px) << 16, 4);
  ByteWriter edits;
  edits.big(1, 4).big(played, 4).big(track.skipped_time, 4).big(0x10000, 4);
  return std::move(ByteWriter()
                       .raw(full_box("tkhd", kEnabledInMovieInPreview, header).bytes())
                       .raw(box("edts", full_box("elst", 0, edits)).bytes()));
}

ByteWriter media(const Mp4Movie& movie, const Mp4Track& track, std::uint64_t media_at) {
  constexpr std::uint64_t kUndetermined = 0x55C4;  // "und" in three times five bits
  const bool sound = track.width_px == 0;
  ByteWriter header;
  header.zeros(8).big(static_cast<std::uint64_t>(track.timescale), 4);
  header.big(track.packets * track.packet_time, 4).big(kUndetermined, 2).zeros(2);
  ByteWriter handler;
  handler.zeros(4)
      .text(sound ? "soun" : "vide")
      .zeros(12)
      .text(sound ? "Sound" : "Picture")
      .zeros(1);
  ByteWriter here;
  here.big(1, 4).raw(full_box("url ", 1, ByteWriter()).bytes());
  return box("mdia", {full_box("mdhd", 0, header), full_box("hdlr", 0, handler),
                      box("minf", {sound ? full_box("smhd", 0, std::move(ByteWriter().zeros(4)))
                                         : full_box("vmhd", 1, std::move(ByteWriter().zeros(8))),
                                   box("dinf", full_box("dref", 0, here)),
                                   sample_table(movie, track, media_at)})});
}

ByteWriter index_of(const Mp4Movie& movie, std::uint64_t media_at) {
  const Mp4Track& clock = movie.tracks.front();
  ByteWriter header;
  header.zeros(8).big(static_cast<std::uint64_t>(clock.timescale), 4).big(clock.played_time, 4);
  header.big(0x10000, 4).big(0x0100, 2).zeros(10).raw(matrix().bytes()).zeros(24);
  header.big(movie.tracks.size() + 1, 4);
  ByteWriter body = full_box("mvhd", 0, header);
  for (std::size_t i = 0; i < movie.tracks.size(); ++i) {
    const Mp4Track& track = movie.tracks[i];
    body.raw(
        box("trak", {track_header(movie, track, i + 1), media(movie, track, media_at)}).bytes());
  }
  return box("moov", body.raw(movie.user_data));
}

void write_chunk(const Mp4Track& track, std::size_t chunk, OutputFile& output) {
  std::size_t position = chunk * track.packets_per_chunk;
  const std::size_t end = position + packets_in_chunk(track, chunk);
  while (position < end) {
    const PacketRange run = track.sequence->run_at(position);
    const std::size_t count = std::min(run.count, end - position);
    track.store->read({run.first, count}, [&](std::size_t, Bytes packet) { output.write(packet); });
    position += count;
  }
}

}  // namespace

void write_mp4(const Mp4Movie& movie, OutputFile& output) {
  constexpr std::uint64_t kLargeHeader = 16;
  const bool video = movie.tracks.size() > 1;
  ByteWriter brands;
  brands.text(video ? "isom" : "M4A ")
      .big(512, 4)
      .text(video ? "isomiso2avc1mp41" : "M4A isommp42");
  const ByteWriter type = box("ftyp", brands);
  // The index is as long whatever the offsets in it are.
  const std::size_t index_bytes = index_of(movie, 0).size();
  output.write(type.bytes());
  output.write(index_of(movie, type.size() + index_bytes + kLargeHeader).bytes());
  ByteWriter media_header;
  media_header.big(1, 4).text("mdat").big(kLargeHeader + media_bytes(movie), 8);
  output.write(media_header.bytes());
  each_chunk(movie,
             [&](const Mp4Track& track, std::size_t chunk) { write_chunk(track, chunk, output); });
}

}  // namespace musicgen::looper
