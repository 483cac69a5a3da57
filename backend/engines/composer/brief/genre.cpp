#include "engines/composer/brief/genre.h"

#include <algorithm>

#include "base/config.h"
#include "base/error.h"

namespace musicgen::composer {
namespace fs = std::filesystem;

fs::path data_folder() {
  return resource_folder() / "composer";
}

std::vector<std::string> genre_names_in(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  if (error || names.empty()) {
    throw EngineUnavailable("The composer's genres (composer/genres/*.toml) are missing.")
        .advise("Install the program again, or set MUSICGEN_RESOURCES to its data files.");
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> genre_names() {
  return genre_names_in(data_folder() / "genres");
}

}  // namespace musicgen::composer
