#include "studio/generate.h"

#include <random>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "studio/copy_sound.h"
#include "studio/tags.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

constexpr double kSongLufs = -14;        // as YouTube and Spotify play it
constexpr double kShareOfEngine = 0.85;  // of the whole work, for the progress bar

bool can(const engines::EngineInfo& engine, std::string_view ability) {
  const auto& all = engine.abilities;
  return std::find(all.begin(), all.end(), ability) != all.end();
}

void require(const engines::EngineInfo& engine, bool wanted, std::string_view ability,
             std::string_view field) {
  if (!wanted || can(engine, ability)) return;
  throw InvalidParameter(
      fmt::format("{} can't do {}: it has no ability \"{}\".", engine.name, field, ability))
      .at(fmt::format("/{}", field))
      .advise("GET /api/models says what each model can do.");
}

void check_abilities(const engines::EngineInfo& engine, const GenerateRequest& request) {
  require(engine, !request.lyrics.empty(), "lyrics", "lyrics");
  require(engine, request.reference_track_id.has_value(), "reference", "reference_track_id");
  require(engine, request.edit.has_value(), "edit", "edit");
  require(engine, !request.negative_prompt.empty(), "negative_prompt", "negative_prompt");
  require(engine, request.stems, "stems", "stems");
  require(engine, request.midi, "midi", "midi");
  if (!request.instrumental && !can(engine, "lyrics")) {
    throw InvalidParameter(fmt::format("{} makes instrumental music only.", engine.name))
        .at("/instrumental");
  }
  if (!request.duration) return;
  const double seconds = request.duration->count();
  if (seconds < engine.durations.min || seconds > engine.durations.max) {
    throw InvalidParameter(fmt::format("{} makes songs of {} to {} seconds, not {}.", engine.name,
                                       engine.durations.min, engine.durations.max, seconds))
        .at("/duration");
  }
}

// A track of the library that the request names. Throws TrackNotFound at the field.
engines::SourceSong song_of(const Studio& studio, const std::string& id, std::string_view field) {
  try {
    const library::Track track = studio.library.get(id);
    return {.id = track.id,
            .file = output_file(studio.config, track.file_url),
            .duration = Seconds(track.duration)};
  } catch (const TrackNotFound& error) {
    throw TrackNotFound(error.detail()).at(std::string(field)).advise(error.hint());
  }
}

engines::Stretch stretch_of(const std::vector<std::optional<double>>& pair, std::size_t index) {
  if (pair.size() == 2 && pair[0]) return {.start = *pair[0], .end = pair[1]};
  throw InvalidParameter("A segment is a start and an end in seconds.")
      .at(fmt::format("/edit/segments/{}", index))
      .advise("Such as [25, 50], or [80, null] to the end of the song.");
}

engines::Editing editing_of(const Studio& studio, const EditRequest& request) {
  engines::Editing edit{.song = song_of(studio, request.track_id, "/edit/track_id")};
  for (const auto& pair : request.segments) {
    edit.stretches.push_back(stretch_of(pair, edit.stretches.size()));
  }
  return edit;
}

// Where the request names no length, an edit keeps the song's, as near as the engine can; a song is
// never cut off unasked.
Seconds usual_duration(const engines::Engine& engine, const engines::Request& request) {
  if (!request.edit) return engine.usual_duration(request.prompt);
  const engines::EngineInfo info = engine.info();
  const Seconds length = request.edit->song.duration;
  if (length.count() >= info.durations.max + 1) {
    throw InvalidParameter(fmt::format("The track is {:.0f} s long; {} makes songs of at most {:g} "
                                       "s.",
                                       length.count(), info.name, info.durations.max))
        .at("/edit/track_id")
        .advise("Give a `duration` to keep only the beginning of the track.");
  }
  return engines::held_within(info.durations, length);
}

engines::Request engine_request(const Studio& studio, const engines::Engine& engine,
                                const GenerateRequest& request) {
  const JsonObject* parameters = request.parameters.if_object();
  if (parameters == nullptr) {
    throw InvalidParameter("parameters must be an object.").at("/parameters");
  }
  engines::Request wanted;
  wanted.prompt = clean_text(request.prompt);
  if (wanted.prompt.empty()) throw InvalidParameter("prompt must not be empty.").at("/prompt");
  wanted.parameters = *parameters;
  wanted.lyrics = request.lyrics;
  wanted.negative_prompt = clean_text(request.negative_prompt);
  if (request.reference_track_id) {
    wanted.reference = song_of(studio, *request.reference_track_id, "/reference_track_id");
  }
  if (request.edit) wanted.edit = editing_of(studio, *request.edit);
  wanted.duration = request.duration ? *request.duration : usual_duration(engine, wanted);
  wanted.instrumental = request.instrumental;
  wanted.seed = static_cast<std::uint64_t>(request.seed.value_or(0));
  wanted.stems = request.stems;
  wanted.midi = request.midi;
  return wanted;
}

// Bytes that the work of one job may take on the disk: the mix and each stem as 32-bit float
// stereo, and the finished file.
std::uint64_t bytes_needed(const engines::Request& request) {
  constexpr double kBytesPerSecond = 44100 * 2 * 4;
  const double files = 1.5 + (request.stems ? 12 : 0);
  return static_cast<std::uint64_t>(request.duration.count() * kBytesPerSecond * files) +
         (16u << 20);
}

void check_disk(const Config& config, const engines::Request& request) {
  const std::uint64_t free = free_bytes(config.home);
  const std::uint64_t needed = bytes_needed(request);
  if (free >= needed) return;
  throw StorageFull(fmt::format("This song needs {} MB of free disk space while it is made; {} MB "
                                "are left.",
                                needed >> 20, free >> 20))
      .advise("Free some space, ask for a shorter song, or set MUSICGEN_HOME to another disk.");
}

const engines::Engine& checked_engine(const Studio& studio, const GenerateRequest& request) {
  const engines::Engine& engine = studio.engines.find(request.model);
  if (!engine.runs_here()) engine.require_ready();
  check_abilities(engine.info(), request);
  return engine;
}

// Every file of one song, written aside until all are whole.
class SongFiles {
 public:
  SongFiles(const Config& config, std::string id) : config_(config), id_(std::move(id)) {}

  const fs::path& add(const fs::path& target) { return files_.emplace_back(target).path(); }

  // The song itself comes last: where it stands, everything beside it stands too.
  void publish() {
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) file->publish();
  }

  fs::path in_output(const std::string& suffix) const {
    return config_.output_folder() / (id_ + suffix);
  }

 private:
  const Config& config_;
  std::string id_;
  std::vector<PendingFile> files_;
};

GenerateResult result_of(const Config& config, const library::Track& track) {
  GenerateResult result;
  result.track_id = track.id;
  result.audio_url = track.file_url;
  result.duration = track.duration;
  result.format = track.format;
  result.bytes = track.bytes;
  for (const StemFile& stem : stems_of(config, track)) {
    result.stems.push_back({stem.name, stem.audio_url});
  }
  if (fs::exists(midi_file(config, track.id))) {
    result.midi_url = fmt::format("/output/{}.mid", track.id);
  }
  return result;
}

library::Track describe(const jobs::Job& job, const GenerateRequest& request,
                        const engines::Engine& engine, const engines::Song& song) {
  library::Track track;
  track.id = job.id;  // one job makes one track: a second run writes the same files again
  track.kind = request.edit ? "edit" : "generated";
  if (request.edit) track.parent_id = request.edit->track_id;
  track.title = clean_text(request.title);
  if (track.title.empty()) track.title = song.title;
  track.artist = clean_text(request.artist);
  track.genre = song.genre;
  track.mood = song.mood;
  track.bpm = song.bpm;
  track.key = song.key;
  track.duration = seconds_of(song.frames, song.format.sample_rate_hz).count();
  track.sample_rate_hz = song.format.sample_rate_hz;
  track.channels = song.format.channels;
  track.created_at = track.updated_at = now();
  track.format = request.format;
  track.file_url = fmt::format("/output/{}.{}", track.id, request.format);
  track.model_used = engine.info().name;
  track.model_version = engine.info().version;
  track.generation_prompt = request.prompt;
  track.seed = request.seed;
  track.brief = song.brief;
  for (const engines::SongSection& section : song.sections) {
    track.sections.push_back({section.name, section.start});
  }
  return track;
}

}  // namespace

std::int64_t random_seed() {
  std::random_device device;
  const auto bits = static_cast<std::uint64_t>(device()) << 32 | device();
  return static_cast<std::int64_t>(bits & static_cast<std::uint64_t>(kMaxSeed));
}

Json preview_brief(const Studio& studio, const GenerateRequest& request) {
  const engines::Engine& engine = checked_engine(studio, request);
  return engine.understand(engine_request(studio, engine, request));
}

void require_able(const Studio& studio, const GenerateRequest& request) {
  checked_engine(studio, request);
}

std::vector<jobs::Job> request_generation(Studio& studio, const GenerateRequest& request,
                                          const Client& client) {
  const engines::Engine& engine = checked_engine(studio, request);
  const engines::EngineInfo info = engine.info();
  engine.require_ready();
  const engines::Request music = engine_request(studio, engine, request);
  engine.understand(music);
  check_disk(studio.config, music);

  const std::int64_t first_seed = request.seed.value_or(random_seed());
  std::vector<jobs::NewJob> wanted;
  for (int i = 0; i < request.count; ++i) {
    GenerateRequest one = request;
    one.model = info.name;
    one.duration = music.duration;
    one.count = 1;
    one.seed = (first_seed + i) & kMaxSeed;
    wanted.push_back({.kind = request.edit ? "edit" : "generate",
                      .model = info.name,
                      .request = to_json(one),
                      .client = client.name,
                      .estimate = music.duration / 60 * info.estimate.seconds_per_minute});
  }
  return studio.queue.add(wanted, client.idempotency_key, client.fingerprint);
}

Json generate(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
              std::stop_token stop) {
  if (const auto done = studio.library.find_output(job.id, "main")) {
    return to_json(result_of(studio.config, *done));
  }
  const auto request = from_json<GenerateRequest>(job.request);
  const engines::Engine& engine = studio.engines.find(request.model);
  const engines::Request music = engine_request(studio, engine, request);
  check_disk(studio.config, music);

  const ScratchFolder scratch(studio.config.scratch_folder());
  const engines::Song song =
      engine.generate(music, scratch.path(), part_of(progress, 0, kShareOfEngine), stop);
  library::Track track = describe(job, request, engine, song);

  SongFiles files(studio.config, track.id);
  const fs::path sound = files.add(files.in_output("." + request.format));
  const SoundMeasures mastered = master_to_file(
      [&] { return audio::open_decoder_as(song.mix, song.format); }, song.frames, sound,
      {.format = audio::format_of(request.format), .input = song.format}, kSongLufs,
      part_of(progress, kShareOfEngine, request.stems ? 0.93 : 0.98), stop);
  track.loudness_lufs = mastered.loudness.integrated_lufs;
  track.peak_dbtp = mastered.loudness.true_peak_dbtp;
  audio::write_tags(sound, tags_of(track));
  track.bytes = static_cast<std::int64_t>(fs::file_size(sound));

  write_text_file(files.add(peaks_file(studio.config, track.id)), to_bytes(mastered.peaks));
  if (!song.score.is_null()) {
    write_text_file(files.add(score_file(studio.config, track.id)), to_text(song.score));
  }
  if (song.midi) {
    fs::copy_file(*song.midi, files.add(midi_file(studio.config, track.id)),
                  fs::copy_options::overwrite_existing);
  }
  for (std::size_t i = 0; i < song.stems.size(); ++i) {
    const engines::Stem& stem = song.stems[i];
    const double share = static_cast<double>(i) / static_cast<double>(song.stems.size());
    progress(0.93 + 0.05 * share, fmt::format("saving the stem {}", stem.name));
    copy_as_flac(stem.file,
                 files.add(files.in_output(fmt::format("-stem-{}.flac", file_name_of(stem.name)))),
                 stop);
  }
  progress(0.99, "saving");
  throw_if_stopped(stop);
  files.publish();
  return to_json(result_of(studio.config, studio.library.add(track, job.id, "main")));
}

}  // namespace musicgen::studio
