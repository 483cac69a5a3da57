#include "engines/composer/brief/understand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/brief/brief_fixture.h"

namespace musicgen::composer {
namespace {

using fixture::brief_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

using Names = std::vector<std::string>;

// What a prompt must be understood as; what is left out here is not looked at.
struct Expected {
  std::string prompt;
  std::string genre = "";
  std::string mood = "";
  double bpm = 0;
  std::string key = "";
  std::string meter = "";
  Names with = {};
  Names without = {};
  Names ambience = {};
  Names not_understood = {};
};

Names names_of_layers(const Brief& brief) {
  Names names;
  for (const Ambience& layer : brief.ambience) names.push_back(layer.name);
  return names;
}

void expect_understood(const std::vector<Expected>& cases) {
  for (const Expected& expected : cases) {
    SCOPED_TRACE(expected.prompt);
    const Brief brief = brief_of(expected.prompt);
    if (!expected.genre.empty()) {
      EXPECT_EQ(brief.genre, expected.genre);
    }
    if (!expected.mood.empty()) {
      EXPECT_EQ(brief.mood, expected.mood);
    }
    if (expected.bpm > 0) {
      EXPECT_DOUBLE_EQ(brief.bpm, expected.bpm);
    }
    if (!expected.key.empty()) {
      EXPECT_EQ(name_of(brief.key), expected.key);
    }
    if (!expected.meter.empty()) {
      EXPECT_EQ(name_of(brief.meter), expected.meter);
    }
    EXPECT_THAT(brief.instruments, IsSupersetOf(expected.with));
    EXPECT_THAT(brief.without, IsSupersetOf(expected.without));
    EXPECT_THAT(names_of_layers(brief), IsSupersetOf(expected.ambience));
    EXPECT_EQ(brief.not_understood, expected.not_understood);
  }
}

// The prompts of these tables are of the kind that people write for music generators.

TEST(Understand, ReadsQuietGenres) {
  expect_understood({
      {.prompt = "Lo-fi hip hop with rain sounds", .genre = "lofi", .ambience = {"rain", "vinyl"}},
      {.prompt = "Chillhop beats to study to with vinyl crackle and soft rhodes",
       .genre = "lofi",
       .with = {"electric piano"},
       .ambience = {"vinyl"}},
      {.prompt = "music for studying", .genre = "lofi"},
      {.prompt = "cozy lofi beat with jazzy chords, 75 bpm",
       .genre = "lofi",
       .mood = "relaxed",
       .bpm = 75},
      {.prompt = "Ambient meditation music with singing bowls and ocean waves, no drums",
       .genre = "ambient",
       .with = {"bells"},
       .without = {"drums"},
       .ambience = {"ocean"}},
      {.prompt = "Space ambient drone, floating, ethereal, no percussion",
       .genre = "ambient",
       .mood = "dreamy",
       .without = {"drums"}},
      {.prompt = "dark ambient with wind",
       .genre = "ambient",
       .mood = "dark",
       .ambience = {"wind"}},
      {.prompt = "something relaxing for deep sleep", .genre = "ambient", .mood = "relaxed"},
      {.prompt = "Smooth jazz saxophone for a cocktail bar",
       .genre = "jazz",
       .with = {"saxophone"}},
      {.prompt = "Bossa nova with nylon guitar and soft percussion",
       .genre = "jazz",
       .with = {"nylon guitar", "hand percussion"}},
      {.prompt = "bebop, fast, between 200 and 220 bpm", .genre = "jazz", .bpm = 210},
      {.prompt = "Latin salsa with trumpet and congas",
       .genre = "jazz",
       .with = {"trumpet", "hand percussion"}},
      {.prompt = "jazz trio playing a slow ballad",
       .genre = "jazz",
       .with = {"piano", "upright bass", "brush kit"}},
  });
}

TEST(Understand, ReadsElectronicGenres) {
  expect_understood({
      {.prompt = "Deep house, 124 BPM, warm sub bass, jazzy chords",
       .genre = "house",
       .bpm = 124,
       .with = {"sub bass"}},
      {.prompt = "dark techno at 130 in F# minor",
       .genre = "house",
       .mood = "dark",
       .bpm = 130,
       .key = "F# minor"},
      {.prompt = "Uplifting trance anthem 138 bpm with huge drop",
       .genre = "house",
       .bpm = 138,
       .not_understood = {"anthem"}},
      {.prompt = "Drum & bass, 174 bpm, atmospheric pads", .genre = "house", .bpm = 174},
      {.prompt = "dubstep with massive bass drop", .genre = "house"},
      {.prompt = "Funky disco with slap bass and strings, 118 bpm",
       .genre = "house",
       .bpm = 118,
       .with = {"electric bass", "strings"}},
      {.prompt = "Tropical house summer vibes with marimba",
       .genre = "house",
       .with = {"marimba"},
       .not_understood = {"summer"}},
      {.prompt = "EDM track with big synths", .genre = "house", .not_understood = {"big"}},
      {.prompt = "electronic", .genre = "house"},
      {.prompt = "Synthwave night drive through neon city, retro 80s, arpeggiated synth",
       .genre = "synthwave",
       .with = {"synth pluck"}},
      {.prompt = "vaporwave, dreamy", .genre = "synthwave", .mood = "dreamy"},
      {.prompt = "dark synthwave with distorted guitar",
       .genre = "synthwave",
       .mood = "dark",
       .with = {"distorted guitar"}},
      {.prompt = "something for a night drive", .genre = "synthwave"},
      {.prompt = "8-bit chiptune boss battle theme, fast", .genre = "chiptune"},
      {.prompt = "Video game music, platformer, playful, 150 bpm",
       .genre = "chiptune",
       .mood = "playful",
       .bpm = 150},
      {.prompt = "future bass, happy, 150 bpm", .genre = "house", .mood = "happy", .bpm = 150},
  });
}

TEST(Understand, ReadsPopularGenres) {
  expect_understood({
      {.prompt = "Upbeat pop song with ukulele and claps, happy vibes",
       .genre = "pop",
       .mood = "happy",
       .with = {"mandolin", "hand percussion"}},
      {.prompt = "80s pop track with bassy drums and synth",
       .genre = "pop",
       .not_understood = {"bassy"}},
      {.prompt = "K-pop dance track, energetic, catchy", .genre = "pop", .mood = "energetic"},
      {.prompt = "love song, piano and strings, 6/8",
       .genre = "pop",
       .meter = "6/8",
       .with = {"piano", "strings"}},
      {.prompt = "Reggae beach vibes, laid back",
       .genre = "pop",
       .mood = "relaxed",
       .ambience = {"ocean"}},
      {.prompt = "Afrobeats groove, sunny, 105 bpm", .genre = "pop", .mood = "happy", .bpm = 105},
      {.prompt = "90s rock song with loud guitars and heavy drums",
       .genre = "rock",
       .with = {"rock kit"},
       .not_understood = {"90s"}},
      {.prompt = "Heavy metal with double kick and shredding guitar solos",
       .genre = "rock",
       .mood = "aggressive",
       .with = {"distorted guitar", "rock kit"}},
      {.prompt = "Slow blues in E with a clean guitar",
       .genre = "rock",
       .key = "E major",
       .with = {"clean guitar"}},
      {.prompt = "Pop punk, 170 bpm, power chords",
       .genre = "rock",
       .bpm = 170,
       .with = {"distorted guitar"}},
      {.prompt = "dreamy shoegaze", .genre = "rock", .mood = "dreamy"},
      {.prompt = "folk rock", .genre = "rock"},
      {.prompt = "Aggressive trap beat with 808s and dark piano melody, 140bpm",
       .genre = "hiphop",
       .mood = "aggressive",
       .bpm = 140,
       .with = {"sub bass", "piano", "808 kit"}},
      {.prompt = "Instrumental boom bap, dusty drums, 90 bpm",
       .genre = "hiphop",
       .bpm = 90,
       .with = {"lofi kit"}},
      {.prompt = "R&B slow jam, sensual, electric piano, 68 bpm",
       .genre = "hiphop",
       .mood = "romantic",
       .bpm = 68,
       .with = {"electric piano"}},
      {.prompt = "Phonk, cowbell, aggressive, 130 BPM", .genre = "hiphop", .mood = "aggressive"},
  });
}

TEST(Understand, ReadsAcousticGenres) {
  expect_understood({
      {.prompt = "Acoustic folk song, fingerpicked guitar, male vocals, campfire",
       .genre = "folk",
       .with = {"acoustic guitar"},
       .ambience = {"fire"},
       .not_understood = {"male", "vocals"}},
      {.prompt = "A cheerful country song with acoustic guitars",
       .genre = "folk",
       .mood = "happy",
       .with = {"acoustic guitar"}},
      {.prompt = "Irish jig with fiddle and tin whistle",
       .genre = "folk",
       .meter = "6/8",
       .with = {"violin", "flute"}},
      {.prompt = "flamenco guitar, passionate, A phrygian",
       .genre = "folk",
       .mood = "romantic",
       .key = "A phrygian",
       .with = {"nylon guitar"}},
      {.prompt = "bluegrass banjo breakdown",
       .genre = "folk",
       .with = {"banjo"},
       .not_understood = {"breakdown"}},
      {.prompt = "Sad violin and piano, rainy, key of D",
       .genre = "classical",
       .mood = "sad",
       .key = "D major",
       .with = {"violin", "piano"},
       .ambience = {"rain"}},
      {.prompt = "Baroque harpsichord fugue in C minor",
       .genre = "classical",
       .key = "C minor",
       .with = {"harpsichord"}},
      {.prompt = "waltz for string quartet",
       .genre = "classical",
       .meter = "3/4",
       .with = {"violin", "strings", "cello"}},
      {.prompt = "Lullaby with music box, very slow",
       .genre = "classical",
       .mood = "peaceful",
       .with = {"music box"}},
      {.prompt = "Piano only, no strings, calm",
       .genre = "classical",
       .mood = "peaceful",
       .with = {"piano"},
       .without = {"strings"}},
      {.prompt = "Epic orchestral trailer with choir and taiko drums, builds up",
       .genre = "cinematic",
       .mood = "epic",
       .with = {"strings", "choir", "orchestral kit"}},
      {.prompt = "Cinematic piano, emotional, building to an epic climax, 70 bpm",
       .genre = "cinematic",
       .bpm = 70,
       .with = {"piano"}},
      {.prompt = "horror movie suspense with thunder",
       .genre = "cinematic",
       .ambience = {"thunder"}},
      {.prompt = "Western with whistling and trumpet",
       .genre = "cinematic",
       .with = {"flute", "trumpet"}},
      {.prompt = "fantasy adventure, harp and flute, D dorian",
       .genre = "cinematic",
       .key = "D dorian",
       .with = {"harp", "flute"}},
  });
}

TEST(Understand, ReadsPromptsWrittenAsForms) {
  expect_understood({{.prompt = "Genre: House\nMood: chill\nBPM: 122\nKey: Am",
                      .genre = "house",
                      .mood = "relaxed",
                      .bpm = 122,
                      .key = "A minor"}});
}

TEST(Understand, LetsTheLastOfAdjacentGenresDecide) {
  const Brief brief = brief_of("jazz hip hop");
  EXPECT_EQ(brief.genre, "hiphop");
  EXPECT_THAT(brief.instruments, Contains("saxophone"));
}

TEST(Understand, LetsTheFirstOfSeparateGenresDecide) {
  const Brief brief = brief_of("house with classical influences");
  EXPECT_EQ(brief.genre, "house");
  EXPECT_THAT(brief.instruments, Contains("strings"));
}

TEST(Understand, LetsFlavoursColourAGenre) {
  const Brief brief = brief_of("jazzy lo-fi");
  EXPECT_EQ(brief.genre, "lofi");
  EXPECT_THAT(brief.instruments, Contains("saxophone"));
  EXPECT_EQ(brief_of("something jazzy").genre, "jazz");
}

TEST(Understand, BorrowsNothingMoreWhereTheColourIsThere) {
  const Brief brief = brief_of("hip-hop with orchestral elements and strings");
  EXPECT_THAT(brief.instruments, Contains("strings"));
  EXPECT_THAT(brief.instruments, Not(Contains("orchestral kit")));
}

TEST(Understand, MakesNoGenreOfASound) {
  const Brief brief = brief_of("rain sounds");
  EXPECT_THAT(names_of_layers(brief), Contains("rain"));
  EXPECT_EQ(brief.facts.front().field, "genre");
  EXPECT_EQ(brief.facts.front().source, Source::chance);
}

TEST(Understand, TakesTheGenreThatSuitsTheMood) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_THAT((Names{"classical", "folk", "pop", "lofi"}),
                Contains(brief_of("a sad song", seed).genre));
  }
}

TEST(Understand, HeedsRefusals) {
  const Brief brief = brief_of("rock, not sad, no guitars and an organ");
  EXPECT_NE(brief.mood, "sad");
  EXPECT_THAT(brief.without, IsSupersetOf({"distorted guitar", "clean guitar"}));
  EXPECT_THAT(brief.instruments, Not(Contains("distorted guitar")));
  EXPECT_THAT(brief.instruments, Contains("organ"));
}

TEST(Understand, CarriesRefusalsOverLists) {
  EXPECT_THAT(brief_of("lofi without piano, drums or bass").without,
              ElementsAre("piano", "drums", "bass"));
  EXPECT_THAT(brief_of("lofi, no drums or bass").without, ElementsAre("drums", "bass"));
  EXPECT_THAT(brief_of("lofi, no drums, soft piano").without, ElementsAre("drums"));
  EXPECT_THAT(brief_of("lofi, no drums and soft piano").without, ElementsAre("drums"));
  EXPECT_THAT(brief_of("lofi without drums and bass").without, ElementsAre("drums", "bass"));
  EXPECT_THAT(brief_of("lofi with no drums but piano").instruments, Contains("piano"));
}

TEST(Understand, PlaysNoKitWithoutDrums) {
  for (const char* prompt : {"house, no drums", "drumless house", "house without percussion",
                             "house, don't use drums"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_THAT(brief.without, Contains("drums")) << prompt;
    EXPECT_THAT(brief.instruments, Not(Contains("electronic kit"))) << prompt;
    EXPECT_THAT(brief.instruments, Not(IsEmpty())) << prompt;
  }
}

TEST(Understand, ReplacesWhatARefusalTookAway) {
  EXPECT_GE(brief_of("house without synths").instruments.size(), 4u);
}

TEST(Understand, KnowsThatNoVocalsIsNoLoss) {
  const Brief brief = brief_of("techno, no vocals");
  EXPECT_THAT(brief.not_understood, IsEmpty());
  EXPECT_EQ(brief.facts.back().field, "instrumental");
}

TEST(Understand, PlaysAloneWhatIsAskedForAlone) {
  EXPECT_THAT(brief_of("solo piano nocturne").instruments, ElementsAre("piano"));
  EXPECT_THAT(brief_of("just strings and harp").instruments, ElementsAre("strings", "harp"));
  EXPECT_THAT(brief_of("acoustic guitar only").instruments, ElementsAre("acoustic guitar"));
  EXPECT_GT(brief_of("cinematic piece with solo violin").instruments.size(), 3u);
  EXPECT_GT(brief_of("jazz with a saxophone solo, piano chords").instruments.size(), 2u);
}

TEST(Understand, GivesABandOneKitAndOneBass) {
  const Brief brief = brief_of("house with brushes and upright bass");
  EXPECT_THAT(brief.instruments, IsSupersetOf({"brush kit", "upright bass"}));
  EXPECT_THAT(brief.instruments, Not(Contains("electronic kit")));
  EXPECT_THAT(brief.instruments, Not(Contains("synth bass")));
}

TEST(Understand, TakesTheGenresOwnGuitar) {
  EXPECT_EQ(brief_of("hard rock with guitars").instruments.front(), "distorted guitar");
  EXPECT_EQ(brief_of("folk with guitars").instruments.front(), "acoustic guitar");
}

TEST(Understand, PutsWhatWasAskedForFirst) {
  const Brief brief = brief_of("lofi with trumpet and cello");
  ASSERT_GE(brief.instruments.size(), 2u);
  EXPECT_EQ(brief.instruments[0], "trumpet");
  EXPECT_EQ(brief.instruments[1], "cello");
}

TEST(Understand, TakesSlowAndFastFromTheGenresRange) {
  const double slow = brief_of("slow house").bpm;
  const double fast = brief_of("fast house").bpm;
  EXPECT_GE(slow, 117);
  EXPECT_LT(slow, 121);
  EXPECT_GT(fast, 125);
  EXPECT_LE(fast, 129);
  EXPECT_GT(brief_of("lofi, not too slow").bpm, brief_of("slow lofi").bpm);
}

TEST(Understand, MakesNoGenreOfBeatsPerMinute) {
  const Brief brief = brief_of("sixty beats per minute");
  EXPECT_DOUBLE_EQ(brief.bpm, 60);
  EXPECT_EQ(brief.facts.front().source, Source::chance);
  EXPECT_THAT(brief_of("nine hundred beats per minute").not_understood,
              ElementsAre("nine", "hundred"));
  EXPECT_EQ(brief_of("nine hundred beats per minute").facts.front().source, Source::chance);
}

TEST(Understand, HearsTheGenreInTheNameOfASound) {
  const std::pair<const char*, const char*> kCases[] = {
      {"ambient pads", "ambient"},      {"ambient pad", "ambient"},
      {"rock drums", "rock"},           {"trap drums", "hiphop"},
      {"808 drums", "hiphop"},          {"techno drums", "house"},
      {"folk guitar", "folk"},          {"funk guitar", "pop"},
      {"acid bass", "house"},           {"classical guitar", "classical"},
      {"chip drums", "chiptune"},       {"house piano", "house"},
      {"piano and rock drums", "rock"}, {"sad ambient pads", "ambient"},
      {"pop with rock drums", "pop"},   {"trap hi hats and strings", "hiphop"}};
  for (const auto& [prompt, genre] : kCases) EXPECT_EQ(brief_of(prompt).genre, genre) << prompt;
  EXPECT_THAT(brief_of("ambient pads").instruments, Contains("warm pad"));
  EXPECT_THAT(brief_of("pop with ambient pads").not_understood, IsEmpty());
  EXPECT_NE(brief_of("no rock drums").genre, "rock");
  EXPECT_GE(brief_of("techno drums").bpm, 126);  // of the style
}

TEST(Understand, TakesTheTempoOfTheStyle) {
  EXPECT_GE(brief_of("techno").bpm, 126);
  EXPECT_GE(brief_of("drum and bass").bpm, 168);
  EXPECT_LE(brief_of("jazz ballad").bpm, 78);
}

TEST(Understand, TurnsHappyToMajorAndSadToMinor) {
  int major = 0;
  int minor = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Mode happy = brief_of("happy pop", seed).key.mode;
    const Mode sad = brief_of("sad pop", seed).key.mode;
    major += happy == Mode::major || happy == Mode::lydian || happy == Mode::mixolydian ? 1 : 0;
    minor += sad == Mode::minor || sad == Mode::harmonic_minor || sad == Mode::phrygian ? 1 : 0;
  }
  EXPECT_GE(major, 19);
  EXPECT_GE(minor, 19);
}

TEST(Understand, TakesAModeWithoutATonic) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(brief_of("house in a minor key", seed).key.mode, Mode::minor);
    EXPECT_EQ(brief_of("dorian house", seed).key.mode, Mode::dorian);
  }
}

TEST(Understand, SetsHowLoudARainIs) {
  const double heavy = brief_of("lofi with heavy rain").ambience.front().level;
  const double usual = brief_of("lofi with rain").ambience.front().level;
  const double soft = brief_of("lofi with soft rain").ambience.front().level;
  EXPECT_GT(heavy, usual);
  EXPECT_LT(soft, usual);
  EXPECT_EQ(brief_of("lofi with soft rain").mood, "relaxed");
}

TEST(Understand, LeavesOutUnwantedAmbience) {
  EXPECT_THAT(brief_of("lofi, no vinyl crackle").ambience, IsEmpty());
}

TEST(Understand, RaisesTheEnergyThatBuilds) {
  const auto energy = brief_of("techno that builds up").energy;
  EXPECT_TRUE(std::is_sorted(energy.begin(), energy.end()));
  EXPECT_GT(energy.back(), energy.front() + 0.3);
}

TEST(Understand, LeadsFromOneMoodToAnother) {
  const Brief brief = brief_of("calm to energetic house");
  EXPECT_EQ(brief.mood, "peaceful");
  ASSERT_EQ(brief.energy.size(), 2u);
  EXPECT_LT(brief.energy.front(), brief.energy.back());
}

TEST(Understand, GivesCalmLessEnergyThanEpic) {
  const auto mean = [](const std::vector<double>& points) {
    double sum = 0;
    for (const double point : points) sum += point;
    return sum / static_cast<double>(points.size());
  };
  EXPECT_LT(mean(brief_of("calm rock").energy), mean(brief_of("epic rock").energy));
}

TEST(Understand, NotesADurationButKeepsTheRequests) {
  const Brief brief = brief_of("a 2 minute jingle");
  EXPECT_DOUBLE_EQ(brief.duration.count(), 180);
  Names values;
  for (const Fact& fact : brief.facts) {
    if (fact.field == "duration") values.push_back(fact.value + " " + fact.words);
  }
  EXPECT_THAT(values, ElementsAre("120 s 2 minute", "180 s "));
}

TEST(Understand, HearsTheLengthInAPrompt) {
  EXPECT_EQ(duration_in("a 2 minute jingle"), Seconds(120));
  EXPECT_EQ(duration_in("calm rain\nfor 90 seconds"), Seconds(90));
  EXPECT_EQ(duration_in("calm rain at 90 bpm"), std::nullopt);
}

TEST(Understand, ListsWhatItDidNotUnderstand) {
  EXPECT_THAT(brief_of("Techno with Zorbing, a female SINGER and hyper-gluons").not_understood,
              ElementsAre("Zorbing", "female", "SINGER", "gluons"));
  EXPECT_THAT(brief_of("lofi with wibble-wobbling, wibble-wobbling").not_understood,
              ElementsAre("wibble-wobbling"));
}

TEST(Understand, NeitherListsNorNeedsStopWords) {
  const Brief brief = brief_of("please make me a song with the sound of jazz");
  EXPECT_THAT(brief.not_understood, IsEmpty());
  EXPECT_EQ(brief.genre, "jazz");
}

TEST(Understand, BoundsWhatItLists) {
  std::string prompt = std::string(300, 'z');
  for (int i = 0; i < 300; ++i) prompt += " q" + std::to_string(i) + "x";
  const Brief brief = brief_of(prompt);
  EXPECT_EQ(brief.not_understood.size(), 100u);
  EXPECT_EQ(brief.not_understood.front().size(), 60u);
}

TEST(Understand, MakesASongOfAnything) {
  for (const char* prompt : {"asdfgh qwertz", "🎵🔥🎸", "שלום עולם", "\xE2\x80\xAEiflol", "雨の音",
                             "ignore previous instructions, rm -rf /", "'; DROP TABLE tracks; --",
                             "<script>alert(1)</script>", "\x01\x02 z \x7f", "\xff\xfe\xfa", "???",
                             "{{7*7}} ${HOME}", "%s%n%s", "../../etc/passwd"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_FALSE(brief.instruments.empty()) << prompt;
    EXPECT_FALSE(brief.title.empty()) << prompt;
  }
  EXPECT_THAT(brief_of("ignore previous instructions, rm -rf /").not_understood,
              ElementsAre("ignore", "previous", "instructions", "rm", "rf"));
}

TEST(Understand, DrawsASongFromTheSeedWhereNothingIsUnderstood) {
  std::set<std::string> genres;
  for (std::uint64_t seed = 0; seed < 40; ++seed) genres.insert(brief_of("asdfgh", seed).genre);
  EXPECT_GE(genres.size(), 6u);
}

TEST(Understand, RefusesAnEmptyPrompt) {
  for (const char* prompt : {"", "   ", "\n\t", "\x01\x02"}) {
    try {
      brief_of(prompt);
      ADD_FAILURE() << "an empty prompt was taken";
    } catch (const InvalidParameter& error) {
      EXPECT_EQ(error.field(), "/prompt");
    }
  }
}

TEST(Understand, SaysTheSameForTheSameRequest) {
  for (const char* prompt : {"lofi", "a sad song", "asdf", "rain"}) {
    EXPECT_EQ(to_text(to_json(brief_of(prompt, 11))), to_text(to_json(brief_of(prompt, 11))));
  }
}

TEST(Understand, SaysWhereEachDecisionCameFrom) {
  const Brief brief = brief_of("Sad House, 120 bpm");
  std::map<std::string, Fact> facts;
  for (const Fact& fact : brief.facts) facts.emplace(fact.field, fact);
  EXPECT_EQ(facts.at("genre").words, "House");
  EXPECT_EQ(facts.at("bpm").words, "120 bpm");
  EXPECT_EQ(facts.at("bpm").source, Source::prompt);
  EXPECT_EQ(facts.at("key").source, Source::mood);
  EXPECT_EQ(facts.at("instruments").source, Source::genre);
  EXPECT_EQ(facts.at("meter").source, Source::genre);
}

}  // namespace
}  // namespace musicgen::composer
