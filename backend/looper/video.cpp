#include "looper/video.h"

#include <cmath>

#include "audio/picture.h"
#include "base/files.h"
#include "base/text.h"
#include "looper/m4a_file.h"
#include "looper/mp4_boxes.h"
#include "looper/picture_packets.h"
#include "looper/prepared_loop.h"

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

}  // namespace

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
    audio::draw_sound(track, cover,
                      {.width_px = PicturePackets::kWidth,
                       .height_px = PicturePackets::kHeight,
                       .title = options.tags.title});
  }
  const PicturePackets picture =
      encode_picture(cover, video.breathing, folder, part_of(progress, 0, kPictureEnds), stop);
  const PreparedLoop loop =
      prepare_loop(track, plan, sound, folder, part_of(progress, kPictureEnds, kSoundEnds), stop);
  const PacketSequence pictures = repeated(picture, loop.report.duration);
  const ByteWriter extra = user_data(loop.tags, video.chapters);
  const LoopFile file = loop.file();
  const Mp4Movie movie{{aac_track(file), picture_track(picture, pictures, loop.report.duration)},
                       extra.bytes()};
  const std::uint64_t packet_bytes =
      loop.packets.sequence.bytes(loop.packets.store) + pictures.bytes(picture.store);
  LoopReport report = loop.report;
  report.bytes = publish(
      target, packet_bytes + packet_bytes / 50 + (1u << 20),
      [&](OutputFile& output) { write_mp4(movie, output); }, part_of(progress, kSoundEnds, 1),
      stop);
  return report;
}

}  // namespace musicgen::looper
