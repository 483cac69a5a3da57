#pragma once
// A studio of its own for each test, and what is asked of its long tracks.

#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "base/files.h"
#include "studio/generate.h"
#include "studio/house.h"
#include "studio/loop.h"
#include "studio/tracks.h"

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

  library::Track add_song(const std::string& prompt, Seconds length) {
    GenerateRequest wanted;
    wanted.prompt = prompt;
    wanted.duration = length;
    wanted.seed = 4;
    const jobs::Job job = request_generation(studio(), wanted, {}).front();
    generate(studio(), job, no_progress, {});
    return studio().library.get(job.id);
  }

  // The whole track as its file sounds, interleaved.
  std::vector<float> sound_of(const library::Track& track) const {
    const auto in = audio::open_decoder(output_file(config_, track.file_url));
    const auto channels = static_cast<std::size_t>(in->format().channels);
    std::vector<float> all;
    std::vector<float> block(channels << 14);
    while (const std::size_t frames = in->read(block)) {
      const auto samples = static_cast<std::ptrdiff_t>(frames * channels);
      all.insert(all.end(), block.begin(), block.begin() + samples);
    }
    return all;
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
