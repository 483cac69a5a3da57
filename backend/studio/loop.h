#pragma once
// Hours of music from a short track: what may be asked for, the plan, the job and the work itself.

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "looper/loop_finder.h"
#include "looper/loop_writer.h"
#include "looper/video.h"
#include "studio/generate.h"

namespace musicgen::studio {

// A week in seconds: what lies later is a slip of the hand.
inline constexpr double kLatestLoopPoint = 7 * 24 * 3600;

struct LoopRequest {
  std::string track_id;  // draft_loop works on a file and leaves it aside
  Seconds duration{3600};
  bool fade_in_out = true;
  Seconds fade_duration{5};
  std::string ending = "fade";
  std::string format = "mp3";
  int bitrate = 0;
  std::optional<Seconds> loop_start;
  std::optional<Seconds> loop_end;
  std::optional<Seconds> crossfade;
  std::string mode = "loop";
  std::optional<std::int64_t> seed;
  bool video = false;
};
BOOST_DESCRIBE_STRUCT(LoopRequest, (),
                      (track_id, duration, fade_in_out, fade_duration, ending, format, bitrate,
                       loop_start, loop_end, crossfade, mode, seed, video))

// Where the music jumps back, in the track that is looped; where an engine plays its song round,
// from the song's start to its last bar.
struct LoopSeam {
  double start = 0;
  double end = 0;
  Frames start_frame = 0;
  Frames end_frame = 0;         // exclusive
  std::optional<double> score;  // 0 to 1; null where a person chose the points
};
BOOST_DESCRIBE_STRUCT(LoopSeam, (), (start, end, start_frame, end_frame, score))

// The result of a finished job.
struct LoopResult : GenerateResult {
  std::optional<LoopSeam> loop;  // none where the track evolved
};
BOOST_DESCRIBE_STRUCT(LoopResult, (GenerateResult), (loop))

// A loop that could be written as it stands.
struct LoopDraft {
  std::filesystem::path sound;
  looper::LoopPlan plan;
  looper::LoopOptions options;
  LoopSeam seam;
  std::optional<looper::Verdict> verdict;  // none where a person chose the points
  Seconds length{0};                       // that the file will have
  std::uint64_t bytes_needed = 0;          // on the disk, while it is made
};

// Looks for the loop unless the request has one, and says what will become of it. Throws
// FileNotFound, InvalidAudioFormat, InvalidParameter (what is out of range; silent or too short),
// InvalidLoop, Cancelled.
LoopDraft draft_loop(const std::filesystem::path& sound, const LoopRequest& request,
                     const ProgressFn& progress, std::stop_token stop);

// The same for a track of the library: a song whose engine can play it round needs no seam and is
// played into `scratch`, which the draft then needs.
LoopDraft draft_track_loop(const Studio& studio, const library::Track& track,
                           const LoopRequest& request, const std::filesystem::path& scratch,
                           const ProgressFn& progress, std::stop_token stop);

// How much disk such a loop needs while it is made.
std::uint64_t bytes_needed(const audio::FileInfo& info, const looper::LoopPlan& plan,
                           const LoopRequest& request);

// The request's wishes as the loop writer takes them.
looper::LoopOptions loop_options_of(const LoopRequest& request);

// Chapters of a video: at most 24, at whole minutes, named by their time.
std::vector<looper::Chapter> chapters_of(Seconds length);

// Ranked places where a track of the library can jump back. Throws TrackNotFound and as find_loop.
looper::LoopAnalysis analyze_track(const Studio& studio, const std::string& track_id,
                                   std::stop_token stop);

// Checks the request as far as that can be done now and queues a job. Throws TrackNotFound,
// InvalidParameter, InvalidLoop, StorageFull, QueueFull.
jobs::Job request_loop(Studio& studio, const LoopRequest& request, const std::string& client);

// Throws InvalidParameter at /format or /bitrate for what can't be written of such sound.
void check_bitrate(const LoopRequest& request, audio::StreamFormat sound);

// Does the work of one job: find -> write -> measure -> library. Run twice for the same job it
// still makes one track.
Json make_loop(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
               std::stop_token stop);

}  // namespace musicgen::studio

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::LoopRequest> = musicgen::rules({
    {.field = "track_id", .about = "The track to loop.", .max = 100},
    {.field = "duration", .about = "Length in seconds, 1 to 86400."},
    {.field = "fade_in_out", .about = "Fade in at the very start and out at the very end."},
    {.field = "fade_duration", .about = "Seconds of each fade.", .min = 0, .max = 86400},
    {.field = "ending",
     .about = "fade: the loop plays on and fades out; own: the track's own ending follows.",
     .one_of = "fade|own"},
    {.field = "format", .about = "Format of the file.", .one_of = "wav|flac|mp3|ogg|opus|m4a"},
    {.field = "bitrate", .about = "Bits per second; 0: what suits the format.", .min = 0},
    {.field = "loop_start",
     .about = "Seconds; left out: found, or the engine plays the song round.",
     .min = 0,
     .max = musicgen::studio::kLatestLoopPoint},
    {.field = "loop_end",
     .about = "Seconds; left out: found.",
     .min = 0,
     .max = musicgen::studio::kLatestLoopPoint},
    {.field = "crossfade",
     .about = "Seconds before the seam of a chosen loop; left out: none.",
     .min = 0,
     .max = 10},
    {.field = "mode",
     .about = "loop: the same music again; evolve: new music in the same brief.",
     .one_of = "loop|evolve"},
    {.field = "seed",
     .about = "For evolve: the same seed gives the same music; left out: random.",
     .min = 0,
     .max = static_cast<double>(musicgen::studio::kMaxSeed)},
    {.field = "video", .about = "An MP4 for YouTube: a picture over AAC sound, with chapters."},
});
