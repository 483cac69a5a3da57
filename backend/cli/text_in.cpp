#include "cli/text_in.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen::cli {

std::string text_in(const std::string& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file)) {
    throw FileNotFound(fmt::format("There is no file \"{}\".", file)).at("/file");
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace musicgen::cli
