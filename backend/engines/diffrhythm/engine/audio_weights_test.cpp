#include "engines/diffrhythm/engine/audio_weights.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/files.h"
#include "engines/diffrhythm/checkpoint/testing.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

using testing_support::Weights;

class HeardWeights : public testing::Test {
 protected:
  static Weights words() {
    Weights weights;
    testing_support::add_noise(weights, "mulan.text_to_latents.bias", {4}, 1);
    testing_support::add_noise(weights, "mulan.audio_to_latents.bias", {4}, 1);
    return weights;
  }
  static Weights words_and_sound() {
    Weights weights = words();
    testing_support::add_noise(weights, "mulan.audio.model.model.conformer.layer_norm.weight", {4},
                               1);
    return weights;
  }

  // Puts a model into the same place; files that follow each other must differ in time.
  void put(const Weights& weights) {
    fs::rename(testing_support::write_model(weights, "mulan.bin"), file_);
    fs::last_write_time(file_, fs::file_time_type::clock::now() + std::chrono::seconds(++puts_));
  }

  ScratchFolder folder_{fs::temp_directory_path()};
  const fs::path file_ = folder_.path() / "pytorch_model.bin";
  AudioWeights audio_;
  int puts_ = 0;
};

TEST_F(HeardWeights, AreSeenInAWholeModelOnly) {
  put(words());
  EXPECT_FALSE(audio_.are_in(file_));
  put(words_and_sound());
  EXPECT_TRUE(audio_.are_in(file_));
  put(words());
  EXPECT_FALSE(audio_.are_in(file_));
}

TEST_F(HeardWeights, AreNotInAFileThatIsNoModelOrIsNotThere) {
  EXPECT_FALSE(audio_.are_in(file_));
  std::ofstream(file_) << "<html>";
  EXPECT_FALSE(audio_.are_in(file_));
}

}  // namespace
}  // namespace musicgen::diffrhythm
