#include "studio/lyrics.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/config.h"
#include "base/text.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"

namespace musicgen::studio {
namespace {

// The variants of DiffRhythm by the frames that they make; nothing for DiffRhythm at large.
std::optional<int> frames_of(std::string_view model) {
  if (model.ends_with("full")) return lyrics::kLongModelFrames;
  if (model.ends_with("base")) return lyrics::kShortModelFrames;
  return std::nullopt;
}

void refuse_engines_that_do_not_sing(const engines::Registry& engines, const std::string& model) {
  const engines::EngineInfo info = engines.find(model).info();
  if (std::ranges::find(info.abilities, "lyrics") != info.abilities.end()) return;
  throw InvalidParameter(fmt::format("{} does not sing.", info.name))
      .at("/model")
      .advise("Leave `model` out, or choose DiffRhythm.");
}

}  // namespace

LyricsChecker::LyricsChecker(const engines::Registry& engines)
    : engines_(engines), tokenizer_(resource_folder() / "lyrics", lyrics::open_speaker) {}

lyrics::LyricsReport LyricsChecker::check(const LyricsRequest& request) const {
  const std::string model = to_lower_ascii(request.model);
  const bool diffrhythm = model.empty() || model.starts_with("diffrhythm");
  if (!diffrhythm) refuse_engines_that_do_not_sing(engines_, request.model);

  lyrics::LayoutOptions options{.max_frames = frames_of(model), .tempo_bpm = request.bpm};
  if (request.duration) options.seconds = request.duration->count();
  if (options.max_frames == lyrics::kShortModelFrames &&
      options.seconds > lyrics::kShortSongSeconds) {
    throw InvalidParameter(
        fmt::format("{} makes songs of up to {:.0f} s.", request.model, lyrics::kShortSongSeconds))
        .at("/duration")
        .advise("Choose the full model for longer songs.");
  }
  return lyrics::lay_out(request.lyrics, tokenizer_, options).report;
}

}  // namespace musicgen::studio
