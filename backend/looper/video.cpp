#include "looper/video.h"

#include <cmath>

#include "audio/picture.h"
#include "base/files.h"
#include "base/text.h"
#include "looper/m4a_file.h"
#include "looper/mp4_boxes.h"
#include "looper/picture_packets.h"
#include "looper/prepared_loop.h"
#include "looper/tag_block.h"

namespace musicgen::looper {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostChapters = 255;
constexpr double kPictureEnds = 0.4;
constexpr double kSoundEnds = 0.7;

void check_chapters(const std::vector<Chapter>& chapters) {
  if (chapters.size() > kMostChapters) {
    throw InvalidParameter("A video can have at most 255 chapters.").at("/chapters");
  }
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const Seconds before = i == 0 ? Seconds(0) : chapters[i - 1].start;
    if (!(chapters[i].start >= before) || chapters[i].start > Seconds(24 * 3600)) {
      throw InvalidParameter("Chapters must lie inside the video, one after the other.")
          .at("/chapters");
    }
  }
}

// Nero's chapter list, which players read most widely.
ByteWriter chapter_list(const std::vector<Chapter>& chapters) {
  constexpr double kTicksPerSecond = 1e7;
  constexpr std::size_t kLongestTitle = 60;
  ByteWriter body;
  body.zeros(4).big(chapters.size(), 1);
  for (const Chapter& chapter : chapters) {
    const std::string title = first_characters(clean_text(chapter.title), kLongestTitle);
    body.big(static_cast<std::uint64_t>(std::llround(chapter.start.count() * kTicksPerSecond)), 8);
    body.big(title.size(), 1).text(title);
  }
  return full_box("chpl", 1u << 24, body);
}

// The tags' `udta` box with the chapters in it.
ByteWriter user_data(Bytes tags, const std::vector<Chapter>& chapters) {
  ByteWriter body;
  if (tags.size() > 8) body.raw(tags.subspan(8));
  if (!chapters.empty()) body.raw(chapter_list(chapters).bytes());
  return box("udta", body);
}

ByteWriter sample_entry(const PicturePackets& picture) {
  constexpr std::uint64_t kDotsPerInch = 72u << 16;
  ByteWriter entry;
  entry.zeros(6).big(1, 2).zeros(16).big(PicturePackets::kWidth, 2).big(PicturePackets::kHeight, 2);
  entry.big(kDotsPerInch, 4).big(kDotsPerInch, 4).zeros(4).big(1, 2).zeros(32).big(24, 2);
  entry.big(0xFFFF, 2).raw(box("avcC", ByteWriter().raw(picture.decoder_setup)).bytes());
  return box("avc1", entry);
}

Mp4Track picture_track(const PicturePackets& picture, const PacketSequence& sequence,
                       Seconds duration) {
  const auto rate = static_cast<std::size_t>(picture.frames_per_second);
  Mp4Track track;
  track.store = &picture.store;
  track.sequence = &sequence;
  track.packets = sequence.count();
  track.packets_per_chunk = rate;
  // Fine enough for an end that is no whole frame.
  track.packet_time = 1000;
  track.timescale = static_cast<int>(rate * track.packet_time);
  track.played_time = static_cast<std::uint64_t>(duration.count() * track.timescale);
  track.sample_entry = sample_entry(picture);
  track.width_px = PicturePackets::kWidth;
  track.height_px = PicturePackets::kHeight;
  track.key_distance = picture.store.count();
  return track;
}

PacketSequence repeated(const PicturePackets& picture, Seconds duration) {
  const std::size_t period = picture.store.count();
  const auto frames =
      static_cast<std::size_t>(std::ceil(duration.count() * picture.frames_per_second));
  PacketSequence sequence;
  sequence.period = {0, period};
  sequence.copies = frames / period;
  sequence.rest = frames % period;
  return sequence;
}

std::uint64_t write_movie(const LoopFile& sound, const PicturePackets& picture,
                          const std::vector<Chapter>& chapters, const fs::path& target,
                          const ProgressFn& progress, const std::stop_token& stop) {
  const Seconds duration =
      seconds_of(sound.total, sound.packets.codec.options.sound.sample_rate_hz);
  const PacketSequence pictures = repeated(picture, duration);
  const ByteWriter extra = user_data(sound.tags, chapters);
  const Mp4Movie movie{{aac_track(sound), picture_track(picture, pictures, duration)},
                       extra.bytes()};
  const std::uint64_t packet_bytes =
      sound.packets.sequence.bytes(sound.packets.store) + pictures.bytes(picture.store);
  return publish(
      target, packet_bytes + packet_bytes / 50 + (1u << 20),
      [&](OutputFile& output) { write_mp4(movie, output); }, progress, stop);
}

LoopPackets no_packets(const PacketEncoder& encoder, Frames total, const fs::path& folder) {
  const CodecInfo& codec = encoder.info();
  return {codec, PacketStore(folder), {}, false, "", silence_before(codec, total)};
}

}  // namespace

VideoSound::VideoSound(audio::StreamFormat format, int bitrate, Frames total,
                       const fs::path& scratch_folder)
    : encoder_({.format = audio::FileFormat::m4a, .sound = format, .bitrate = bitrate}),
      packets_(no_packets(encoder_, total, scratch_folder)),
      total_(total),
      keep_([this](Bytes packet, Frames) {
        packets_.store.add(packet, packets_.codec.packet_frames);
      }) {
  const std::vector<float> silence(static_cast<std::size_t>(packets_.lead_in * format.channels));
  encoder_.write(silence, keep_);
}

void VideoSound::write(std::span<const float> interleaved) {
  encoder_.write(interleaved, keep_);
}

void VideoSound::finish() {
  encoder_.finish(keep_);
  packets_.store.flush();
  packets_.sequence.intro = {0, packets_.store.count()};
}

std::uint64_t write_video(const VideoSound& sound, const audio::Tags& tags,
                          const VideoOptions& video, const fs::path& target,
                          const ProgressFn& progress, std::stop_token stop) {
  check_chapters(video.chapters);
  const fs::path folder = folder_of(target);
  const PicturePackets picture = encode_picture(video.cover, video.breathing, folder,
                                                part_of(progress, 0, kPictureEnds), stop);
  const std::vector<std::uint8_t> tag_bytes = tag_block(audio::FileFormat::m4a, tags, folder);
  return write_movie({sound.packets(), sound.total(), tag_bytes}, picture, video.chapters, target,
                     part_of(progress, kPictureEnds, 1), stop);
}

void draw_video_cover(const fs::path& track, const std::string& title, const fs::path& cover,
                      const std::stop_token& stop) {
  audio::draw_sound(
      track, cover,
      {.width_px = PicturePackets::kWidth, .height_px = PicturePackets::kHeight, .title = title},
      stop);
}

std::uint64_t bytes_of_video_needed(const audio::FileInfo& track, const LoopPlan& plan,
                                    const LoopOptions& options, double picture_bytes_per_second) {
  LoopOptions sound = options;
  sound.format = audio::FileFormat::m4a;
  const double seconds = length_of_loop(track, plan, sound).count();
  return bytes_needed(track, plan, sound) +
         static_cast<std::uint64_t>(1.02 * seconds * picture_bytes_per_second);
}

LoopReport write_loop_video(const fs::path& track, const LoopPlan& plan, const LoopOptions& options,
                            const VideoOptions& video, const fs::path& target,
                            const ProgressFn& progress, std::stop_token stop) {
  check_chapters(video.chapters);
  LoopOptions sound = options;
  sound.format = audio::FileFormat::m4a;
  const fs::path folder = folder_of(target);
  const ScratchFolder scratch(folder);
  fs::path cover = video.cover;
  if (cover.empty()) {
    cover = scratch.path() / "cover.png";
    if (progress) progress(0, "drawing the cover");
    draw_video_cover(track, options.tags.title, cover, stop);
  }
  const PicturePackets picture =
      encode_picture(cover, video.breathing, folder, part_of(progress, 0, kPictureEnds), stop);
  require_space(folder, bytes_of_video_needed(audio::open_decoder(track)->info(), plan, options,
                                              picture.bytes_per_second()));
  const PreparedLoop loop =
      prepare_loop(track, plan, sound, folder, part_of(progress, kPictureEnds, kSoundEnds), stop);
  LoopReport report = loop.report;
  report.bytes = write_movie(loop.file(), picture, video.chapters, target,
                             part_of(progress, kSoundEnds, 1), stop);
  return report;
}

}  // namespace musicgen::looper
