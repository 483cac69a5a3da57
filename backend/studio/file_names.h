#pragma once
// Names of files that leave the studio.

#include <set>
#include <string>
#include <string_view>

#include "library/track.h"

namespace musicgen::studio {

// "{artist} - {title}" filled in for a track, without an extension. Whatever the track's words are,
// the name is one that Windows, macOS and Linux take: no path, no reserved or hidden name, at most
// 120 characters; never empty. Fields: title, artist, album, genre, mood, key, bpm, year.
// Throws InvalidParameter at /filename for other fields and single braces.
std::string file_name_for(const library::Track& track, std::string_view pattern);

// `name` + `extension` (".mp3"), with " (2)" and so on between where that is taken, in any case.
std::string unique_file_name(const std::string& name, const std::string& extension,
                             std::set<std::string>& taken);

}  // namespace musicgen::studio
