#include "engines/diffrhythm/engine/edit_plan.h"

#include <algorithm>

#include <fmt/format.h>

namespace musicgen::diffrhythm {
namespace {

constexpr double kFramesPerSecond = 44100.0 / 2048;

// Cut, not rounded, as the official code has it.
std::int64_t frame_at(double seconds) {
  return static_cast<std::int64_t>(seconds * kFramesPerSecond);
}

FrameSpan frames_of_stretch(const engines::Stretch& stretch, std::int64_t frames, double seconds,
                            std::size_t index) {
  const auto refuse = [&](const std::string& why) {
    throw InvalidParameter(why)
        .at(fmt::format("/edit/segments/{}", index))
        .advise(fmt::format("A segment is [start, end] in seconds within the song of {:g} s; null "
                            "as the end means the song's.",
                            seconds));
  };
  const double end = stretch.end.value_or(seconds);
  if (stretch.start < 0 || stretch.start >= seconds || end > seconds) {
    refuse(fmt::format("The segment from {:g} to {:g} s lies outside the song of {:g} s.",
                       stretch.start, end, seconds));
  }
  const FrameSpan span{frame_at(stretch.start),
                       end >= seconds ? frames : std::min(frame_at(end), frames)};
  if (span.to <= span.from) {
    refuse(fmt::format("The segment from {:g} to {:g} s is too short; {:.2f} s is the least.",
                       stretch.start, end, 1 / kFramesPerSecond));
  }
  return span;
}

std::vector<FrameSpan> joined(std::vector<FrameSpan> spans) {
  std::ranges::sort(spans, {}, &FrameSpan::from);
  std::vector<FrameSpan> apart;
  for (const FrameSpan& span : spans) {
    if (!apart.empty() && span.from <= apart.back().to) {
      apart.back().to = std::max(apart.back().to, span.to);
    } else {
      apart.push_back(span);
    }
  }
  return apart;
}

}  // namespace

std::vector<FrameSpan> frames_to_make(const engines::Editing& edit, std::int64_t frames,
                                      double seconds) {
  std::vector<FrameSpan> spans;
  for (const engines::Stretch& stretch : edit.stretches) {
    spans.push_back(frames_of_stretch(stretch, frames, seconds, spans.size()));
  }
  // A song whose last latent isn't whole is no shorter for that.
  if (edit.song.duration.count() + 1 / kFramesPerSecond < seconds) {
    const std::int64_t end = frame_at(edit.song.duration.count());
    if (end < frames) spans.push_back({end, frames});
  }
  if (spans.empty()) {
    throw InvalidParameter("Nothing is to be changed: there are no segments.")
        .at("/edit/segments")
        .advise(
            "Name what is to be made anew, such as [[25, 50]], or ask for a longer `duration` to "
            "continue the song.");
  }
  return joined(std::move(spans));
}

}  // namespace musicgen::diffrhythm
