#include "cli/track_in.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "studio/tracks.h"

namespace musicgen::cli {

std::string track_in(studio::Studio& studio, const std::string& words) {
  if (is_id(words)) return words;
  const std::filesystem::path file = words;
  if (const auto known = studio::find_upload(studio, file)) return known->id;
  const library::Track track = studio::import_upload(studio, file, file.filename().string());
  fmt::print(stderr, "{} is track {} of the library now.\n", words, track.id);
  return track.id;
}

}  // namespace musicgen::cli
