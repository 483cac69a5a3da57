#pragma once
#include <string>

#include "studio/studio.h"

namespace musicgen::cli {

// The id of a track that the command line names: by that id, or by a sound file, which the library
// then takes in as an upload, once. Throws FileNotFound, InvalidAudioFormat.
std::string track_in(studio::Studio& studio, const std::string& words);

}  // namespace musicgen::cli
