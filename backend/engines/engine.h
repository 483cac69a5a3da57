#pragma once
// What any maker of music is. To add one: a folder here that implements `Engine`, and a line in
// registry.cpp.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "audio/stream.h"
#include "base/error.h"
#include "base/json.h"
#include "base/progress.h"

namespace musicgen::engines {

struct Range {
  double min = 0;
  double max = 0;
};
BOOST_DESCRIBE_STRUCT(Range, (), (min, max))

inline Seconds held_within(const Range& range, Seconds duration) {
  return std::clamp(duration, Seconds(range.min), Seconds(range.max));
}

struct Estimate {
  double seconds_per_minute = 0;  // of work on this machine for a minute of music
  std::int64_t memory_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Estimate, (), (seconds_per_minute, memory_bytes))

// What an engine is made of: one download with a licence of its own.
struct EnginePart {
  std::string name;
  std::int64_t bytes = 0;
  std::string license;      // SPDX name
  std::string license_url;  // its text
  bool installed = false;
};
BOOST_DESCRIBE_STRUCT(EnginePart, (), (name, bytes, license, license_url, installed))

// One entry of GET /api/models.
struct EngineInfo {
  std::string name;     // "composer"
  std::string about;    // one sentence
  std::string version;  // changes whenever the same seed may give other music
  bool installed = false;
  bool is_default = false;  // set by the registry
  std::int64_t bytes = 0;   // on disk
  std::string license;
  std::string device = "cpu";
  std::string precision = "fp32";
  std::vector<std::string>
      abilities;    // "instrumental", "stems", "midi", "lyrics", "reference", "evolve", ...
  Range durations;  // seconds
  Json parameters;  // JSON Schema of each engine-specific parameter by its name
  Estimate estimate;
  std::string install_hint;          // the command that installs it; empty once installed
  std::int64_t half_done_bytes = 0;  // of a download that was stopped
  std::vector<EnginePart> parts;     // empty: nothing of it can be downloaded
};

// A song of the library that another one follows or changes.
struct SourceSong {
  std::string id;  // of the track
  std::filesystem::path file;
  Seconds duration{0};
};

// Seconds of a song; without an end they go on to the song's.
struct Stretch {
  double start = 0;
  std::optional<double> end;
};

// A song of which some stretches are made anew; the rest stays.
struct Editing {
  SourceSong song;
  std::vector<Stretch> stretches;
};

// What is wanted, already checked against the API's limits.
struct Request {
  std::string prompt;
  Seconds duration{180};
  JsonObject parameters;  // genre, mood, bpm, ...; checked by the engine's `understand`
  std::string lyrics;
  std::string negative_prompt;          // what to avoid
  std::optional<SourceSong> reference;  // whose style to follow
  std::optional<Editing> edit;          // what to begin from; empty: a new song
  bool instrumental = true;
  std::uint64_t seed = 0;
  bool stems = false;
  bool midi = false;
};

struct Stem {
  std::string name;            // "drums"
  std::filesystem::path file;  // 32-bit float WAV in the scratch folder
};

struct SongSection {
  std::string name;  // "verse"
  double start = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(SongSection, (), (name, start))

// What was made. Files lie in the scratch folder that `generate` was given.
struct Song {
  std::filesystem::path mix;  // 32-bit float WAV, exactly the wanted length, not yet mastered
  audio::StreamFormat format;
  Frames frames = 0;
  std::vector<Stem> stems;  // where asked for: sample by sample they sum to the mix
  std::optional<std::filesystem::path> midi;
  Json brief;  // what the engine understood; enough to make the song again
  Json score;  // null where the engine has none
  std::vector<SongSection> sections;
  std::string title;
  std::string genre;
  std::string mood;
  std::optional<double> bpm;
  std::string key;  // "F# minor"; empty where there is none
};

// How music goes on from a song that was made before.
struct Evolution {
  Json brief;  // the song's, as `generate` gave it
  std::uint64_t seed = 0;
  Seconds duration{3600};
  bool closes = true;  // the music comes to its end; otherwise it is cut while it plays on
};

// How a song that was made before goes round.
struct Round {
  Json brief;           // the song's, as `generate` gave it
  bool closes = false;  // the song's ending follows
};

// Where a sound jumps back: what follows `end` is what follows `start`.
struct Turn {
  Frames start = 0;
  Frames end = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual EngineInfo info() const = 0;
  virtual std::string name() const { return info().name; }

  // Whether it needs libtorch, and so a worker of the program musicgen-neural.
  virtual bool is_neural() const { return false; }

  // Whether this program can make its songs; otherwise another program's worker does.
  virtual bool runs_here() const { return true; }

  // Throws where a song that is asked for now could not be made: ModelNotFound with the command
  // that installs it, EngineUnavailable.
  virtual void require_ready() const;

  // How long a song from this prompt becomes where the request names no duration, within
  // `durations`: what the prompt says for an engine that reads it, otherwise three minutes.
  virtual Seconds usual_duration(const std::string& /*prompt*/) const {
    return held_within(info().durations, Seconds(180));
  }

  // What the engine understood of a request, without making it. Throws InvalidParameter with the
  // field ("/parameters/bpm") for parameters that it can't take.
  virtual Json understand(const Request& request) const = 0;

  // Makes the song into files inside `scratch`. The same request and version give the same samples.
  // Throws InvalidParameter, EngineUnavailable (something it needs is missing; says how to mend
  // it), Cancelled soon after `stop`.
  virtual Song generate(const Request& request, const std::filesystem::path& scratch,
                        const ProgressFn& progress, std::stop_token stop) const = 0;

  // Plays new music in a song's brief into `out`, a 44.1 kHz stereo sink that it does not finish:
  // frames_of(duration) frames in the song's key, tempo and sound, not yet mastered. Sections
  // follow each other on the bar and never come again. Memory does not grow with the duration; the
  // same evolution and version give the same samples. Only engines with the ability "evolve" can.
  // Throws InvalidParameter for a brief that is not this engine's, and as `generate`.
  virtual void evolve(const Evolution& /*wanted*/, audio::Sink& /*out*/,
                      const ProgressFn& /*progress*/, std::stop_token /*stop*/) const {
    throw InvalidParameter(info().name + " can't go on from a song.").at("/mode");
  }

  // Plays a song into `out`, a 44.1 kHz stereo sink that it does not finish, so that it can come
  // again and again: two rounds of whole bars, of which the second has in it what rings on from
  // the first, and `closes` brings the ending after them. The sound is not yet mastered; the same
  // song and version give the same samples. Only engines with the ability "loop" can. Throws as
  // `evolve`.
  virtual Turn go_round(const Round& /*wanted*/, audio::Sink& /*out*/,
                        const ProgressFn& /*progress*/, std::stop_token /*stop*/) const {
    throw InvalidParameter(info().name + " can't play a song round.").at("/mode");
  }
};

inline void Engine::require_ready() const {
  const EngineInfo facts = info();
  if (facts.installed) return;
  throw EngineUnavailable(facts.name + " is not ready to be used.").advise(facts.install_hint);
}

}  // namespace musicgen::engines
