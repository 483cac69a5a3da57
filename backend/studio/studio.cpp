#include "studio/studio.h"

#include "base/error.h"

namespace musicgen::studio {

std::filesystem::path output_file(const Config& config, std::string_view file_url) {
  constexpr std::string_view kPrefix = "/output/";
  const std::string_view name =
      file_url.starts_with(kPrefix) ? file_url.substr(kPrefix.size()) : std::string_view();
  const bool plain = !name.empty() && name.front() != '.' &&
                     name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789-_.") == std::string_view::npos;
  if (!plain || name.size() > 200) throw FileNotFound("There is no such file.");
  return config.output_folder() / name;
}

}  // namespace musicgen::studio
