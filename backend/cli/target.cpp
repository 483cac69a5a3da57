#include "cli/target.h"

#include <cerrno>
#include <system_error>

#include <unistd.h>

#include "base/target.h"

namespace musicgen::cli {
namespace fs = std::filesystem;

fs::path prepared_target(const fs::path& target) {
  const fs::path file = fs::absolute(file_target(target));
  fs::create_directories(file.parent_path());
  if (::access(file.parent_path().c_str(), W_OK) != 0) {
    throw std::system_error(errno, std::generic_category(), file.parent_path().string());
  }
  return file;
}

}  // namespace musicgen::cli
