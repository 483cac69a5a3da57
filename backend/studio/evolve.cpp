#include "studio/evolve.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "audio/encoder.h"
#include "audio/peaks.h"
#include "base/duration.h"
#include "base/files.h"
#include "effects/master.h"
#include "studio/loop_track.h"
#include "studio/tags.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

constexpr audio::StreamFormat kSound{44100, 2};  // of Engine::evolve
constexpr double kPlayed = 0.96;                 // of the work
constexpr double kWritten = 0.99;

// A job may take four times its estimate. Hours of music meet busy times that minutes don't, so
// that a machine may be as slow as the music itself before the job is given up.
constexpr double kSlowest = 4;

// Where the mastered sound goes: faded at the very ends, measured, and encoded.
class Recorder final : public audio::Sink {
 public:
  Recorder(audio::Sink& file, Frames total, Frames fade)
      : file_(file),
        total_(total),
        fade_(std::min(fade, total / 2)),
        loudness_(file.format()),
        peaks_(file.format()) {}

  audio::StreamFormat format() const override { return file_.format(); }

  void write(std::span<const float> interleaved) override {
    block_.assign(interleaved.begin(), interleaved.end());
    fade_block();
    position_ += static_cast<Frames>(block_.size()) / format().channels;
    loudness_.add(block_);
    peaks_.add(block_);
    file_.write(block_);
  }

  void finish() override { file_.finish(); }

  audio::Loudness loudness() const { return loudness_.result(); }
  audio::Peaks peaks() const { return peaks_.result(); }

 private:
  void fade_block() {
    const auto channels = static_cast<std::size_t>(format().channels);
    const Frames end = position_ + static_cast<Frames>(block_.size() / channels);
    if (position_ >= fade_ && end <= total_ - fade_) return;
    for (std::size_t i = 0; i < block_.size(); ++i) {
      const Frames frame = position_ + static_cast<Frames>(i / channels);
      block_[i] *= rise(frame) * rise(total_ - 1 - frame);
    }
  }

  // Half a cosine: no corner at either end.
  float rise(Frames done) const {
    if (done >= fade_) return 1.0f;
    const double share = (static_cast<double>(done) + 0.5) / static_cast<double>(fade_);
    return static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * share));
  }

  audio::Sink& file_;
  Frames total_;
  Frames fade_;
  Frames position_ = 0;
  audio::LoudnessMeter loudness_;
  audio::PeakMeter peaks_;
  std::vector<float> block_;
};

const engines::Engine& engine_of(const Studio& studio, const library::Track& track) {
  constexpr const char* kHint = "Leave mode out: the track's best loop is repeated.";
  if (track.model_used.empty() || track.kind == "upload" || track.brief.is_null()) {
    throw InvalidParameter("Only tracks that were composed here can evolve; this one was not.")
        .at("/mode")
        .advise(kHint);
  }
  const engines::Engine& engine = studio.engines.find(track.model_used);
  const std::vector<std::string> abilities = engine.info().abilities;
  if (std::find(abilities.begin(), abilities.end(), "evolve") == abilities.end()) {
    throw InvalidParameter(fmt::format("{} can't go on from its tracks.", track.model_used))
        .at("/mode")
        .advise(kHint);
  }
  const JsonObject* brief = track.brief.if_object();
  if (brief == nullptr || brief->contains("loop")) {
    throw InvalidParameter("This track is a loop: it repeats another track.")
        .at("/mode")
        .advise("Let the track evolve that it was made from.");
  }
  return engine;
}

void check(const LoopRequest& request) {
  if (request.loop_start || request.loop_end) {
    throw InvalidParameter("An evolving track does not jump back: it has no loop.")
        .at(request.loop_start ? "/loop_start" : "/loop_end")
        .advise("Leave it out, or leave mode out: then the track is looped.");
  }
  if (request.crossfade) {
    throw InvalidParameter("An evolving track has no join that could be crossfaded.")
        .at("/crossfade")
        .advise("Leave the crossfade out.");
  }
  if (!(request.duration >= Seconds(1) && request.duration <= Seconds(24 * 3600))) {
    throw InvalidParameter("The duration must lie between 1 second and 24 hours.")
        .at("/duration")
        .advise("Write it like 90s, 45m, 1h30m or 10h.");
  }
  check_bitrate(request, kSound);
}

audio::FileFormat file_format(const LoopRequest& request) {
  return request.video ? audio::FileFormat::m4a : audio::format_of(request.format);
}

std::uint64_t bytes_needed(const LoopRequest& request) {
  const audio::FormatInfo& format = audio::info_of(file_format(request));
  const double pcm = 44100.0 * 2 * 3;
  const double bitrate = request.bitrate != 0 ? request.bitrate : format.default_bitrate;
  // A video's sound is kept until its picture is there.
  const double coded =
      request.video ? 2 * bitrate / 8 + looper::kPictureBytesPerSecond : bitrate / 8;
  const double per_second = format.lossless ? pcm : coded;
  constexpr double kOpening = 180.0 * 44100 * 2 * 4;  // effects/master.h
  return static_cast<std::uint64_t>(1.02 * request.duration.count() * per_second + kOpening + 4e6);
}

bool fades(const LoopRequest& request) {
  return request.fade_in_out && request.fade_duration > Seconds(0);
}

void play(const engines::Engine& engine, const Json& brief, const LoopRequest& request,
          Recorder& recorder, const fs::path& scratch, const ProgressFn& progress,
          const std::stop_token& stop) {
  const auto mastering = effects::master_stream(
      recorder, {.ceiling_dbtp = effects::ceiling_for(file_format(request))}, scratch, stop);
  engine.evolve({.brief = brief,
                 .seed = static_cast<std::uint64_t>(request.seed.value_or(0)),
                 .duration = request.duration,
                 .closes = request.ending == "own" || !fades(request)},
                *mastering, progress, stop);
  mastering->finish();
  recorder.finish();
}

void write_film(const looper::VideoSound& sound, const Studio& studio, const library::Track& parent,
                const library::Track& track, const fs::path& scratch, const fs::path& target,
                const ProgressFn& progress, const std::stop_token& stop) {
  fs::path cover = own_cover(studio.config, parent.id);
  if (cover.empty()) {
    cover = scratch / "cover.png";
    looper::draw_video_cover(output_file(studio.config, parent.file_url), track.title, cover, stop);
  }
  const Seconds length = seconds_of(sound.total(), kSound.sample_rate_hz);
  looper::write_video(sound, tags_of(track), {.cover = cover, .chapters = chapters_of(length)},
                      target, progress, stop);
}

}  // namespace

jobs::NewJob evolving_job(const Studio& studio, const LoopRequest& request,
                          const library::Track& parent) {
  const engines::EngineInfo info = engine_of(studio, parent).info();
  check(request);
  if (!info.installed) {
    throw EngineUnavailable(fmt::format("{} is not ready to be used.", info.name))
        .advise(info.install_hint);
  }
  require_disk(studio.config, bytes_needed(request));
  LoopRequest wanted = request;
  wanted.seed = request.seed.value_or(random_seed());
  return {
      .kind = "loop",
      .model = info.name,
      .request = to_json(wanted),
      .estimate = Seconds(10) + std::max(request.duration / kSlowest,
                                         request.duration / 60 * info.estimate.seconds_per_minute)};
}

Json evolve(Studio& studio, const jobs::Job& job, const LoopRequest& request,
            const ProgressFn& progress, std::stop_token stop) {
  const library::Track parent = studio.library.get(request.track_id);
  const engines::Engine& engine = engine_of(studio, parent);
  require_disk(studio.config, bytes_needed(request));
  const Frames total = frames_of(request.duration, kSound.sample_rate_hz);
  const audio::FileFormat format = file_format(request);

  library::Track track =
      child_of(parent, job, request.video ? "mp4" : request.format,
               fmt::format("{}, evolved ({})", parent.title, clock_text(request.duration)));
  track.seed = request.seed;
  track.model_version = engine.info().version;

  PendingFile sound(output_file(studio.config, track.file_url));
  const ScratchFolder scratch(studio.config.scratch_folder());
  std::unique_ptr<audio::Sink> file;
  looper::VideoSound* film = nullptr;
  if (request.video) {
    auto video =
        std::make_unique<looper::VideoSound>(kSound, request.bitrate, total, scratch.path());
    film = video.get();
    file = std::move(video);
  } else {
    file = audio::open_encoder(sound.path(),
                               {.format = format, .input = kSound, .bitrate = request.bitrate});
  }
  Recorder recorder(*file, total,
                    fades(request) ? frames_of(request.fade_duration, kSound.sample_rate_hz) : 0);
  play(engine, parent.brief, request, recorder, scratch.path(), part_of(progress, 0, kPlayed),
       stop);
  if (film != nullptr) {
    write_film(*film, studio, parent, track, scratch.path(), sound.path(),
               part_of(progress, kPlayed, kWritten), stop);
  }

  progress(kWritten, "saving");
  take_loudness(track, recorder.loudness());
  if (film == nullptr) audio::write_tags(sound.path(), tags_of(track));
  track.duration = seconds_of(total, kSound.sample_rate_hz).count();
  track.sample_rate_hz = format == audio::FileFormat::opus ? 48000 : kSound.sample_rate_hz;
  track.channels = kSound.channels;
  track.bytes = static_cast<std::int64_t>(fs::file_size(sound.path()));
  throw_if_stopped(stop);
  write_text_file(peaks_file(studio.config, track.id), to_bytes(recorder.peaks()));
  sound.publish();
  return to_json(loop_result_of(studio.library.add(track, job.id, "main")));
}

}  // namespace musicgen::studio
