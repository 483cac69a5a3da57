#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace musicgen::diffrhythm {

// Whether the files of style models hold their audio half, without which no reference song can be
// followed. Each file is looked into once; safe from any thread.
class AudioWeights {
 public:
  // False too for a file that is no model.
  bool are_in(const std::filesystem::path& style_model);

 private:
  struct Seen {
    std::filesystem::file_time_type written;
    bool has_audio = false;
  };
  std::mutex looking_;
  std::map<std::filesystem::path, Seen> seen_;
};

}  // namespace musicgen::diffrhythm
