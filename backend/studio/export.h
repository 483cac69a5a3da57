#pragma once
// Sound to take away: one track as a file in another format, or many as one zip archive. What comes
// out is a file and no track of the library; it is kept for a week.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "studio/generate.h"
#include "studio/studio.h"

namespace musicgen::studio {

// How a track leaves. Where nothing but the name is given, the file goes as it is, without being
// encoded again.
struct ExportOptions {
  std::string format;  // empty: the track's own
  int bitrate = 0;
  std::optional<int> sample_rate_hz;
  std::optional<double> loudness_lufs;
  Seconds fade_in{0};
  Seconds fade_out{0};
  std::string filename = "{title}";
};
BOOST_DESCRIBE_STRUCT(ExportOptions, (),
                      (format, bitrate, sample_rate_hz, loudness_lufs, fade_in, fade_out, filename))

struct ArchiveRequest : ExportOptions {
  std::vector<std::string> track_ids;
};
BOOST_DESCRIBE_STRUCT(ArchiveRequest, (ExportOptions), (track_ids))

// The result of a finished job. `track_id` is the track that was exported, empty for archives;
// `audio_url` is where the file is.
struct ExportResult : GenerateResult {
  std::string file_name;  // to save it under
};
BOOST_DESCRIBE_STRUCT(ExportResult, (GenerateResult), (file_name))

// Checks the request as far as that can be done now and queues a job. Throws TrackNotFound,
// FileNotFound, InvalidAudioFormat, InvalidParameter with the field, StorageFull, QueueFull.
jobs::Job request_export(Studio& studio, const std::string& track_id, const ExportOptions& options,
                         const std::string& client);
jobs::Job request_archive(Studio& studio, const ArchiveRequest& request, const std::string& client);

// Does the work of one job. Run twice for the same job it still makes one file.
Json make_export(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
                 std::stop_token stop);

// Removes a finished job and, where it made one, its exported file. Throws JobNotFound, Conflict.
void forget_job(Studio& studio, const std::string& id);

// Whether a file of the output folder is an exported one, by its name.
bool is_export(const std::filesystem::path& file);

// Removes exported files that are older than a week. Returns how many went.
std::size_t remove_old_exports(Studio& studio);

inline constexpr auto kExportRules = rules({
    {.field = "format",
     .about = "Format of the file; left out: the track's own.",
     .one_of = "wav|flac|mp3|ogg|opus|m4a"},
    {.field = "bitrate",
     .about = "Bits per second; 0: what suits the format.",
     .min = 0,
     .max = 1000000},
    {.field = "sample_rate_hz",
     .about = "Left out: the track's own, or the nearest that the format has.",
     .min = 8000,
     .max = 192000},
    {.field = "loudness_lufs",
     .about = "Integrated loudness, with true peaks below -1 dB; left out: untouched.",
     .min = -40,
     .max = -6},
    {.field = "fade_in", .about = "Seconds.", .min = 0, .max = 3600},
    {.field = "fade_out", .about = "Seconds.", .min = 0, .max = 3600},
    {.field = "filename",
     .about = "Pattern of the name without extension: {title}, {artist}, {album}, {genre}, {mood}, "
              "{key}, {bpm} and {year} are filled in.",
     .min = 1,
     .max = 300,
     .example = "{artist} - {title}"},
});

}  // namespace musicgen::studio

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::ExportOptions> =
    musicgen::studio::kExportRules;

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::ArchiveRequest> = musicgen::rules(
    musicgen::studio::kExportRules, {
                                        {.field = "track_ids",
                                         .about = "The tracks, in the order of the archive.",
                                         .required = true,
                                         .min = 1,
                                         .max = 1000},
                                    });
