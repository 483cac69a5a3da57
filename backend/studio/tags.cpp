#include "studio/tags.h"

#include <fmt/format.h>

#include "base/config.h"

namespace musicgen::studio {

audio::Tags tags_of(const library::Track& track) {
  audio::Tags tags;
  tags.title = track.title;
  tags.artist = track.artist;
  tags.album = track.album;
  tags.genre = track.genre;
  tags.mood = track.mood;
  tags.comment = track.comment.empty() ? track.generation_prompt : track.comment;
  tags.key = track.key;
  tags.bpm = track.bpm.value_or(0);
  tags.year = track.year.value_or(0);
  tags.software = fmt::format("MusicGen Local {}", version());
  return tags;
}

}  // namespace musicgen::studio
