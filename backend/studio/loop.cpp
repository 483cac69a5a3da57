#include "studio/loop.h"

#include <fmt/format.h>

#include "audio/decoder.h"
#include "audio/peaks.h"
#include "base/duration.h"
#include "base/files.h"
#include "looper/packet_encoder.h"
#include "studio/evolve.h"
#include "studio/loop_track.h"
#include "studio/measure_loop.h"
#include "studio/round.h"
#include "studio/tags.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

// Shares of the work, for the progress bar.
constexpr double kFinding = 0.3;
constexpr double kWriting = 0.9;

bool has_points(const LoopRequest& request) {
  if (request.loop_start.has_value() == request.loop_end.has_value()) {
    if (request.crossfade && !request.loop_start) {
      throw InvalidParameter("A crossfade belongs to a loop whose start and end are given.")
          .at("/crossfade")
          .advise("Give loop_start and loop_end too, or leave all three out.");
    }
    return request.loop_start.has_value();
  }
  throw InvalidParameter("A loop needs both its start and its end.")
      .at(request.loop_start ? "/loop_end" : "/loop_start")
      .advise("Give both, or neither: then the best loop is found.");
}

looper::LoopPlan points_of(const LoopRequest& request, int sample_rate_hz) {
  return {.start = frames_of(*request.loop_start, sample_rate_hz),
          .end = frames_of(*request.loop_end, sample_rate_hz),
          .crossfade = request.crossfade.value_or(Seconds(0))};
}

// A plan as long as the track, by which a request can be judged before its loop is known.
looper::LoopPlan whole(const audio::FileInfo& info) {
  const Frames frames = info.frames.value_or(frames_of(info.duration, info.format.sample_rate_hz));
  return {.start = 0, .end = std::max<Frames>(frames, info.format.sample_rate_hz)};
}

// Throws for what no loop of this track can have.
void check_request(const audio::FileInfo& info, const LoopRequest& request) {
  const looper::LoopOptions options = loop_options_of(request);
  const bool chosen = has_points(request);
  looper::length_of_loop(
      info, chosen ? points_of(request, info.format.sample_rate_hz) : whole(info), options);
  check_bitrate(request, {44100, std::min(info.format.channels, 2)});
}

LoopSeam seam_of(const looper::LoopPlan& plan, int sample_rate_hz, std::optional<double> score) {
  return {.start = seconds_of(plan.start, sample_rate_hz).count(),
          .end = seconds_of(plan.end, sample_rate_hz).count(),
          .start_frame = plan.start,
          .end_frame = plan.end,
          .score = score};
}

void check_points(const library::Track& track, const LoopRequest& request) {
  if (!has_points(request) || request.loop_end->count() <= track.duration + 0.0005) return;
  throw looper::InvalidLoop(
      fmt::format("The loop ends at {:.3f} s, but the track has only {:.3f} s.",
                  request.loop_end->count(), track.duration))
      .at("/loop_end");
}

looper::LoopReport write(const LoopDraft& draft, const library::Track& parent,
                         const LoopRequest& request, const Config& config, const fs::path& target,
                         const ProgressFn& progress, const std::stop_token& stop) {
  if (!request.video) {
    return looper::write_loop(draft.sound, draft.plan, draft.options, target, progress, stop);
  }
  const looper::VideoOptions video{.cover = own_cover(config, parent.id),
                                   .chapters = chapters_of(draft.length)};
  return looper::write_loop_video(draft.sound, draft.plan, draft.options, video, target, progress,
                                  stop);
}

void take_measures(library::Track& track, const looper::LoopReport& report,
                   const audio::Loudness& loudness) {
  track.duration = report.duration.count();
  track.sample_rate_hz = report.sample_rate_hz;
  track.channels = report.channels;
  track.bytes = static_cast<std::int64_t>(report.bytes);
  take_loudness(track, loudness);
}

}  // namespace

looper::LoopOptions loop_options_of(const LoopRequest& request) {
  looper::LoopOptions options;
  options.duration = request.duration;
  options.fade = request.fade_duration;
  options.fade_in = options.fade_out = request.fade_in_out;
  options.ending =
      request.ending == "own" ? looper::LoopEnding::own : looper::LoopEnding::play_on_and_fade;
  options.format = request.video ? audio::FileFormat::m4a : audio::format_of(request.format);
  options.bitrate = request.bitrate;
  return options;
}

std::uint64_t bytes_needed(const audio::FileInfo& info, const looper::LoopPlan& plan,
                           const LoopRequest& request) {
  const looper::LoopOptions options = loop_options_of(request);
  return request.video ? looper::bytes_of_video_needed(info, plan, options)
                       : looper::bytes_needed(info, plan, options);
}

void check_bitrate(const LoopRequest& request, audio::StreamFormat sound) {
  const looper::LoopOptions options = loop_options_of(request);
  if (options.format == audio::FileFormat::opus) sound.sample_rate_hz = 48000;
  looper::PacketEncoder refuses_wrong_ones(
      {.format = options.format, .sound = sound, .bitrate = options.bitrate});
}

std::vector<looper::Chapter> chapters_of(Seconds length) {
  constexpr double kMinute = 60;
  constexpr int kMostChapters = 24;
  double step = 0;
  for (const double minutes : {1, 2, 5, 10, 15, 30, 60}) {
    step = minutes * kMinute;
    if (length.count() <= kMostChapters * step) break;
  }
  std::vector<looper::Chapter> chapters;
  for (double at = 0; at < length.count(); at += step) {
    chapters.push_back({Seconds(at), clock_text(Seconds(at))});
  }
  return chapters;
}

LoopDraft draft_loop(const fs::path& sound, const LoopRequest& request, const ProgressFn& progress,
                     std::stop_token stop) {
  const audio::FileInfo info = audio::open_decoder(sound)->info();
  check_request(info, request);
  LoopDraft draft{.sound = sound, .options = loop_options_of(request)};
  std::optional<double> score;
  if (has_points(request)) {
    draft.plan = points_of(request, info.format.sample_rate_hz);
  } else {
    const looper::LoopAnalysis found = looper::find_loop(sound, progress, stop);
    const looper::LoopCandidate& best = found.candidates.front();
    draft.plan = {best.start_frame, best.end_frame, best.crossfade};
    draft.verdict = found.verdict;
    score = best.score;
  }
  draft.seam = seam_of(draft.plan, info.format.sample_rate_hz, score);
  draft.length = looper::length_of_loop(info, draft.plan, draft.options);
  draft.bytes_needed = bytes_needed(info, draft.plan, request);
  return draft;
}

LoopDraft draft_track_loop(const Studio& studio, const library::Track& track,
                           const LoopRequest& request, const fs::path& scratch,
                           const ProgressFn& progress, std::stop_token stop) {
  const fs::path sound = output_file(studio.config, track.file_url);
  const engines::Engine* engine = has_points(request) ? nullptr : engine_of_round(studio, track);
  if (engine == nullptr) return draft_loop(sound, request, progress, stop);
  check_request(audio::open_decoder(sound)->info(), request);
  return draft_round(*engine, track, request, scratch, progress, stop);
}

looper::LoopAnalysis analyze_track(const Studio& studio, const std::string& track_id,
                                   std::stop_token stop) {
  const library::Track track = studio.library.get(track_id);
  return looper::find_loop(output_file(studio.config, track.file_url), {}, std::move(stop));
}

jobs::Job request_loop(Studio& studio, const LoopRequest& request, const std::string& client) {
  const library::Track track = studio.library.get(request.track_id);
  if (request.mode == "evolve") {
    jobs::NewJob job = evolving_job(studio, request, track);
    job.client = client;
    return studio.queue.add({job}, "", "").front();
  }
  const fs::path sound = output_file(studio.config, track.file_url);
  const audio::FileInfo info = audio::open_decoder(sound)->info();
  check_request(info, request);
  check_points(track, request);
  require_disk(studio.config, bytes_needed(info, whole(info), request));
  Seconds estimate(2 + track.duration / 60 + request.duration.count() / 3600);
  if (const engines::Engine* engine =
          has_points(request) ? nullptr : engine_of_round(studio, track)) {
    estimate += 2 * Seconds(track.duration) / 60 * engine->info().estimate.seconds_per_minute;
  }
  const std::vector<jobs::NewJob> wanted{
      {.kind = "loop", .request = to_json(request), .client = client, .estimate = estimate}};
  return studio.queue.add(wanted, "", "").front();
}

Json make_loop(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
               std::stop_token stop) {
  if (const auto done = studio.library.find_output(job.id, "main")) {
    return to_json(loop_result_of(*done));
  }
  const auto request = from_json<LoopRequest>(job.request);
  if (request.mode == "evolve") return evolve(studio, job, request, progress, stop);
  const library::Track parent = studio.library.get(request.track_id);
  const ScratchFolder scratch(studio.config.scratch_folder());
  LoopDraft draft = draft_track_loop(studio, parent, request, scratch.path(),
                                     part_of(progress, 0, kFinding), stop);
  require_disk(studio.config, draft.bytes_needed);
  library::Track track = child_of(parent, job, request.video ? "mp4" : request.format,
                                  fmt::format("{} ({})", parent.title, clock_text(draft.length)));
  track.brief = JsonObject{{"loop", to_json(draft.seam)}};
  draft.options.tags = tags_of(track);

  PendingFile sound(output_file(studio.config, track.file_url));
  const looper::LoopReport report = write(draft, parent, request, studio.config, sound.path(),
                                          part_of(progress, kFinding, kWriting), stop);
  progress(kWriting, "measuring");
  const LoopSound measured = measure_loop(sound.path(), report, stop);
  take_measures(track, report, measured.loudness);
  progress(0.99, "saving");
  throw_if_stopped(stop);
  write_text_file(peaks_file(studio.config, track.id), to_bytes(measured.peaks));
  sound.publish();
  return to_json(loop_result_of(studio.library.add(track, job.id, "main")));
}

}  // namespace musicgen::studio
