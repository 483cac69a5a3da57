#include "studio/copy_sound.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "engines/registry.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

// Songs as the composer hands them to mastering, made once for all tests.
class MasterToFile : public testing::TestWithParam<audio::FileFormat> {
 protected:
  struct Mix {
    ScratchFolder folder{fs::temp_directory_path()};
    engines::Song song;
  };

  static const Mix& mix_of(const std::string& prompt) {
    static std::map<std::string, Mix> mixes;
    const auto [place, is_new] = mixes.try_emplace(prompt);
    if (is_new) {
      engines::Request request;
      request.prompt = prompt;
      request.duration = Seconds(20);
      request.seed = 7;
      const engines::Registry engines{Config{}};
      place->second.song =
          engines.find("composer")
              .generate(request, place->second.folder.path(), [](double, std::string_view) {}, {});
    }
    return place->second;
  }

  // Levels of the finished file by a decoder and a meter of their own.
  audio::Loudness level_of(const std::string& prompt) {
    const engines::Song& song = mix_of(prompt).song;
    const ScratchFolder folder(fs::temp_directory_path());
    const fs::path file = folder.path() / fmt::format("song.{}", audio::info_of(GetParam()).name);
    master_to_file([&] { return audio::open_decoder_as(song.mix, song.format); }, song.frames, file,
                   {.format = GetParam(), .input = song.format}, -14, {}, {});
    return audio::measure_loudness(file);
  }
};

TEST_P(MasterToFile, KeepsTheCeilingOnceDecoded) {
  for (const char* prompt : {"driving techno with hard drums", "lo-fi hip hop with rain",
                             "fast drum heavy rock", "8 bit chiptune"}) {
    const audio::Loudness level = level_of(prompt);
    EXPECT_LE(level.true_peak_dbtp, -1.0) << prompt;
    EXPECT_NEAR(level.integrated_lufs, -14, 0.5) << prompt;
  }
}

INSTANTIATE_TEST_SUITE_P(AllFormats, MasterToFile,
                         testing::Values(audio::FileFormat::wav, audio::FileFormat::flac,
                                         audio::FileFormat::mp3, audio::FileFormat::ogg,
                                         audio::FileFormat::opus, audio::FileFormat::m4a),
                         [](const auto& format) {
                           return std::string(audio::info_of(format.param).name);
                         });

}  // namespace
}  // namespace musicgen::studio
