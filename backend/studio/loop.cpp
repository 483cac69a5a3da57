#include "studio/loop.h"

#include <fmt/format.h>

#include "audio/decoder.h"
#include "audio/peaks.h"
#include "base/duration.h"
#include "base/files.h"
#include "looper/packet_encoder.h"
#include "studio/measure_loop.h"
#include "studio/tags.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

// Shares of the work, for the progress bar.
constexpr double kFinding = 0.3;
constexpr double kWriting = 0.9;

looper::LoopOptions options_of(const LoopRequest& request) {
  looper::LoopOptions options;
  options.duration = request.duration;
  options.fade = request.fade_duration;
  options.fade_in = options.fade_out = request.fade_in_out;
  options.ending =
      request.ending == "own" ? looper::LoopEnding::own : looper::LoopEnding::play_on_and_fade;
  options.format = audio::format_of(request.format);
  options.bitrate = request.bitrate;
  return options;
}

bool has_points(const LoopRequest& request) {
  if (request.loop_start.has_value() == request.loop_end.has_value()) {
    return request.loop_start.has_value();
  }
  throw InvalidParameter("A loop needs both its start and its end.")
      .at(request.loop_start ? "/loop_end" : "/loop_start")
      .advise("Give both, or neither: then the best loop is found.");
}

looper::LoopPlan points_of(const LoopRequest& request, int sample_rate_hz) {
  return {.start = frames_of(*request.loop_start, sample_rate_hz),
          .end = frames_of(*request.loop_end, sample_rate_hz)};
}

// A plan as long as the track, by which a request can be judged before its loop is known.
looper::LoopPlan whole(const audio::FileInfo& info) {
  const Frames frames = info.frames.value_or(frames_of(info.duration, info.format.sample_rate_hz));
  return {.start = 0, .end = std::max<Frames>(frames, info.format.sample_rate_hz)};
}

// Throws for what no loop of this track can have.
void check_request(const audio::FileInfo& info, const LoopRequest& request) {
  const looper::LoopOptions options = options_of(request);
  const bool chosen = has_points(request);
  looper::length_of_loop(
      info, chosen ? points_of(request, info.format.sample_rate_hz) : whole(info), options);
  const int rate = options.format == audio::FileFormat::opus ? 48000 : 44100;
  looper::PacketEncoder refuses_wrong_bitrates({.format = options.format,
                                                .sound = {rate, std::min(info.format.channels, 2)},
                                                .bitrate = options.bitrate});
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

void check_disk(const Config& config, std::uint64_t needed) {
  const std::uint64_t free = free_bytes(config.home);
  if (free >= needed) return;
  throw StorageFull(fmt::format("The loop needs {} MB of disk space, but only {} MB are free.",
                                needed / 1000000 + 1, free / 1000000))
      .advise("Free some space, or choose a shorter duration or a smaller format.");
}

// The track as the loop's listener meets it: the parent's words and music, its own file.
library::Track describe(const jobs::Job& job, const LoopRequest& request,
                        const library::Track& parent, const LoopDraft& draft) {
  library::Track track = parent;
  track.id = job.id;  // one job makes one track: a second run writes the same file again
  track.kind = "loop";
  track.title = fmt::format("{} ({})", parent.title, clock_text(draft.length));
  track.created_at = track.updated_at = now();
  track.format = request.format;
  track.file_url = fmt::format("/output/{}.{}", track.id, request.format);
  track.brief = JsonObject{{"loop", to_json(draft.seam)}};
  track.sections.clear();
  track.parent_id = parent.id;
  track.favorite = false;
  track.cover_url.reset();
  track.deleted_at.reset();
  return track;
}

void take_measures(library::Track& track, const looper::LoopReport& report,
                   const audio::Loudness& loudness) {
  const auto finite = [](double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  };
  track.duration = report.duration.count();
  track.sample_rate_hz = report.sample_rate_hz;
  track.channels = report.channels;
  track.bytes = static_cast<std::int64_t>(report.bytes);
  track.loudness_lufs = finite(loudness.integrated_lufs);
  track.peak_dbtp = finite(loudness.true_peak_dbtp);
}

LoopResult result_of(const library::Track& track) {
  LoopResult result;
  result.track_id = track.id;
  result.audio_url = track.file_url;
  result.duration = track.duration;
  result.format = track.format;
  result.bytes = track.bytes;
  result.loop = from_json<LoopSeam>(track.brief.at("loop"));
  return result;
}

}  // namespace

LoopDraft draft_loop(const fs::path& sound, const LoopRequest& request, const ProgressFn& progress,
                     std::stop_token stop) {
  const audio::FileInfo info = audio::open_decoder(sound)->info();
  check_request(info, request);
  LoopDraft draft{.sound = sound, .options = options_of(request)};
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
  draft.bytes_needed = looper::bytes_needed(info, draft.plan, draft.options);
  return draft;
}

looper::LoopAnalysis analyze_track(const Studio& studio, const std::string& track_id,
                                   std::stop_token stop) {
  const library::Track track = studio.library.get(track_id);
  return looper::find_loop(output_file(studio.config, track.file_url), {}, std::move(stop));
}

jobs::Job request_loop(Studio& studio, const LoopRequest& request, const std::string& client) {
  const library::Track track = studio.library.get(request.track_id);
  const fs::path sound = output_file(studio.config, track.file_url);
  const audio::FileInfo info = audio::open_decoder(sound)->info();
  check_request(info, request);
  check_points(track, request);
  check_disk(studio.config, looper::bytes_needed(info, whole(info), options_of(request)));
  const Seconds estimate(2 + track.duration / 60 + request.duration.count() / 3600);
  const std::vector<jobs::NewJob> wanted{
      {.kind = "loop", .request = to_json(request), .client = client, .estimate = estimate}};
  return studio.queue.add(wanted, "", "").front();
}

Json make_loop(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
               std::stop_token stop) {
  if (const auto done = studio.library.find_output(job.id, "main")) {
    return to_json(result_of(*done));
  }
  const auto request = from_json<LoopRequest>(job.request);
  const library::Track parent = studio.library.get(request.track_id);
  LoopDraft draft = draft_loop(output_file(studio.config, parent.file_url), request,
                               part_of(progress, 0, kFinding), stop);
  check_disk(studio.config, draft.bytes_needed);
  library::Track track = describe(job, request, parent, draft);
  draft.options.tags = tags_of(track);

  PendingFile sound(output_file(studio.config, track.file_url));
  const looper::LoopReport report =
      looper::write_loop(draft.sound, draft.plan, draft.options, sound.path(),
                         part_of(progress, kFinding, kWriting), stop);
  progress(kWriting, "measuring");
  const LoopSound measured = measure_loop(sound.path(), report, stop);
  take_measures(track, report, measured.loudness);
  progress(0.99, "saving");
  throw_if_stopped(stop);
  write_text_file(peaks_file(studio.config, track.id), to_bytes(measured.peaks));
  sound.publish();
  return to_json(result_of(studio.library.add(track, job.id, "main")));
}

}  // namespace musicgen::studio
