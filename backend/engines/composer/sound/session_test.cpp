#include "engines/composer/sound/session.h"

#include <gtest/gtest.h>

#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

// A mix in which everything that the desk can do happens: room, echoes, tape, ducking, glue.
RenderSetup busy_setup() {
  RenderSetup setup;
  setup.brief.seed = 11;
  setup.brief.ambience = {{"rain", 0.5}, {"vinyl", 0.4}};
  setup.mix = load_mix(test_data_folder(), "lofi");
  return setup;
}

Score busy_score(Seconds duration) {
  Score score = dense_score(duration);
  score.parts[1].instrument = "synth bass";
  score.parts[3].instrument = "warm pad";
  score.parts[6].expression = {{0, -6, 0.4}, {4, 0, 1}};
  return score;
}

TEST(Session, IsAsLongAsTheScoreToTheFrame) {
  for (const double seconds : {5.0, 5.00003, 6.777}) {
    const Rendered song = render_to_memory(dense_score(Seconds(seconds)));
    EXPECT_EQ(static_cast<Frames>(song.mix.frames()), frames_of(Seconds(seconds), kSampleRate));
    for (const MemorySink& stem : song.stems) EXPECT_EQ(stem.frames(), song.mix.frames());
  }
}

TEST(Session, GivesTheSameSamplesWithOneThreadAndWithFour) {
  const Score score = busy_score(Seconds(7));
  RenderSetup setup = busy_setup();
  setup.threads = 1;
  const Rendered alone = render_to_memory(score, setup);
  setup.threads = 4;
  EXPECT_EQ(alone.mix.samples, render_to_memory(score, setup).mix.samples);
}

TEST(Session, DoesNotDependOnTheSizeOfItsChunks) {
  const Score score = busy_score(Seconds(6));
  RenderSetup setup = busy_setup();
  const Rendered large = render_to_memory(score, setup);
  setup.chunk_frames = 7 * kBlock;
  EXPECT_EQ(large.mix.samples, render_to_memory(score, setup).mix.samples);
}

TEST(Session, AnotherSeedGivesOtherSynthesisersAndAmbience) {
  const Score score = busy_score(Seconds(5));
  RenderSetup setup = busy_setup();
  const Rendered first = render_to_memory(score, setup);
  setup.brief.seed = 12;
  EXPECT_NE(first.mix.samples, render_to_memory(score, setup).mix.samples);
}

TEST(Session, StemsSumToTheMix) {
  const Rendered song = render_to_memory(busy_score(Seconds(8)), busy_setup());
  std::vector<double> sum(song.mix.samples.size());
  for (const MemorySink& stem : song.stems) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stem.samples[i];
  }
  double worst = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    worst = std::max(worst, std::abs(sum[i] - song.mix.samples[i]));
  }
  EXPECT_LT(worst, 1e-5);
}

TEST(Session, NamesStemsAfterTheParts) {
  const Rendered song = render_to_memory(busy_score(Seconds(5)), busy_setup());
  EXPECT_EQ(song.names,
            (std::vector<std::string>{"drums", "bass", "chords", "pad", "arpeggio", "lead",
                                      "counter", "percussion", "space", "ambience"}));
}

TEST(Session, EveryPartSounds) {
  const Rendered song = render_to_memory(busy_score(Seconds(8)), busy_setup());
  for (std::size_t i = 0; i < song.stems.size(); ++i) {
    EXPECT_GT(decibels(rms(song.stems[i].samples)), -60) << song.names[i];
  }
}

TEST(Session, StartsAtOnceWithoutAClick) {
  const Rendered song = render_to_memory(dense_score(Seconds(5)), busy_setup());
  const std::span<const float> samples = song.mix.samples;
  EXPECT_LT(std::abs(samples[0]), 1e-3);
  EXPECT_GT(peak(samples.first(2 * kSampleRate / 20)), 0.01);
}

TEST(Session, EndsInSilenceWithoutAClick) {
  // The last notes still ring when the song is over.
  Score score = solo("strings", Role::pad, {{0, 30, 60, 0.9f}}, Seconds(6));
  const Rendered song = render_to_memory(score);
  const std::span<const float> samples = song.mix.samples;
  EXPECT_EQ(samples.back(), 0);
  EXPECT_LT(peak(samples.last(20)), 1e-4);
  EXPECT_GT(peak(samples.last(2 * kSampleRate)), 0.01);
}

TEST(Session, HasNoConstantOffset) {
  const Rendered song = render_to_memory(busy_score(Seconds(8)), busy_setup());
  for (std::size_t i = 0; i < song.stems.size(); ++i) {
    const std::vector<float> left = song.stems[i].channel(0);
    double sum = 0;
    for (const float x : left) sum += x;
    EXPECT_LT(std::abs(sum / static_cast<double>(left.size())), 3e-4) << song.names[i];
  }
}

TEST(Session, KeepsHeadroomForTheMaster) {
  for (const char* genre : {"lofi", "pop", "rock", "ambient"}) {
    RenderSetup setup;
    setup.mix = load_mix(test_data_folder(), genre);
    const Rendered song = render_to_memory(dense_score(Seconds(10)), setup);
    EXPECT_LT(decibels(peak(song.mix.samples)), -1) << genre;
    EXPECT_GT(decibels(peak(song.mix.samples)), -18) << genre;
  }
}

TEST(Session, WritesOnlyFiniteNormalNumbers) {
  const Rendered song = render_to_memory(busy_score(Seconds(10)), busy_setup());
  for (const MemorySink& stem : song.stems) {
    for (const float x : stem.samples) {
      ASSERT_TRUE(x == 0 || std::isnormal(x));
    }
  }
}

TEST(Session, AmbienceAloneMakesASong) {
  Score score;
  score.duration = Seconds(5);
  RenderSetup setup;
  setup.brief.ambience = {{"ocean", 0.5}};
  const Rendered song = render_to_memory(score, setup);
  EXPECT_EQ(song.names, (std::vector<std::string>{"space", "ambience"}));
  EXPECT_GT(decibels(rms(song.mix.samples)), -60);
}

TEST(Session, AmbienceLiesWellBelowTheMusic) {
  RenderSetup setup;
  setup.mix = load_mix(test_data_folder(), "pop");
  setup.brief.ambience = {{"rain", 0.5}};
  const Rendered song = render_to_memory(dense_score(Seconds(12)), setup);
  const double below = decibels(rms(song.stems.back().samples) / rms(song.mix.samples));
  EXPECT_LT(below, -12);
  EXPECT_GT(below, -24);
}

TEST(Session, StopsSoonAfterItIsAsked) {
  const Score score = dense_score(Seconds(600));
  Session session(score, {}, test_instruments(), plain_mix(), {.sound_font = find_sound_font()});
  MemorySink mix;
  std::stop_source stop;
  const auto stop_at_once = [&](double fraction, std::string_view) {
    if (fraction > 0) stop.request_stop();
  };
  EXPECT_THROW(session.run(mix, {}, stop_at_once, stop.get_token()), Cancelled);
  EXPECT_LT(mix.frames(), std::size_t{5} * kSampleRate);
}

TEST(Session, SaysWhatItRenders) {
  std::vector<std::string> stages;
  double last = 0;
  const Score score = dense_score(Seconds(5));
  Session session(score, {}, test_instruments(), plain_mix(), {.sound_font = find_sound_font()});
  MemorySink mix;
  session.run(mix, {},
              [&](double fraction, std::string_view stage) {
                EXPECT_GE(fraction, last);
                last = fraction;
                stages.emplace_back(stage);
              },
              {});
  EXPECT_EQ(stages.front(), "rendering drums, bass and chords");
  EXPECT_EQ(last, 1);
}

TEST(Session, PlaysEveryInstrument) {
  for (const auto& [name, voice] : test_instruments().voices) {
    const bool drums = name.find("kit") != std::string::npos || name == "hand percussion";
    std::vector<Note> notes;
    for (const int pitch : {36, 38, 42, 46, 49, 63, 70}) {
      notes.push_back(
          {0.2 * static_cast<double>(notes.size()), 0.2, drums ? pitch : pitch + 12, 0.8f});
    }
    const Rendered song =
        render_to_memory(solo(name, drums ? Role::drums : Role::chords, notes, Seconds(3)));
    EXPECT_GT(decibels(rms(song.mix.samples)), -55) << name;
    EXPECT_LT(decibels(peak(song.mix.samples)), 0) << name;
  }
}

TEST(Session, RefusesAnInstrumentWithoutAVoice) {
  EXPECT_THROW(render_to_memory(solo("theremin", Role::lead, {{0, 1, 60, 0.7f}}, Seconds(2))),
               InternalError);
}

}  // namespace

}  // namespace musicgen::composer
