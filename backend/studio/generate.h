#pragma once
// Song from a sentence: what may be asked for, the job, and the work itself.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "studio/studio.h"

namespace musicgen::studio {

inline constexpr double kMinDurationSeconds = 5;
inline constexpr double kMaxDurationSeconds = 3600;
inline constexpr std::int64_t kMaxSeed = (std::int64_t{1} << 53) - 1;

// For those who leave the choice to us.
std::int64_t random_seed();

// A song of the library to change or to continue.
struct EditRequest {
  std::string track_id;
  std::vector<std::vector<std::optional<double>>> segments;
};
BOOST_DESCRIBE_STRUCT(EditRequest, (), (track_id, segments))

// The body of POST /api/generate.
struct GenerateRequest {
  std::string model;
  std::string prompt;
  std::optional<Seconds> duration;
  Json parameters = JsonObject();
  std::string lyrics;
  bool instrumental = true;
  std::optional<std::string> reference_track_id;
  std::optional<EditRequest> edit;
  std::string negative_prompt;
  std::optional<std::int64_t> seed;
  int count = 1;
  std::string format = "mp3";
  bool stems = false;
  bool midi = false;
  std::string title;
  std::string artist;
};
BOOST_DESCRIBE_STRUCT(GenerateRequest, (),
                      (model, prompt, duration, parameters, lyrics, instrumental,
                       reference_track_id, edit, negative_prompt, seed, count, format, stems, midi,
                       title, artist))

struct GeneratedStem {
  std::string name;       // "drums"
  std::string audio_url;  // "/output/<track id>-stem-drums.flac"
};
BOOST_DESCRIBE_STRUCT(GeneratedStem, (), (name, audio_url))

// The result of a finished job.
struct GenerateResult {
  std::string track_id;
  std::string audio_url;
  double duration = 0;
  std::string format;
  std::int64_t bytes = 0;
  std::vector<GeneratedStem> stems;
  std::optional<std::string> midi_url;
};
BOOST_DESCRIBE_STRUCT(GenerateResult, (),
                      (track_id, audio_url, duration, format, bytes, stems, midi_url))

// What the program understands of a request, without making it (POST /api/brief).
// Throws as `request_generation` does.
Json preview_brief(const Studio& studio, const GenerateRequest& request);

// Throws ModelNotFound, EngineUnavailable or InvalidParameter where the model can't do something
// that the request wants. The tracks that it names are not looked at.
void require_able(const Studio& studio, const GenerateRequest& request);

struct Client {
  std::string name;             // an address, for the log
  std::string idempotency_key;  // empty: none
  std::string fingerprint;      // hash of the body, compared when the key comes again
};

// Checks the request as far as that can be done now and queues `count` jobs with seeds seed,
// seed+1, ... Throws InvalidParameter with the field, ModelNotFound, QueueFull, Conflict.
std::vector<jobs::Job> request_generation(Studio& studio, const GenerateRequest& request,
                                          const Client& client);

// Does the work of one job: engine -> master -> file -> library. Run twice for the same job it
// still makes one track.
Json generate(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
              std::stop_token stop);

}  // namespace musicgen::studio

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::EditRequest> = musicgen::rules({
    {.field = "track_id", .about = "The track to change.", .required = true},
    {.field = "segments",
     .about = "What is made anew: pairs of start and end in seconds, null for the song's end. The "
              "rest stays. What lies past the track's end is always made.",
     .max = 100},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::GenerateRequest> = musicgen::rules({
    {.field = "model",
     .about = "Name of the engine, any case; left out: the best one installed.",
     .max = 100,
     .example = "composer"},
    {.field = "prompt",
     .about = "The music in words.",
     .required = true,
     .min = 1,
     .max = 4000,
     .example = "Lo-fi hip hop with rain sounds"},
    {.field = "duration",
     .about =
         "Length in seconds; left out: what the prompt says, otherwise 180 or as near to it as "
         "the engine can.",
     .min = musicgen::studio::kMinDurationSeconds,
     .max = musicgen::studio::kMaxDurationSeconds},
    {.field = "parameters", .about = "Genre, mood, tempo and what else the engine knows."},
    {.field = "lyrics", .about = "LRC or plain; for engines that sing.", .max = 20000},
    {.field = "instrumental", .about = "No voice."},
    {.field = "reference_track_id",
     .about = "A track whose style to follow; for engines that can."},
    {.field = "edit", .about = "A track to change or continue; for engines that can."},
    {.field = "negative_prompt", .about = "What to avoid; for engines that can.", .max = 4000},
    {.field = "seed",
     .about = "The same seed gives the same song; left out: random.",
     .min = 0,
     .max = static_cast<double>(musicgen::studio::kMaxSeed)},
    {.field = "count", .about = "Variations, one job each.", .min = 1, .max = 8},
    {.field = "format",
     .about = "Format of the file.",
     .one_of = "wav|flac|mp3|ogg|opus|m4a",
     .example = "mp3"},
    {.field = "stems", .about = "Also keep each part as a file of its own."},
    {.field = "midi", .about = "Also keep the score as a MIDI file."},
    {.field = "title", .about = "Name of the track; left out: made from the prompt.", .max = 300},
    {.field = "artist", .about = "Who the track says made it.", .max = 300},
});
