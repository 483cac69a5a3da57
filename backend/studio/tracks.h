#pragma once
// What people do with finished tracks; the tags in the files follow.

#include <filesystem>
#include <optional>
#include <string>

#include "studio/studio.h"

namespace musicgen::studio {

// Takes a file that lies in the scratch folder into the library: it must decode (otherwise throws
// InvalidAudioFormat), is kept as it is, measured and titled by its tags or `file_name`.
library::Track import_upload(Studio& studio, const std::filesystem::path& file,
                             const std::string& file_name);

// The upload outside the trash whose file is this very one, byte for byte, if there is one.
std::optional<library::Track> find_upload(Studio& studio, const std::filesystem::path& file);

// Throws TrackNotFound, PreconditionFailed, InvalidParameter.
library::Track edit_track(Studio& studio, const std::string& id, const library::TrackEdit& edit,
                          const std::string& if_match);

// Puts PNG or JPEG bytes into the library and into the file's tags. Throws UnsupportedMediaType.
library::Track set_cover(Studio& studio, const std::string& id, const std::string& image);

// Gives the track a cover that is drawn from its waveform. Throws as set_cover and, where the
// peaks must be measured first, as open_decoder.
library::Track generate_cover(Studio& studio, const std::string& id);

// The track's spectrogram as PNG (audio::draw_spectrogram), drawn when it is first asked for.
std::filesystem::path spectrogram_of(const Studio& studio, const std::string& id);

// "image/png" or "image/jpeg" by the first bytes. Throws UnsupportedMediaType for others.
std::string image_type(std::string_view bytes);

// Removes a track and all its files for good.
void remove_track(Studio& studio, const std::string& id);

// Removes for good what has lain in the trash for 30 days. Returns how many tracks went.
std::size_t empty_old_trash(Studio& studio);

// Files that may stand beside a track; they need not exist.
std::filesystem::path peaks_file(const Config& config, const std::string& track_id);
std::filesystem::path midi_file(const Config& config, const std::string& track_id);
std::filesystem::path cover_file(const Config& config, const std::string& track_id);
std::filesystem::path score_file(const Config& config, const std::string& track_id);

// The cover that a track has; empty where it has none.
std::filesystem::path own_cover(const Config& config, const std::string& track_id);

// The stems of a track: name and URL, sorted by name.
struct StemFile {
  std::string name;
  std::string audio_url;
};
std::vector<StemFile> stems_of(const Config& config, const library::Track& track);

}  // namespace musicgen::studio
