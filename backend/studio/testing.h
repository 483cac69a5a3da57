#pragma once
// A studio of its own for each test, and what is asked of its long tracks.

#include <filesystem>
#include <iterator>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "studio/house.h"
#include "studio/loop.h"

namespace musicgen::studio {

inline void no_progress(double, std::string_view) {}

class StudioTest : public testing::Test {
 protected:
  StudioTest() { config_.home = home_.path(); }

  // Opened by the first test step that needs it.
  Studio& studio() {
    if (!house_) house_.emplace(config_);
    return house_->studio();
  }

  // The field of a refusal.
  std::string refused(const LoopRequest& wanted) {
    try {
      request_loop(studio(), wanted, "");
    } catch (const Error& error) {
      return error.field();
    }
    return "accepted";
  }

  std::size_t output_files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(config_.output_folder()), {}));
  }

  ScratchFolder home_{std::filesystem::temp_directory_path()};
  Config config_;

 private:
  std::optional<House> house_;
};

}  // namespace musicgen::studio
