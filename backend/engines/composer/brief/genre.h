#pragma once
// Genre knowledge is data: one TOML file a genre in genres/, whose tables [brief], [score] and
// [sound] are read by the room of that name; instruments.toml, moods.toml, ambience.toml and
// language.toml beside them. docs/genres.md says how to add one.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace musicgen::composer {

// The folder of the data files: <resources>/composer.
std::filesystem::path data_folder();

// Names of all genres, which are the names of the files in genres/, sorted. Throws
// EngineUnavailable where there are none.
std::vector<std::string> genre_names();

// The same for the TOML files of another folder.
std::vector<std::string> genre_names_in(const std::filesystem::path& folder);

}  // namespace musicgen::composer
