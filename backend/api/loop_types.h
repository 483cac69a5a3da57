#pragma once
// What the loop endpoints take and answer. They were described first with some names in camelCase:
// those are the names here, and body_in_any_case takes either.

#include "api/api.h"
#include "api/types.h"
#include "studio/loop.h"

namespace musicgen::api {

struct LoopInput {
  std::string trackId;
  Json duration = 3600;
  bool fadeInOut = true;
  Seconds fade_duration{5};
  std::string ending = "fade";
  std::string format = "mp3";
  int bitrate = 0;
  std::string mode = "loop";
  std::optional<Seconds> loop_start;
  std::optional<Seconds> loop_end;
  std::optional<Seconds> crossfade;
  std::optional<std::int64_t> seed;
  bool video = false;
};
BOOST_DESCRIBE_STRUCT(LoopInput, (),
                      (trackId, duration, fadeInOut, fade_duration, ending, format, bitrate, mode,
                       loop_start, loop_end, crossfade, seed, video))

struct LoopFileInput {
  std::string input_file;
  Json target_duration = 3600;
  Seconds fade_duration{5};
  std::string output_format = "mp3";
};
BOOST_DESCRIBE_STRUCT(LoopFileInput, (),
                      (input_file, target_duration, fade_duration, output_format))

struct LoopTrackInput {
  std::string track_id;
};
BOOST_DESCRIBE_STRUCT(LoopTrackInput, (), (track_id))

enum class LoopStatus { PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED };
BOOST_DESCRIBE_ENUM(LoopStatus, PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED)

struct LoopAccepted {
  std::string id;
  LoopStatus status = LoopStatus::PENDING;
  double progress = 0;
};
BOOST_DESCRIBE_STRUCT(LoopAccepted, (), (id, status, progress))

struct LoopJob {
  std::string id;
  LoopStatus status = LoopStatus::PENDING;
  double progress = 0;
  std::optional<std::string> resultUrl;
  std::optional<double> duration;
  std::optional<studio::LoopSeam> loop;
  std::optional<http::ProblemDocument> error;
};
BOOST_DESCRIBE_STRUCT(LoopJob, (), (id, status, progress, resultUrl, duration, loop, error))

// "trackId" -> "track_id".
std::string snake_case(std::string_view name);

// The body as a T whose members may be named in camelCase or snake_case. Throws InvalidJson,
// InvalidParameter; the latter too where a member is given under both names.
template <class T>
T body_in_any_case(const http::Request& request) {
  const Json body = parse_json(request.body);
  const JsonObject* given = body.if_object();
  if (given == nullptr) return from_json<T>(body);
  JsonObject named;
  for (const auto& item : *given) {
    std::string name(item.key());
    boost::mp11::mp_for_each<musicgen::detail::members_of<T>>([&](auto member) {
      if (snake_case(name) == snake_case(member.name)) name = member.name;
    });
    if (named.contains(name)) {
      throw InvalidParameter(fmt::format("{} is given twice.", name)).at("/" + name);
    }
    named[name] = item.value();
  }
  return from_json<T>(named);
}

}  // namespace musicgen::api

template <>
inline constexpr auto musicgen::kRules<musicgen::api::LoopInput> = musicgen::rules({
    {.field = "trackId", .about = "The track to loop.", .required = true, .min = 1, .max = 100},
    {.field = "duration",
     .about = "Length from 1 s to 24 h: seconds, or a text such as 90s, 45m, 1h30m.",
     .example = "2h"},
    {.field = "fadeInOut",
     .about = "Fade in at the very start and out at the very end; it never concerns the seam."},
    {.field = "fade_duration", .about = "Seconds of each fade.", .min = 0, .max = 86400},
    {.field = "ending",
     .about = "fade: the loop plays on and fades out, and the duration is exact; own: the track's "
              "own ending, as near to the duration as whole loops allow.",
     .one_of = "fade|own"},
    {.field = "format", .about = "Format of the file.", .one_of = "wav|flac|mp3|ogg|opus|m4a"},
    {.field = "bitrate", .about = "Bits per second; 0: what suits the format.", .min = 0},
    {.field = "mode",
     .about = "loop: the same music again; evolve: new music in the track's brief, in its key, "
              "tempo and sound, that never repeats. For tracks of models with the ability "
              "\"evolve\".",
     .one_of = "loop|evolve"},
    {.field = "loop_start",
     .about =
         "Seconds; left out: found. A song of a model with the ability \"loop\" is then played "
         "round: from its last bar to its first, without a seam.",
     .min = 0,
     .max = musicgen::studio::kLatestLoopPoint},
    {.field = "loop_end",
     .about = "Seconds; left out: found.",
     .min = 0,
     .max = musicgen::studio::kLatestLoopPoint},
    {.field = "crossfade",
     .about = "Seconds of equal-power crossfade before the seam of a chosen loop; left out: none.",
     .min = 0,
     .max = 10},
    {.field = "seed",
     .about = "For evolve: the same seed gives the same music; left out: random.",
     .min = 0,
     .max = static_cast<double>(musicgen::studio::kMaxSeed)},
    {.field = "video",
     .about = "Write an MP4 for YouTube: the track's cover, or a picture of its sound, over AAC "
              "sound, with chapters. The format is not used then."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::LoopFileInput> = musicgen::rules({
    {.field = "input_file",
     .about = "A file of the library by its name, or the id of an upload.",
     .required = true,
     .min = 1,
     .max = 200},
    {.field = "target_duration",
     .about = "Length from 1 s to 24 h: seconds, or a text such as 90s, 45m, 1h30m.",
     .example = "2h"},
    {.field = "fade_duration", .about = "Seconds of each fade.", .min = 0, .max = 86400},
    {.field = "output_format",
     .about = "Format of the file.",
     .one_of = "wav|flac|mp3|ogg|opus|m4a"},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::LoopTrackInput> = musicgen::rules({
    {.field = "track_id", .about = "The track to analyse.", .required = true, .min = 1, .max = 100},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::api::LoopJob> = musicgen::rules({
    {.field = "progress", .about = "Percent."},
    {.field = "resultUrl", .about = "Where the file is; null until it is made."},
    {.field = "duration", .about = "Seconds of the file; null until it is made."},
    {.field = "loop", .about = "The loop that was used; null until the file is made."},
    {.field = "error", .about = "Why it failed; null unless it failed."},
});
