#include "studio/loop_track.h"

#include <cmath>

#include <fmt/format.h>

#include "base/files.h"

namespace musicgen::studio {

library::Track child_of(const library::Track& parent, const jobs::Job& job,
                        const std::string& format, const std::string& title) {
  library::Track track = parent;
  track.id = job.id;  // one job makes one track: a second run writes the same file again
  track.kind = "loop";
  track.title = title;
  track.created_at = track.updated_at = now();
  track.format = format;
  track.file_url = fmt::format("/output/{}.{}", track.id, format);
  track.sections.clear();
  track.parent_id = parent.id;
  track.favorite = false;
  track.cover_url.reset();
  track.deleted_at.reset();
  return track;
}

void take_loudness(library::Track& track, const audio::Loudness& loudness) {
  const auto finite = [](double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  };
  track.loudness_lufs = finite(loudness.integrated_lufs);
  track.peak_dbtp = finite(loudness.true_peak_dbtp);
}

LoopResult loop_result_of(const library::Track& track) {
  LoopResult result;
  result.track_id = track.id;
  result.audio_url = track.file_url;
  result.duration = track.duration;
  result.format = track.format;
  result.bytes = track.bytes;
  const JsonObject* brief = track.brief.if_object();
  const Json* seam = brief == nullptr ? nullptr : brief->if_contains("loop");
  if (seam != nullptr) result.loop = from_json<LoopSeam>(*seam);
  return result;
}

void require_disk(const Config& config, std::uint64_t needed) {
  const std::uint64_t free = free_bytes(config.home);
  if (free >= needed) return;
  throw StorageFull(fmt::format("This needs {} MB of disk space, but only {} MB are free.",
                                needed / 1000000 + 1, free / 1000000))
      .advise("Free some space, or choose a shorter duration or a smaller format.");
}

}  // namespace musicgen::studio
