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
constexpr double kPlayed = 0.98;                 // of the work

// A job may take four times its estimate. Hours of music meet busy times that minutes don't, so
// that a machine may be as slow as the music itself before the job is given up.
constexpr double kSlowest = 4;

// Where the mastered sound goes: faded at the very ends, measured, and encoded.
class Recorder final : public audio::Sink {
 public:
  Recorder(std::unique_ptr<audio::Sink> file, Frames total, Frames fade)
      : file_(std::move(file)),
        total_(total),
        fade_(std::min(fade, total / 2)),
        loudness_(file_->format()),
        peaks_(file_->format()) {}

  audio::StreamFormat format() const override { return file_->format(); }

  void write(std::span<const float> interleaved) override {
    block_.assign(interleaved.begin(), interleaved.end());
    fade_block();
    position_ += static_cast<Frames>(block_.size()) / format().channels;
    loudness_.add(block_);
    peaks_.add(block_);
    file_->write(block_);
  }

  void finish() override { file_->finish(); }

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

  std::unique_ptr<audio::Sink> file_;
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
        .at(request.loop_start ? "/loop_start" : "/loop_end");
  }
  if (request.video) {
    throw InvalidParameter("A video can be made of a loop only.")
        .at("/video")
        .advise("Leave mode out, or loop the evolved track with video.");
  }
  if (!(request.duration >= Seconds(1) && request.duration <= Seconds(24 * 3600))) {
    throw InvalidParameter("The duration must lie between 1 second and 24 hours.")
        .at("/duration")
        .advise("Write it like 90s, 45m, 1h30m or 10h.");
  }
  check_bitrate(request, kSound);
}

std::uint64_t bytes_needed(const LoopRequest& request) {
  const audio::FormatInfo& format = audio::info_of(audio::format_of(request.format));
  const double pcm = 44100.0 * 2 * 3;
  const double bitrate = request.bitrate != 0 ? request.bitrate : format.default_bitrate;
  const double per_second = format.lossless ? pcm : bitrate / 8;
  constexpr double kOpening = 180.0 * 44100 * 2 * 4;  // effects/master.h
  return static_cast<std::uint64_t>(1.02 * request.duration.count() * per_second + kOpening + 4e6);
}

bool fades(const LoopRequest& request) {
  return request.fade_in_out && request.fade_duration > Seconds(0);
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
  const audio::FileFormat format = audio::format_of(request.format);
  const bool closes = request.ending == "own" || !fades(request);

  library::Track track =
      child_of(parent, job, request.format,
               fmt::format("{}, evolved ({})", parent.title, clock_text(request.duration)));
  track.seed = request.seed;
  track.model_version = engine.info().version;

  PendingFile sound(output_file(studio.config, track.file_url));
  const ScratchFolder scratch(studio.config.scratch_folder());
  Recorder recorder(
      audio::open_encoder(sound.path(),
                          {.format = format, .input = kSound, .bitrate = request.bitrate}),
      total, fades(request) ? frames_of(request.fade_duration, kSound.sample_rate_hz) : 0);
  const auto mastering = effects::master_stream(
      recorder, {.ceiling_dbtp = effects::ceiling_for(format)}, scratch.path(), stop);
  engine.evolve({.brief = parent.brief,
                 .seed = static_cast<std::uint64_t>(request.seed.value_or(0)),
                 .duration = request.duration,
                 .closes = closes},
                *mastering, part_of(progress, 0, kPlayed), stop);
  mastering->finish();
  recorder.finish();

  progress(kPlayed, "saving");
  take_loudness(track, recorder.loudness());
  audio::write_tags(sound.path(), tags_of(track));
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
