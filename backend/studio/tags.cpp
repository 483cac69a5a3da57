#include "studio/tags.h"

#include <fmt/format.h>

#include "audio/encoder.h"
#include "base/files.h"
#include "studio/tracks.h"

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

audio::Tags tags_with_cover(const Config& config, const library::Track& track) {
  audio::Tags tags = tags_of(track);
  const std::filesystem::path cover = own_cover(config, track.id);
  if (cover.empty()) return tags;
  std::string image = read_text_file(cover);
  tags.cover = audio::Picture{image_type(image), std::move(image)};
  return tags;
}

bool holds_tags(std::string_view format) {
  const auto& known = audio::formats();
  return std::any_of(known.begin(), known.end(), [&](const auto& f) { return f.name == format; });
}

}  // namespace musicgen::studio
