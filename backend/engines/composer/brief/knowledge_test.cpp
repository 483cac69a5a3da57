#include "engines/composer/brief/knowledge.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "engines/composer/brief/brief_fixture.h"

namespace musicgen::composer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

TEST(Knowledge, HasTheGenresThatWePromise) {
  EXPECT_THAT(genre_names(),
              IsSupersetOf({"ambient", "chiptune", "cinematic", "classical", "folk", "hiphop",
                            "house", "jazz", "lofi", "pop", "rock", "synthwave"}));
}

TEST(Knowledge, HasMoodsAndAmbienceEnough) {
  EXPECT_GE(fixture::knowledge().moods.size(), 12u);
  EXPECT_THAT(names_of(fixture::knowledge().ambience),
              IsSupersetOf({"rain", "vinyl", "wind", "ocean", "fire"}));
}

TEST(Knowledge, LetsEveryGenreBeMajorAndMinor) {
  for (const GenreProfile& genre : fixture::knowledge().genres) {
    std::set<bool> has_major_third;
    for (const auto& [name, weight] : genre.keys) {
      has_major_third.insert(steps_of(key_of(name).mode)[2] == 4);
    }
    EXPECT_EQ(has_major_third.size(), 2u) << genre.name;
  }
}

TEST(Knowledge, LendsWhatItsOwnBandsPlay) {
  for (const GenreProfile& genre : fixture::knowledge().genres) {
    std::set<std::string> own;
    for (const Ensemble& ensemble : genre.ensembles) {
      own.insert(ensemble.instruments.begin(), ensemble.instruments.end());
    }
    EXPECT_TRUE(own.contains(genre.lends.front())) << genre.name;
  }
}

TEST(Knowledge, KnowsEveryPhraseOfAGenreAsThatGenre) {
  for (const GenreProfile& genre : fixture::knowledge().genres) {
    for (const std::string& phrase : genre.words) {
      EXPECT_EQ(fixture::brief_of(phrase).genre, genre.name) << phrase;
    }
    for (const Style& style : genre.styles) {
      for (const std::string& phrase : style.words) {
        EXPECT_EQ(fixture::brief_of(phrase).genre, genre.name) << phrase;
      }
    }
  }
}

TEST(Knowledge, KnowsEveryWordOfAnInstrument) {
  for (const InstrumentProfile& instrument : fixture::knowledge().instruments) {
    for (const std::string& phrase : instrument.words) {
      EXPECT_THAT(fixture::brief_of("music with " + phrase).instruments,
                  ::testing::Contains(instrument.name))
          << phrase;
    }
  }
}

// A copy of the data in which one thing is broken.
class BrokenData : public ::testing::Test {
 protected:
  BrokenData() {
    fs::copy(data_folder(), folder_.path(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }

  void replace(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = read_text_file(folder_.path() / file);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    write_text_file(folder_.path() / file, text);
  }

  // What loading complains of.
  std::string complaint() {
    try {
      load_knowledge(folder_.path());
    } catch (const EngineUnavailable& error) {
      return error.detail();
    }
    return "";
  }

  ScratchFolder folder_{fs::temp_directory_path()};
};

TEST_F(BrokenData, IsTakenWhereNothingIsBroken) {
  EXPECT_EQ(complaint(), "");
}

TEST_F(BrokenData, IsNamedWithTheLineThatIsNoToml) {
  replace("moods.toml", "[peaceful]", "[peaceful");
  EXPECT_THAT(complaint(), HasSubstr("moods.toml"));
  EXPECT_THAT(complaint(), HasSubstr("line "));
}

TEST_F(BrokenData, IsNamedWithTheMissingTable) {
  replace("genres/jazz.toml", "[brief]", "[letter]");
  EXPECT_THAT(complaint(), HasSubstr("jazz.toml"));
  EXPECT_THAT(complaint(), HasSubstr("brief"));
}

TEST_F(BrokenData, IsNamedWithTheMisspeltKey) {
  replace("genres/jazz.toml", "lends =", "lenders =");
  EXPECT_THAT(complaint(), HasSubstr("jazz.toml"));
  EXPECT_THAT(complaint(), HasSubstr("lends"));
}

TEST_F(BrokenData, IsNamedWithTheWrongType) {
  replace("genres/jazz.toml", "usual = 126", "usual = \"quick\"");
  EXPECT_THAT(complaint(), HasSubstr("brief.bpm.usual"));
}

TEST_F(BrokenData, IsNamedWithTheImpossibleTempo) {
  replace("genres/jazz.toml", "usual = 126", "usual = 290");
  EXPECT_THAT(complaint(), HasSubstr("brief.bpm"));
}

TEST_F(BrokenData, IsNamedWithTheUnknownInstrument) {
  replace("genres/jazz.toml", "\"brush kit\"", "\"kazoo\"");
  EXPECT_THAT(complaint(), HasSubstr("kazoo"));
  EXPECT_THAT(complaint(), HasSubstr("jazz.toml"));
}

TEST_F(BrokenData, IsNamedWithTheUnreadableKey) {
  replace("genres/jazz.toml", "\"F major\"", "\"H major\"");
  EXPECT_THAT(complaint(), HasSubstr("brief.keys"));
}

TEST_F(BrokenData, IsNamedWithTheEnergyBeyondOne) {
  replace("genres/jazz.toml", "energy = [\n  [0.35", "energy = [\n  [1.35");
  EXPECT_THAT(complaint(), HasSubstr("brief.energy"));
}

TEST_F(BrokenData, IsNamedWithThePhraseOfTwoGenres) {
  replace("genres/jazz.toml", "\"cool jazz\"", "\"techno\"");
  EXPECT_THAT(complaint(), HasSubstr("\"techno\" already names"));
}

TEST_F(BrokenData, IsNamedWithTheUnknownGenreOfAMood) {
  replace("moods.toml", "genres = [\"lofi\"", "genres = [\"yodel\"");
  EXPECT_THAT(complaint(), HasSubstr("moods.toml"));
  EXPECT_THAT(complaint(), HasSubstr("yodel"));
}

TEST_F(BrokenData, IsNamedWithTheMissingFile) {
  fs::remove(folder_.path() / "language.toml");
  EXPECT_THAT(complaint(), HasSubstr("language.toml"));
}

TEST_F(BrokenData, IsRefusedWithoutGenres) {
  fs::remove_all(folder_.path() / "genres");
  EXPECT_THAT(complaint(), HasSubstr("genres"));
}

TEST_F(BrokenData, IsRefusedWithoutWordsOfAnInstrument) {
  replace("instruments.toml", "words = [\"harpsichord\"", "names = [\"harpsichord\"");
  EXPECT_THAT(complaint(), HasSubstr("instruments.toml"));
}

}  // namespace
}  // namespace musicgen::composer
