#pragma once
// What every use case works with. Use cases are functions, one file each; they know no HTTP and no
// command line, and both call them.

#include "base/config.h"
#include "engines/registry.h"
#include "jobs/queue.h"
#include "library/library.h"

namespace musicgen::studio {

struct Studio {
  const Config& config;
  const engines::Registry& engines;
  library::Library& library;
  jobs::Queue& queue;
};

// A file of the library by its name in a URL: "/output/<name>" -> <output folder>/<name>.
// Throws FileNotFound for every name that is not a plain file name.
std::filesystem::path output_file(const Config& config, std::string_view file_url);

}  // namespace musicgen::studio
