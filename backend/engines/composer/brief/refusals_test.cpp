// What is not wanted, what is excepted from that, and what takes its place.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/composer/brief/brief_fixture.h"

namespace musicgen::composer {
namespace {

using fixture::brief_of;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

bool has_a_kit(const Brief& brief) {
  return std::any_of(brief.instruments.begin(), brief.instruments.end(),
                     [](const std::string& name) { return name.ends_with(" kit"); });
}

TEST(Refusals, LeaveOutWhatEverythingIsWantedBut) {
  for (const char* prompt :
       {"everything but drums: jazz", "jazz, everything but the drums", "jazz, all but drums",
        "jazz with all the instruments but drums", "jazz, everything except for the drums",
        "jazz, everything apart from drums", "jazz, everything other than the drums",
        "jazz with the exception of drums", "jazz, any instrument but drums"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_EQ(brief.genre, "jazz") << prompt;
    EXPECT_THAT(brief.without, ElementsAre("drums")) << prompt;
    EXPECT_FALSE(has_a_kit(brief)) << prompt;
    EXPECT_THAT(brief.instruments, SizeIs(testing::Ge(3u))) << prompt;
    EXPECT_THAT(brief.not_understood, IsEmpty()) << prompt;
  }
  EXPECT_THAT(brief_of("pop, everything but drums and bass").without, ElementsAre("drums", "bass"));
}

TEST(Refusals, LeaveTheOnlyInstrumentThatIsExcepted) {
  for (const char* prompt :
       {"pop without any instruments except piano", "pop, no instruments other than piano",
        "pop with no more than piano", "pop with no instruments but a piano",
        "pop with nothing but piano", "pop, nothing except the piano",
        "pop, nothing other than piano", "pop, no one but the piano",
        "pop, don't use anything but piano", "pop, no instruments apart from piano",
        "pop, no instruments besides piano", "pop, piano and nothing else",
        "pop, piano, no other instruments", "pop, piano without any other instruments",
        "pop with not more than a piano"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_EQ(brief.genre, "pop") << prompt;
    EXPECT_THAT(brief.instruments, ElementsAre("piano")) << prompt;
    EXPECT_THAT(brief.without, IsEmpty()) << prompt;
    EXPECT_THAT(brief.not_understood, IsEmpty()) << prompt;
  }
  EXPECT_THAT(brief_of("pop with no instruments except piano and cello").instruments,
              ElementsAre("piano", "cello"));
}

TEST(Refusals, GoOnOverArticles) {
  for (const char* prompt : {"rock, all instruments except the drums and the bass",
                             "rock without the drums and the bass",
                             "rock without any drums or any bass", "rock, no drums or a bass"}) {
    EXPECT_THAT(brief_of(prompt).without, ElementsAre("drums", "bass")) << prompt;
  }
}

TEST(Refusals, EndWhereTheirListDoes) {
  for (const char* prompt :
       {"jazz without drums, calm and slow", "jazz, everything but drums, calm and slow",
        "jazz without drums and calm", "jazz without drums and calm, slow"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_THAT(brief.without, ElementsAre("drums")) << prompt;
    EXPECT_EQ(brief.mood, "peaceful") << prompt;
  }
}

TEST(Refusals, KeepWhatTheirOwnExceptionNames) {
  const Brief brushes = brief_of("rock, no drums except brushes");
  EXPECT_THAT(brushes.instruments, Contains("brush kit"));
  EXPECT_THAT(brushes.instruments, Not(Contains("rock kit")));
  EXPECT_THAT(brushes.without, AllOf(Contains("rock kit"), Not(Contains("drums"))));
  EXPECT_THAT(brief_of("folk, no percussion except a shaker").instruments,
              Contains("hand percussion"));
}

TEST(Refusals, TakeButForATurnWhereItIsOne) {
  EXPECT_THAT(brief_of("lofi with no drums but piano").without, ElementsAre("drums"));
  EXPECT_GT(brief_of("lofi with no drums but piano").instruments.size(), 1u);
  const Brief gizmo = brief_of("lofi, no wibblers but piano");
  EXPECT_THAT(gizmo.instruments, AllOf(Contains("piano"), SizeIs(testing::Gt(1u))));
  EXPECT_THAT(gizmo.not_understood, Contains("wibblers"));
}

TEST(Refusals, DontTakeNotOnlyForOnly) {
  for (const char* prompt : {"pop with not only piano but strings", "pop, not just piano"}) {
    EXPECT_THAT(brief_of(prompt).instruments, AllOf(Contains("piano"), SizeIs(testing::Gt(2u))))
        << prompt;
  }
}

TEST(Refusals, MeanDrumsByPercussion) {
  for (const char* prompt :
       {"house without any percussion", "house, not any percussion", "house, no percussion",
        "house, avoid percussion", "house minus the percussion", "house, don't use percussion",
        "house without any kind of percussion", "house, everything but percussion",
        "house, no percussion instruments", "percussion-free house"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_THAT(brief.without, Contains("drums")) << prompt;
    EXPECT_FALSE(has_a_kit(brief)) << prompt;
    EXPECT_THAT(brief.instruments, Not(Contains("hand percussion"))) << prompt;
  }
  EXPECT_THAT(brief_of("house, no percussion or bass").without, IsSupersetOf({"drums", "bass"}));
  EXPECT_TRUE(has_a_kit(brief_of("house, no hand percussion")));
  EXPECT_THAT(brief_of("house with percussion").without, IsEmpty());
}

TEST(Refusals, PutOneInstrumentInThePlaceOfAnother) {
  for (const char* prompt :
       {"piano instead of guitar, folk", "instead of guitar use piano, folk",
        "folk, instead of guitar, piano", "folk with a piano rather than guitars",
        "folk, replace the guitar with a piano", "folk, replace guitar by piano",
        "folk, swap the guitar for a piano", "folk, swap out guitar for piano",
        "folk, guitar replaced with piano", "folk with piano in place of guitar",
        "folk where guitars are replaced by piano"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_EQ(brief.genre, "folk") << prompt;
    EXPECT_THAT(brief.instruments, Contains("piano")) << prompt;
    for (const char* guitar : {"acoustic guitar", "nylon guitar", "clean guitar"}) {
      EXPECT_THAT(brief.instruments, Not(Contains(guitar))) << prompt;
      EXPECT_THAT(brief.without, Contains(guitar)) << prompt;
    }
    EXPECT_THAT(brief.not_understood, IsEmpty()) << prompt;
  }
  EXPECT_THAT(brief_of("instead of piano use guitar, classical").without, ElementsAre("piano"));
  const Brief both = brief_of("instead of drums and bass use a cello, pop");
  EXPECT_THAT(both.without, ElementsAre("drums", "bass"));
  EXPECT_THAT(both.instruments, Contains("cello"));
}

TEST(Refusals, LetHandPercussionTakeThePlaceOfDrums) {
  for (const char* prompt :
       {"replace drums with hand percussion, folk", "folk, no drums, bongos"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_THAT(brief.instruments, Contains("hand percussion")) << prompt;
    EXPECT_FALSE(has_a_kit(brief)) << prompt;
    // The score would keep silent all percussion without "drums".
    EXPECT_THAT(brief.without, AllOf(Contains("acoustic kit"), Not(Contains("drums")))) << prompt;
  }
}

TEST(Refusals, ChooseTheGenreThatIsWantedInstead) {
  EXPECT_EQ(brief_of("jazz instead of rock").genre, "jazz");
  EXPECT_EQ(brief_of("instead of jazz use rock").genre, "rock");
}

TEST(Refusals, SayThatASoundIsNotHeardAlone) {
  const std::pair<const char*, std::vector<std::string>> kCases[] = {
      {"rain only", {"only"}},
      {"only rain", {"only"}},
      {"nothing but heavy rain", {"nothing but"}},
      {"rain and nothing else", {"nothing else"}},
      {"just rain sounds, no music", {"just", "no music"}},
      {"ocean waves and no music", {"no music"}},
      {"rain without any music", {"without any music"}},
      {"rain, no instruments please", {"no instruments"}},
  };
  for (const auto& [prompt, left] : kCases) {
    const Brief brief = brief_of(prompt);
    EXPECT_EQ(brief.not_understood, left) << prompt;
    EXPECT_THAT(brief.ambience, SizeIs(1)) << prompt;
    EXPECT_EQ(brief.facts.back().field, "music") << prompt;
  }
}

TEST(Refusals, HearNoOtherSoundThanTheOnlyOne) {
  const Brief brief = brief_of("lofi with only rain");
  EXPECT_THAT(brief.ambience, SizeIs(1));
  EXPECT_THAT(brief.not_understood, IsEmpty());
}

TEST(Refusals, LetWhatIsNamedPlayAloneWithASound) {
  for (const char* prompt : {"just rain and piano", "piano and rain, nothing else",
                             "rain and piano, no other instruments"}) {
    const Brief brief = brief_of(prompt);
    EXPECT_THAT(brief.instruments, ElementsAre("piano")) << prompt;
    EXPECT_THAT(brief.not_understood, IsEmpty()) << prompt;
  }
  EXPECT_THAT(brief_of("pop, no music box").without, ElementsAre("music box"));
}

}  // namespace
}  // namespace musicgen::composer
