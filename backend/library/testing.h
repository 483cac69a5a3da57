#pragma once
// A library of its own for each test of this room.

#include <gtest/gtest.h>

#include "base/files.h"
#include "library/library.h"

namespace musicgen::library {

class LibraryTest : public testing::Test {
 protected:
  static Track named(const std::string& title) {
    Track track;
    track.title = title;
    return track;
  }

  Track add(const Track& track) { return library_->add(track, "", "main"); }
  Track add(const std::string& title) { return add(named(title)); }

  std::vector<std::string> titles(const Query& query) {
    std::vector<std::string> titles;
    for (const Track& track : library_->list(query).items) titles.push_back(track.title);
    return titles;
  }

  static Config config_in(const std::filesystem::path& home) {
    Config config;
    config.home = home;
    return config;
  }

  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  ScratchFolder folder_{std::filesystem::temp_directory_path()};

 protected:
  Config config_ = config_in(folder_.path());
  std::unique_ptr<Library> library_ = open_library(config_);
};

}  // namespace musicgen::library
