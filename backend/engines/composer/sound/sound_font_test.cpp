#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {

namespace {

TEST(SoundFont, TakesTheOneThatIsGiven) {
  const std::filesystem::path any = find_sound_font();
  EXPECT_EQ(find_sound_font(any), any);
}

TEST(SoundFont, IsUnavailableWhereTheGivenFileIsMissing) {
  try {
    find_sound_font("/nowhere/secret folder/grand.sf2");
    FAIL() << "a missing sound font was accepted";
  } catch (const EngineUnavailable& error) {
    EXPECT_EQ(error.detail(), "The sound font grand.sf2 is not there.");
    EXPECT_NE(error.hint().find("apt install fluid-soundfont-gm"), std::string::npos);
  }
}

TEST(SoundFont, IsFoundAmongTheUsualPlaces) {
  EXPECT_TRUE(std::filesystem::is_regular_file(find_sound_font()));
}

TEST(SoundFont, NamesThePackageWhereNoneIsInstalled) {
  try {
    first_sound_font({"/nowhere/a.sf2", "/nowhere/b.sf3"});
    FAIL() << "a sound font was found where none is";
  } catch (const EngineUnavailable& error) {
    EXPECT_EQ(error.detail(), "No General MIDI sound font is installed.");
    EXPECT_EQ(error.hint(), "apt install fluid-soundfont-gm");
  }
}

}  // namespace

}  // namespace musicgen::composer
