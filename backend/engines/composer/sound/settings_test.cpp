#include "engines/composer/sound/settings.h"

#include <fstream>

#include <boost/describe.hpp>
#include <gtest/gtest.h>

#include "base/files.h"
#include "engines/composer/brief/data_file.h"
#include "engines/composer/sound/ambience/ambience.h"
#include "engines/composer/sound/instruments.h"
#include "engines/composer/sound/sound.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

std::vector<std::filesystem::path> genre_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(test_data_folder() / "genres")) {
    files.push_back(entry.path());
  }
  return files;
}

TEST(Settings, EveryInstrumentHasAVoice) {
  for (const auto& entry : read_data_file(test_data_folder() / "instruments.toml")) {
    EXPECT_TRUE(test_instruments().voices.contains(std::string(entry.key()))) << entry.key();
  }
}

TEST(Settings, EveryVoiceBelongsToAnInstrument) {
  const JsonObject instruments = read_data_file(test_data_folder() / "instruments.toml");
  for (const auto& [name, voice] : test_instruments().voices) {
    EXPECT_TRUE(instruments.contains(name)) << name;
  }
}

TEST(Settings, EveryVoiceCanBeBuilt) {
  NotePlayers players(find_sound_font());
  for (const auto& [name, voice] : test_instruments().voices) {
    EXPECT_NO_THROW(make_voice(voice, {},
                               {.players = players,
                                .instruments = test_instruments(),
                                .cache_bytes = 1 << 20,
                                .seed = 1,
                                .part = "part"}))
        << name;
  }
}

TEST(Settings, EveryAmbienceHasABed) {
  for (const auto& entry : read_data_file(test_data_folder() / "ambience.toml")) {
    EXPECT_NO_THROW(make_bed(std::string(entry.key()), 1)) << entry.key();
  }
}

TEST(Settings, EveryGenreMixesEveryRole) {
  for (const std::filesystem::path& file : genre_files()) {
    const MixSettings mix = load_mix(test_data_folder(), file.stem().string());
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>(
        [&](auto role) { EXPECT_TRUE(mix.parts.contains(role.name)) << file << " " << role.name; });
    EXPECT_EQ(mix.parts.size(), 9u) << file;
  }
}

TEST(Settings, EveryGenreStaysWithinWhatTheDeskCanDo) {
  for (const std::filesystem::path& file : genre_files()) {
    const MixSettings mix = load_mix(test_data_folder(), file.stem().string());
    EXPECT_GE(mix.glue.ratio, 1) << file;
    EXPECT_GT(mix.room.seconds, 0.1) << file;
    EXPECT_LT(mix.echo.feedback, 0.9) << file;
    for (const auto& [role, part] : mix.parts) {
      EXPECT_LE(std::abs(part.pan), 1) << file << role;
      EXPECT_GE(part.duck_db, 0) << file << role;
      EXPECT_LT(part.level_db, 15) << file << role;
    }
  }
}

TEST(Settings, ASongWithoutGenreHasThePlainMix) {
  EXPECT_TRUE(load_mix(test_data_folder(), "").parts.empty());
}

TEST(Settings, AWrongKeyIsNamed) {
  const ScratchFolder scratch(std::filesystem::temp_directory_path());
  std::filesystem::create_directories(scratch.path() / "genres");
  write_text_file(scratch.path() / "genres/odd.toml", "[sound]\nroom = { secondes = 2 }\n");
  try {
    load_mix(scratch.path(), "odd");
    FAIL() << "a wrong key was accepted";
  } catch (const EngineUnavailable& error) {
    EXPECT_NE(error.detail().find("odd.toml"), std::string::npos);
    EXPECT_NE(error.detail().find("secondes"), std::string::npos) << error.detail();
  }
}

}  // namespace

}  // namespace musicgen::composer
