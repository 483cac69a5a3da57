#include "studio/tracks.h"

#include <array>
#include <fstream>
#include <mutex>

#include <fmt/format.h>

#include "audio/cover.h"
#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/picture.h"
#include "audio/picture_check.h"
#include "base/files.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"
#include "studio/measure_sound.h"
#include "studio/tags.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::days kTrashDays{30};

struct Container {
  std::string_view libav_name;  // a part of it
  std::string_view extension;
};

// Extensions of what people upload; libav's name of the container tells, not the file's name.
constexpr Container kContainers[] = {
    {"wav", "wav"},       {"w64", "wav"},   {"flac", "flac"}, {"mp3", "mp3"}, {"mov", "m4a"},
    {"matroska", "webm"}, {"aiff", "aiff"}, {"aac", "aac"},   {"ogg", "ogg"}, {"asf", "wma"},
    {"tta", "tta"},       {"ape", "ape"},   {"wv", "wv"},     {"caf", "caf"}, {"au", "au"}};

std::string extension_of(const audio::FileInfo& info) {
  if (info.container == "ogg" && info.codec == "opus") return "opus";
  for (const Container& known : kContainers) {
    if (info.container.find(known.libav_name) != std::string::npos) {
      return std::string(known.extension);
    }
  }
  throw InvalidAudioFormat(fmt::format("Files of the kind \"{}\" can't be kept.", info.container))
      .advise("Convert the file to WAV, FLAC or MP3 and upload that.");
}

std::string title_of(const audio::Tags& tags, const std::string& file_name) {
  std::string title = clean_text(tags.title);
  if (title.empty()) title = clean_text(fs::path(file_name).stem().string());
  return title.empty() ? "Upload" : first_characters(title, 300);
}

// The level as it stands in the library: silence has none.
std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// The track as it will be once the edit is done.
library::Track edited(library::Track track, const library::TrackEdit& edit) {
  const auto set = [](auto& member, const auto& change) {
    if (change) member = *change;
  };
  set(track.title, edit.title);
  set(track.artist, edit.artist);
  set(track.album, edit.album);
  set(track.genre, edit.genre);
  set(track.mood, edit.mood);
  set(track.year, edit.year);
  set(track.comment, edit.comment);
  set(track.bpm, edit.bpm);
  set(track.key, edit.key);
  return track;
}

// Held while a track's row and files change together: the tags are written from the row, so a
// change between the two would be missing in the file. Tracks that share a lock only wait.
std::unique_lock<std::mutex> hold(const std::string& track_id) {
  static std::array<std::mutex, 64> locks;
  return std::unique_lock(locks[std::hash<std::string>{}(track_id) % locks.size()]);
}

// A copy of the track's file with new tags, not yet in its place.
std::optional<PendingFile> retagged(const Config& config, const library::Track& track,
                                    std::optional<audio::Picture> cover) {
  const fs::path file = output_file(config, track.file_url);
  if (!holds_tags(track.format) || !fs::exists(file)) return std::nullopt;
  PendingFile copy(file);
  fs::copy_file(file, copy.path(), fs::copy_options::overwrite_existing);
  audio::Tags tags = tags_of(track);
  tags.cover = std::move(cover);
  audio::write_tags(copy.path(), tags);
  return copy;
}

bool hold_the_same(const fs::path& a, const fs::path& b) {
  std::ifstream first(a, std::ios::binary);
  std::ifstream second(b, std::ios::binary);
  if (!first || !second) return false;
  std::array<char, 1 << 16> left;
  std::array<char, 1 << 16> right;
  while (true) {
    first.read(left.data(), left.size());
    second.read(right.data(), right.size());
    const std::string_view one(left.data(), static_cast<std::size_t>(first.gcount()));
    if (one != std::string_view(right.data(), static_cast<std::size_t>(second.gcount()))) {
      return false;
    }
    if (one.size() < left.size()) return first.eof() && second.eof();
  }
}

fs::path beside(const Config& config, const std::string& track_id, std::string_view suffix) {
  if (!is_id(track_id)) throw TrackNotFound("There is no such track.");
  return config.output_folder() / (track_id + std::string(suffix));
}

}  // namespace

std::string image_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  throw UnsupportedMediaType("A cover must be a PNG or JPEG picture.");
}

library::Track import_upload(Studio& studio, const fs::path& file, const std::string& file_name) {
  const auto decoder = audio::open_decoder(file);
  const std::string format = extension_of(decoder->info());
  const SoundMeasures measured = measure_sound(*decoder);

  library::Track track;
  track.id = new_id();
  track.kind = "upload";
  track.format = format;
  track.file_url = fmt::format("/output/{}.{}", track.id, format);
  track.sample_rate_hz = decoder->format().sample_rate_hz;
  track.channels = decoder->format().channels;
  track.duration = seconds_of(measured.frames, track.sample_rate_hz).count();
  track.bytes = static_cast<std::int64_t>(fs::file_size(file));
  track.loudness_lufs = finite(measured.loudness.integrated_lufs);
  track.peak_dbtp = finite(measured.loudness.true_peak_dbtp);
  track.created_at = track.updated_at = now();

  const audio::Tags tags = holds_tags(format) ? audio::read_tags(file) : audio::Tags();
  track.title = title_of(tags, file_name);
  track.artist = first_characters(clean_text(tags.artist), 300);
  track.album = first_characters(clean_text(tags.album), 300);
  track.genre = first_characters(clean_text(tags.genre), 100);
  if (tags.year > 0) track.year = tags.year;
  if (tags.bpm > 0) track.bpm = tags.bpm;

  PendingFile sound(output_file(studio.config, track.file_url));
  fs::copy_file(file, sound.path(), fs::copy_options::overwrite_existing);
  write_text_file(peaks_file(studio.config, track.id), to_bytes(measured.peaks));
  sound.publish();
  return studio.library.add(track, track.id, "upload");
}

std::optional<library::Track> find_upload(Studio& studio, const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return std::nullopt;
  library::Query query{.kind = "upload", .limit = 200};
  do {
    const library::TrackPage page = studio.library.list(query);
    for (const library::Track& track : page.items) {
      if (track.bytes != static_cast<std::int64_t>(size)) continue;
      if (hold_the_same(file, output_file(studio.config, track.file_url))) return track;
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return std::nullopt;
}

library::Track edit_track(Studio& studio, const std::string& id, const library::TrackEdit& edit,
                          const std::string& if_match) {
  const auto lock = hold(id);
  const library::Track wanted = edited(studio.library.get(id), edit);
  auto file = retagged(studio.config, wanted, std::nullopt);
  const library::Track track = studio.library.edit(id, edit, if_match);
  if (!file) return track;
  const auto bytes = static_cast<std::int64_t>(fs::file_size(file->path()));
  file->publish();
  return bytes == track.bytes ? track : studio.library.replace_file(id, bytes);
}

library::Track set_cover(Studio& studio, const std::string& id, const std::string& image) {
  const std::string type = image_type(image);
  audio::check_picture(image);
  const auto lock = hold(id);
  const library::Track track = studio.library.get(id);
  auto file = retagged(studio.config, track, audio::Picture{type, image});
  const fs::path cover = cover_file(studio.config, id);
  write_text_file(cover, image);
  if (file) {
    const auto bytes = static_cast<std::int64_t>(fs::file_size(file->path()));
    file->publish();
    studio.library.replace_file(id, bytes);
  }
  return studio.library.set_cover(id, fmt::format("/api/tracks/{}/cover", id));
}

library::Track generate_cover(Studio& studio, const std::string& id) {
  const library::Track track = studio.library.get(id);
  const fs::path kept = peaks_file(studio.config, id);
  const audio::Peaks peaks =
      fs::exists(kept)
          ? audio::peaks_from_bytes(read_text_file(kept))
          : measure_sound(*audio::open_decoder(output_file(studio.config, track.file_url))).peaks;
  const ScratchFolder scratch(studio.config.scratch_folder());
  const fs::path png = scratch.path() / "cover.png";
  audio::draw_cover(peaks, std::hash<std::string>{}(id), png);
  return set_cover(studio, id, read_text_file(png));
}

fs::path spectrogram_of(const Studio& studio, const std::string& id) {
  const library::Track track = studio.library.get(id);
  const fs::path picture = beside(studio.config, id, "-spectrogram.png");
  if (fs::exists(picture)) return picture;
  PendingFile drawn(picture);
  audio::draw_spectrogram(output_file(studio.config, track.file_url), drawn.path());
  drawn.publish();
  return picture;
}

void remove_track(Studio& studio, const std::string& id) {
  const auto lock = hold(id);
  const library::Track track = studio.library.get(id);
  studio.library.remove(id);
  for (const auto& entry : fs::directory_iterator(studio.config.output_folder())) {
    if (!entry.path().filename().string().starts_with(track.id)) continue;
    std::error_code error;
    fs::remove(entry.path(), error);
    if (error) log::warning("could not remove a file of track {}: {}", id, error.message());
  }
}

std::size_t empty_old_trash(Studio& studio) {
  const auto old = studio.library.trashed_before(now() - kTrashDays);
  for (const library::Track& track : old) remove_track(studio, track.id);
  return old.size();
}

fs::path peaks_file(const Config& config, const std::string& track_id) {
  return beside(config, track_id, ".peaks");
}
fs::path midi_file(const Config& config, const std::string& track_id) {
  return beside(config, track_id, ".mid");
}
fs::path cover_file(const Config& config, const std::string& track_id) {
  return beside(config, track_id, "-cover");
}
fs::path own_cover(const Config& config, const std::string& track_id) {
  const fs::path cover = cover_file(config, track_id);
  return fs::exists(cover) ? cover : fs::path();
}

fs::path score_file(const Config& config, const std::string& track_id) {
  return beside(config, track_id, ".score.json");
}

std::vector<StemFile> stems_of(const Config& config, const library::Track& track) {
  const std::string prefix = track.id + "-stem-";
  std::vector<StemFile> stems;
  for (const auto& entry : fs::directory_iterator(config.output_folder())) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    stems.push_back({entry.path().stem().string().substr(prefix.size()), "/output/" + name});
  }
  std::sort(stems.begin(), stems.end(),
            [](const StemFile& a, const StemFile& b) { return a.name < b.name; });
  return stems;
}

}  // namespace musicgen::studio
