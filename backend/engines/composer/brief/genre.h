#pragma once
// Genre knowledge is data: one TOML file a genre in genres/, whose tables [brief], [score] and
// [sound] are read by the room of that name; instruments.toml and moods.toml and ambience.toml
// beside them.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace musicgen::composer {

// The folder of the data files: <resources>/composer.
std::filesystem::path data_folder();

// Names of all genres, which are the names of the files in genres/, sorted.
std::vector<std::string> genre_names();

}  // namespace musicgen::composer
