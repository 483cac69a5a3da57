#include "looper/mp4_file.h"

#include <algorithm>
#include <limits>

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

// Calls `take` with each chunk's track and number, in the order of the file: that of their time.
template <class Take>
void each_chunk(const Mp4Movie& movie, Take take) {
  std::vector<std::size_t> next(movie.tracks.size(), 0);
  const auto time_of = [&](std::size_t i) {
    const Mp4Track& track = movie.tracks[i];
    if (next[i] == chunks_of(track)) return std::numeric_limits<double>::infinity();
    return static_cast<double>(next[i] * track.packets_per_chunk * track.packet_time) /
           track.timescale;
  };
  while (true) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < next.size(); ++i) {
      if (time_of(i) < time_of(first)) first = i;
    }
    if (next[first] == chunks_of(movie.tracks[first])) return;
    take(movie.tracks[first], next[first]++);
  }
}

std::uint64_t bytes_before(const Mp4Track& track, std::size_t packet) {
  return track.sequence->bytes_before(*track.store, packet);
}

// Boxes with a duration have a version with 64 bits for it: 32 bits last a day at 48 kHz, and all
// ones stand for an unknown one.
int bytes_of_time(std::uint64_t time) {
  return time < 0xFFFF'FFFF ? 4 : 8;
}

std::uint32_t version_with(int bytes_of_time) {
  return bytes_of_time == 8 ? 1u << 24 : 0;
}

bool is_sound(const Mp4Track& track) {
  return track.width_px == 0;
}

void write_packet_sizes(const Mp4Track& track, OutputFile& output) {
  for (std::size_t position = 0; position < track.packets;) {
    const PacketRange run = track.sequence->run_at(position);
    const std::size_t count = std::min(run.count, track.packets - position);
    ByteWriter sizes;
    for (std::size_t i = 0; i < count; ++i) sizes.big(track.store->bytes({run.first + i, 1}), 4);
    output.write(sizes.bytes());
    position += count;
  }
}

std::uint64_t media_bytes(const Mp4Movie& movie) {
  std::uint64_t bytes = 0;
  for (const Mp4Track& track : movie.tracks) bytes += bytes_before(track, track.packets);
  return bytes;
}

// The index of the movie; offsets in it count from the start of the media until `move_to`.
class Index {
 public:
  explicit Index(const Mp4Movie& movie) : movie_(movie) {
    boxes_.open("moov");
    add_movie_header();
    for (std::size_t i = 0; i < movie.tracks.size(); ++i) add_track(movie.tracks[i], i + 1);
    boxes_.body().raw(movie.user_data);
    boxes_.close();
  }

  std::uint64_t size() const { return boxes_.size(); }

  // The media lies at this place of the file.
  void move_to(std::uint64_t media_at) {
    for (const Offsets& offsets : offsets_) {
      std::size_t at = offsets.at;
      for (const std::uint64_t offset : offsets.values) {
        boxes_.set(at, offset + media_at, 8);
        at += 8;
      }
    }
  }

  void write(OutputFile& output) const { boxes_.write(output); }

 private:
  struct Offsets {
    std::size_t at;
    std::vector<std::uint64_t> values;
  };

  void add_movie_header() {
    const Mp4Track& clock = movie_.tracks.front();
    const int width = bytes_of_time(clock.played_time);
    boxes_.open_full("mvhd", version_with(width));
    ByteWriter& body = boxes_.body();
    body.zeros(2 * static_cast<std::size_t>(width));
    body.big(static_cast<std::uint64_t>(clock.timescale), 4).big(clock.played_time, width);
    body.big(0x10000, 4).big(0x0100, 2).zeros(10).raw(matrix().bytes()).zeros(24);
    body.big(movie_.tracks.size() + 1, 4);
    boxes_.close();
  }

  void add_track(const Mp4Track& track, std::size_t id) {
    const std::uint64_t played = in_movie_time(track);
    boxes_.open("trak");
    add_track_header(track, id, played);
    boxes_.open("edts");
    const int width = bytes_of_time(std::max(played, track.skipped_time));
    boxes_.open_full("elst", version_with(width));
    boxes_.body().big(1, 4).big(played, width).big(track.skipped_time, width).big(0x10000, 4);
    boxes_.close();
    boxes_.close();
    add_media(track);
    boxes_.close();
  }

  std::uint64_t in_movie_time(const Mp4Track& track) const {
    const auto movie = static_cast<std::uint64_t>(movie_.tracks.front().timescale);
    return track.played_time * movie / static_cast<std::uint64_t>(track.timescale);
  }

  void add_track_header(const Mp4Track& track, std::size_t id, std::uint64_t played) {
    constexpr std::uint32_t kEnabledInMovieInPreview = 7;
    const int width = bytes_of_time(played);
    boxes_.open_full("tkhd", version_with(width) | kEnabledInMovieInPreview);
    ByteWriter& body = boxes_.body();
    body.zeros(2 * static_cast<std::size_t>(width)).big(id, 4).zeros(4).big(played, width);
    body.zeros(8 + 2 + 2);
    body.big(is_sound(track) ? 0x0100 : 0, 2).zeros(2).raw(matrix().bytes());
    body.big(static_cast<std::uint64_t>(track.width_px) << 16, 4);
    body.big(static_cast<std::uint64_t>(track.height_px) << 16, 4);
    boxes_.close();
  }

  void add_media(const Mp4Track& track) {
    constexpr std::uint64_t kUndetermined = 0x55C4;  // "und" in three times five bits
    boxes_.open("mdia");
    const std::uint64_t duration = track.packets * track.packet_time;
    const int width = bytes_of_time(duration);
    boxes_.open_full("mdhd", version_with(width));
    boxes_.body().zeros(2 * static_cast<std::size_t>(width));
    boxes_.body().big(static_cast<std::uint64_t>(track.timescale), 4).big(duration, width);
    boxes_.body().big(kUndetermined, 2).zeros(2);
    boxes_.close();
    boxes_.open_full("hdlr", 0);
    boxes_.body().zeros(4).text(is_sound(track) ? "soun" : "vide").zeros(12);
    boxes_.body().text(is_sound(track) ? "Sound" : "Picture").zeros(1);
    boxes_.close();
    boxes_.open("minf");
    boxes_.open_full(is_sound(track) ? "smhd" : "vmhd", is_sound(track) ? 0 : 1);
    boxes_.body().zeros(is_sound(track) ? 4 : 8);
    boxes_.close();
    boxes_.open("dinf");
    boxes_.open_full("dref", 0);
    boxes_.body().big(1, 4).raw(full_box("url ", 1, ByteWriter()).bytes());
    boxes_.close();
    boxes_.close();
    add_sample_table(track);
    boxes_.close();
    boxes_.close();
  }

  void add_sample_table(const Mp4Track& track) {
    boxes_.open("stbl");
    boxes_.open_full("stsd", 0);
    boxes_.body().big(1, 4).raw(track.sample_entry.bytes());
    boxes_.close();
    boxes_.open_full("stts", 0);
    boxes_.body().big(1, 4).big(track.packets, 4).big(track.packet_time, 4);
    boxes_.close();
    if (track.key_distance > 1) add_key_packets(track);
    add_chunk_lengths(track);
    boxes_.open_full("stsz", 0);
    boxes_.body().big(0, 4).big(track.packets, 4);
    boxes_.add_later(track.packets * 4,
                     [&track](OutputFile& output) { write_packet_sizes(track, output); });
    boxes_.close();
    add_chunk_offsets(track);
    boxes_.close();
  }

  void add_key_packets(const Mp4Track& track) {
    boxes_.open_full("stss", 0);
    boxes_.body().big((track.packets + track.key_distance - 1) / track.key_distance, 4);
    for (std::size_t i = 0; i < track.packets; i += track.key_distance) {
      boxes_.body().big(i + 1, 4);
    }
    boxes_.close();
  }

  void add_chunk_lengths(const Mp4Track& track) {
    const std::size_t chunks = chunks_of(track);
    const std::size_t usual = packets_in_chunk(track, 0);
    const std::size_t last = packets_in_chunk(track, chunks - 1);
    boxes_.open_full("stsc", 0);
    boxes_.body().big(last == usual ? 1 : 2, 4).big(1, 4).big(usual, 4).big(1, 4);
    if (last != usual) boxes_.body().big(chunks, 4).big(last, 4).big(1, 4);
    boxes_.close();
  }

  void add_chunk_offsets(const Mp4Track& track) {
    boxes_.open_full("co64", 0);
    boxes_.body().big(chunks_of(track), 4);
    Offsets offsets{boxes_.body().size(), {}};
    std::uint64_t at = 0;
    each_chunk(movie_, [&](const Mp4Track& owner, std::size_t chunk) {
      if (&owner == &track) offsets.values.push_back(at);
      const std::size_t first = chunk * owner.packets_per_chunk;
      at +=
          bytes_before(owner, first + packets_in_chunk(owner, chunk)) - bytes_before(owner, first);
    });
    boxes_.body().zeros(8 * offsets.values.size());
    offsets_.push_back(std::move(offsets));
    boxes_.close();
  }

  const Mp4Movie& movie_;
  BoxWriter boxes_;
  std::vector<Offsets> offsets_;
};

void write_chunk(const Mp4Track& track, std::size_t chunk, OutputFile& output) {
  std::size_t position = chunk * track.packets_per_chunk;
  const std::size_t end = position + packets_in_chunk(track, chunk);
  while (position < end) {
    const PacketRange run = track.sequence->run_at(position);
    const std::size_t count = std::min(run.count, end - position);
    track.store->read_through({run.first, count}, [&](Bytes bytes) { output.write(bytes); });
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
  output.write(type.bytes());
  Index index(movie);
  index.move_to(type.size() + index.size() + kLargeHeader);
  index.write(output);
  ByteWriter media_header;
  media_header.big(1, 4).text("mdat").big(kLargeHeader + media_bytes(movie), 8);
  output.write(media_header.bytes());
  each_chunk(movie,
             [&](const Mp4Track& track, std::size_t chunk) { write_chunk(track, chunk, output); });
}

}  // namespace musicgen::looper
