#include "looper/loop_finder.h"

#include <cmath>
#include <fstream>
#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace musicgen::looper {
namespace {

constexpr double kTau = 2 * std::numbers::pi;

// Sound in memory, as a file would give it.
class Memory final : public audio::Source {
 public:
  Memory(std::vector<float> mono, audio::StreamFormat format)
      : mono_(std::move(mono)), format_(format) {}

  audio::StreamFormat format() const override { return format_; }

  std::size_t read(std::span<float> out) override {
    const std::size_t channels = static_cast<std::size_t>(format_.channels);
    const std::size_t frames = std::min(out.size() / channels, mono_.size() - at_);
    for (std::size_t i = 0; i < frames * channels; ++i) out[i] = mono_[at_ + i / channels];
    at_ += frames;
    return frames;
  }

 private:
  std::vector<float> mono_;
  audio::StreamFormat format_;
  std::size_t at_ = 0;
};

double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

// A tune of random notes that never repeats by itself, on a grid of eighths with a soft drum. Each
// note is fixed by its number, so that a copy of a tune is a copy of its waveform.
struct Tune {
  int rate = 44100;
  double bpm = 120;
  double drift = 0;  // share by which the tempo grows over a minute
  bool drums = true;
  double looseness = 0;  // seconds by which each stroke may miss its time, anew each time
  std::vector<float> sound;

  void play(std::uint64_t seed, int eighths, std::size_t from) {
    double at = static_cast<double>(from);
    for (int i = 0; i < eighths; ++i) {
      std::mt19937_64 random(seed * 1000 + static_cast<std::uint64_t>(i));
      const double minutes = at / rate / 60;
      const double step = rate * 30 / (bpm * (1 + drift * minutes));
      note(220 * std::exp2(std::floor(uniform(random) * 24) / 12), at + missed(), 2.5 * step, 0.2);
      if (i % 4 == 0)
        note(55 * std::exp2(std::floor(uniform(random) * 12) / 12), at + missed(), 4 * step, 0.3);
      if (drums && i % 2 == 0) drum(random, at + missed());
      at += step;
    }
    end = static_cast<std::size_t>(std::llround(at));
  }

  std::size_t end = 0;

 private:
  double missed() { return looseness > 0 ? looseness * rate * uniform(hand_) : 0.0; }

  void note(double hz, double at, double length, double gain) {
    const auto first = static_cast<std::size_t>(at);
    const auto count = static_cast<std::size_t>(length);
    sound.resize(std::max(sound.size(), first + count));
    for (std::size_t i = 0; i < count; ++i) {
      const double t = static_cast<double>(i) / rate;
      const double shape = std::min(1.0, t * 200) * std::exp(-4 * t) *
                           std::min(1.0, (length - static_cast<double>(i)) / rate * 100);
      sound[first + i] += static_cast<float>(
          gain * shape * (std::sin(kTau * hz * t) + 0.4 * std::sin(2 * kTau * hz * t)));
    }
  }

  void drum(std::mt19937_64& random, double at) {
    const auto first = static_cast<std::size_t>(at);
    const auto count = static_cast<std::size_t>(rate / 20);
    sound.resize(std::max(sound.size(), first + count));
    for (std::size_t i = 0; i < count; ++i) {
      const double shape = std::exp(-90.0 * static_cast<double>(i) / rate);
      sound[first + i] += static_cast<float>(0.25 * shape * (uniform(random) * 2 - 1));
    }
  }

  std::mt19937_64 hand_{11};
};

constexpr int kBar = 8;  // eighths

// Intro, body, and the beginning of the body again, rendered in one go as a game's musician does.
struct Song {
  std::vector<float> sound;
  Frames start = 0;
  double length = 0;
};

Song song(int intro_bars, int body_bars, double overlap_seconds, Tune tune = {}) {
  Song out;
  tune.play(1, intro_bars * kBar, 0);
  const std::size_t start = tune.end;
  tune.play(2, body_bars * kBar, start);
  const std::size_t end = tune.end;
  tune.play(2, body_bars * kBar, end);
  tune.sound.resize(end + static_cast<std::size_t>(overlap_seconds * tune.rate));
  out.sound = std::move(tune.sound);
  out.start = static_cast<Frames>(start);
  out.length = static_cast<double>(end - start);
  return out;
}

LoopAnalysis analyse(std::vector<float> mono, int rate = 44100, int channels = 1) {
  Memory source(std::move(mono), {rate, channels});
  return find_loop(source, {}, {});
}

double length_of(const LoopCandidate& c) {
  return static_cast<double>(c.end_frame - c.start_frame);
}

double ncc(const std::vector<float>& x, Frames a, Frames b, Frames n) {
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (Frames i = 0; i < n; ++i) {
    ab += x[a + i] * x[b + i];
    aa += x[a + i] * x[a + i];
    bb += x[b + i] * x[b + i];
  }
  return ab / std::sqrt(aa * bb);
}

std::vector<float> noise(double seconds, int rate = 44100) {
  std::mt19937_64 random(5);
  std::vector<float> x(static_cast<std::size_t>(seconds * rate));
  for (float& v : x) v = static_cast<float>(0.4 * (uniform(random) - 0.5));
  return x;
}

TEST(LoopFinder, FindsTheBodyAfterAnIntroToTheSample) {
  const Song s = song(4, 16, 6);
  const LoopCandidate best = analyse(s.sound).candidates.front();
  EXPECT_NEAR(length_of(best), s.length, 1);
  EXPECT_GE(best.start_frame, s.start - 4410);
}

TEST(LoopFinder, AlignsTheWaveformsAfterBothEnds) {
  const Song s = song(4, 16, 6);
  const LoopCandidate best = analyse(s.sound).candidates.front();
  EXPECT_GT(ncc(s.sound, best.start_frame, best.end_frame, 44100), 0.98);
}

TEST(LoopFinder, CallsATrueLoopSeamlessWithoutACrossfade) {
  const LoopAnalysis analysis = analyse(song(4, 16, 6).sound);
  EXPECT_EQ(analysis.verdict, Verdict::seamless);
  EXPECT_EQ(analysis.candidates.front().crossfade.count(), 0);
}

TEST(LoopFinder, CountsBeatsAndBars) {
  const LoopAnalysis analysis = analyse(song(4, 16, 6).sound);
  const LoopCandidate& best = analysis.candidates.front();
  EXPECT_NEAR(best.beats / analysis.bpm.value() * 60, 32, 0.1);
  EXPECT_NEAR(best.beats, std::round(best.beats), 0.1);
}

TEST(LoopFinder, ProvesALoopOnLessThanASecondOfOverlap) {
  const Song s = song(2, 16, 0.7);
  EXPECT_NEAR(length_of(analyse(s.sound).candidates.front()), s.length, 1);
}

TEST(LoopFinder, PrefersOnePassToTwo) {
  Tune tune;
  for (int pass = 0; pass < 3; ++pass) tune.play(2, 8 * kBar, tune.end);
  EXPECT_NEAR(length_of(analyse(tune.sound).candidates.front()), 8 * kBar * 11025, 1);
}

TEST(LoopFinder, IsNotFooledByAPhraseThatComesBack) {
  Tune tune;  // A A B C, then A again
  for (const std::uint64_t phrase : {2, 2, 3, 4, 2}) tune.play(phrase, 4 * kBar, tune.end);
  tune.sound.resize(tune.end);
  EXPECT_NEAR(length_of(analyse(tune.sound).candidates.front()), 16 * kBar * 11025, 1);
}

TEST(LoopFinder, IsNotFooledByAPhraseThatBothOpensTheTuneAndEndsTheFile) {
  Tune tune;
  const auto phrases = [&](std::initializer_list<std::pair<std::uint64_t, int>> row) {
    for (const auto& [phrase, bars] : row) tune.play(phrase, bars * kBar, tune.end);
  };
  phrases({{2, 2}, {3, 2}, {2, 2}, {4, 14}, {2, 2}, {3, 2}, {2, 2}});
  tune.sound.resize(tune.end);
  EXPECT_NEAR(length_of(analyse(tune.sound).candidates.front()), 20 * kBar * 11025, 1);
}

TEST(LoopFinder, FindsTheStartOfABodyThatEndsWithTheFile) {
  Tune tune;  // the intro and the body end with the same two bars, played anew
  tune.looseness = 0.02;
  tune.play(1, 20, 0);
  tune.play(9, 2 * kBar, tune.end);
  const std::size_t start = tune.end;
  tune.play(2, 14 * kBar, tune.end);
  tune.play(9, 2 * kBar, tune.end);
  tune.sound.resize(tune.end);
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_NEAR(static_cast<double>(best.start_frame), static_cast<double>(start), 0.03 * 44100);
  EXPECT_EQ(best.end_frame, static_cast<Frames>(tune.end));
}

TEST(LoopFinder, OffersTheStartOfABodyThatNothingLeadsIntoAsItsEndDoes) {
  Tune tune;  // an intro of another sound, then a body that breaks off with the file
  tune.bpm = 127.3;
  tune.drums = false;
  tune.play(1, 6 * kBar + 3, 0);
  const std::size_t start = tune.end;
  tune.drums = true;
  for (const std::uint64_t phrase : {2, 3, 2, 4}) tune.play(phrase, 4 * kBar, tune.end);
  tune.sound.resize(tune.end);
  const auto candidates = analyse(tune.sound).candidates;
  const bool offered = std::any_of(candidates.begin(), candidates.begin() + 5, [&](const auto& c) {
    return std::abs(length_of(c) - static_cast<double>(tune.end - start)) < 0.01 * 44100;
  });
  EXPECT_TRUE(offered);
}

TEST(LoopFinder, FollowsPlayersWhoNeverPlayTheSameTwice) {
  Tune tune;
  tune.looseness = 0.04;
  tune.play(2, 16 * kBar, 0);
  tune.play(2, 8 * kBar, tune.end);
  tune.sound.resize(tune.end);
  const LoopAnalysis analysis = analyse(tune.sound);
  EXPECT_NEAR(length_of(analysis.candidates.front()), 16 * kBar * 11025, 0.05 * 44100);
  EXPECT_EQ(analysis.verdict, Verdict::crossfade);
}

TEST(LoopFinder, TakesTheWholeFileWhereTheBodyEndsWithIt) {
  Tune tune;
  tune.play(2, 32 * kBar, 0);
  tune.sound.resize(tune.end);
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_EQ(best.start_frame, 0);
  EXPECT_EQ(best.end_frame, static_cast<Frames>(tune.end));
}

TEST(LoopFinder, DoesNotTakeAVariedVerseForTheLoopOfAFileThatIsCutOnTheBar) {
  Tune tune;
  tune.play(2, 16 * kBar, 0);
  const std::size_t verse = tune.end;
  tune.play(2, 16 * kBar, verse);
  const std::size_t whole = tune.end;
  Tune second_voice;
  second_voice.drums = false;
  second_voice.play(7, 16 * kBar, verse);
  tune.sound.resize(whole);
  for (std::size_t i = verse; i < whole; ++i) tune.sound[i] += 0.4F * second_voice.sound[i];
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_EQ(best.start_frame, 0);
  EXPECT_EQ(best.end_frame, static_cast<Frames>(whole));
}

TEST(LoopFinder, TakesTheWholeFileWhereOnePhraseOpensAndClosesIt) {
  Tune tune;
  tune.looseness = 0.02;
  tune.play(9, 4 * kBar, 0);
  tune.play(2, 28 * kBar, tune.end);
  tune.play(9, 4 * kBar, tune.end);
  tune.sound.resize(tune.end);
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_EQ(best.start_frame, 0);
  EXPECT_EQ(best.end_frame, static_cast<Frames>(tune.end));
}

TEST(LoopFinder, DoesNotTakeAPhraseThatComesBackChangedForTheLoop) {
  Tune tune;  // its first bar again near the end, with a second voice: NCC 0.951
  tune.play(9, kBar, 0);
  tune.play(2, 28 * kBar, tune.end);
  const std::size_t again = tune.end;
  tune.play(9, kBar, again);
  const std::size_t after = tune.end;
  tune.play(3, kBar + 1, after);
  Tune second_voice;
  second_voice.drums = false;
  second_voice.play(7, kBar, again);
  tune.sound.resize(tune.end + 30000);
  for (std::size_t i = again; i < after; ++i) tune.sound[i] += 0.28F * second_voice.sound[i];
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_EQ(best.start_frame, 0);
  EXPECT_EQ(best.end_frame, static_cast<Frames>(tune.sound.size()));
}

TEST(LoopFinder, JumpsWhereTheFirstSecondIsTheSame) {
  Tune tune;  // a voice swells over the second pass, until something else ends the file
  tune.play(2, 24 * kBar, 0);
  const std::size_t again = tune.end;
  tune.play(2, 18, again);
  const std::size_t parts = tune.end;
  tune.play(5, 3, parts);
  tune.sound.resize(tune.end);
  Tune voice;
  voice.drums = false;
  voice.play(7, 18, again);
  for (std::size_t i = again; i < parts; ++i) {
    const double share = static_cast<double>(i - again) / static_cast<double>(parts - again);
    tune.sound[i] += static_cast<float>(0.3 * share) * voice.sound[i];
  }
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_NEAR(length_of(best), static_cast<double>(again), 1);
  EXPECT_GT(ncc(tune.sound, best.start_frame, best.end_frame, 44100), 0.995);
}

TEST(LoopFinder, NeedsNoDrums) {
  Tune tune;
  tune.drums = false;
  const Song s = song(4, 16, 6, tune);
  EXPECT_NEAR(length_of(analyse(s.sound).candidates.front()), s.length, 1);
}

TEST(LoopFinder, FindsTheRepeatOfMusicThatFadesOut) {
  Song s = song(2, 16, 12);
  const std::size_t fade = 10 * 44100;
  for (std::size_t i = 0; i < fade; ++i) {
    s.sound[s.sound.size() - 1 - i] *= static_cast<float>(i) / static_cast<float>(fade);
  }
  EXPECT_NEAR(length_of(analyse(s.sound).candidates.front()), s.length, 1);
}

TEST(LoopFinder, SeesThroughTheNoiseOfALossyCodec) {
  Song s = song(4, 16, 6);
  const std::vector<float> hiss = noise(static_cast<double>(s.sound.size()) / 44100 + 1);
  for (std::size_t i = 0; i < s.sound.size(); ++i) s.sound[i] += 0.02F * hiss[i];
  EXPECT_NEAR(length_of(analyse(s.sound).candidates.front()), s.length, 4);
}

TEST(LoopFinder, CountsTheBeatsOfATempoThatDrifts) {
  Tune tune;
  tune.drift = 0.05;
  tune.play(2, 32 * kBar, 0);
  tune.sound.resize(tune.end);
  const LoopCandidate best = analyse(tune.sound).candidates.front();
  EXPECT_NEAR(std::fmod(best.beats + 0.5, 1.0), 0.5, 0.3);
}

TEST(LoopFinder, FindsNoLoopInNoise) {
  const LoopAnalysis analysis = analyse(noise(20));
  EXPECT_NE(analysis.verdict, Verdict::seamless);
}

TEST(LoopFinder, PlansACrossfadeWhereMusicDiesAwayWithoutARepeat) {
  Song s = song(4, 20, 0);
  s.sound.resize(s.sound.size() - 7777);
  for (std::size_t i = 0; i < 12 * 44100; ++i) {
    s.sound[s.sound.size() - 1 - i] *= static_cast<float>(i) / (12.0F * 44100);
  }
  const LoopAnalysis analysis = analyse(s.sound);
  EXPECT_EQ(analysis.verdict, Verdict::none);
  EXPECT_GT(analysis.candidates.front().crossfade.count(), 0.2);
}

TEST(LoopFinder, NeverAsksForMoreCrossfadeThanThereIsBeforeTheStart) {
  for (const LoopCandidate& c : analyse(noise(10)).candidates) {
    EXPECT_LE(c.crossfade.count(), c.start.count());
  }
}

TEST(LoopFinder, RanksTheBestFirst) {
  const auto candidates = analyse(song(4, 16, 6).sound).candidates;
  EXPECT_TRUE(std::is_sorted(candidates.begin(), candidates.end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
}

TEST(LoopFinder, AnswersWithTheSameBitsEachTime) {
  const Song s = song(4, 16, 6);
  EXPECT_EQ(to_text(to_json(analyse(s.sound))), to_text(to_json(analyse(s.sound))));
}

TEST(LoopFinder, SpeaksTheContractsJson) {
  const Json json = to_json(analyse(song(4, 8, 3).sound));
  std::vector<std::string> names;
  for (const auto& member : json.at("candidates").at(0).as_object()) {
    names.emplace_back(member.key());
  }
  EXPECT_THAT(names, testing::ElementsAre("start", "end", "start_frame", "end_frame", "beats",
                                          "bars", "score", "parts", "crossfade", "marked"));
}

class AnyFormat : public testing::TestWithParam<audio::StreamFormat> {};

TEST_P(AnyFormat, FindsTheLoop) {
  Tune tune;
  tune.rate = GetParam().sample_rate_hz;
  const Song s = song(2, 8, 4, tune);
  const LoopAnalysis analysis = analyse(s.sound, tune.rate, GetParam().channels);
  EXPECT_NEAR(length_of(analysis.candidates.front()), s.length, 1 + tune.rate / 20000);
}

INSTANTIATE_TEST_SUITE_P(LoopFinder, AnyFormat,
                         testing::Values(audio::StreamFormat{8000, 1},
                                         audio::StreamFormat{44100, 8},
                                         audio::StreamFormat{48000, 2},
                                         audio::StreamFormat{192000, 2}));

TEST(LoopFinder, RefusesSilence) {
  EXPECT_THROW(analyse(std::vector<float>(5 * 44100, 0.0F)), InvalidParameter);
}

TEST(LoopFinder, RefusesAFifthOfASecond) {
  EXPECT_THROW(analyse(noise(0.2)), InvalidParameter);
}

TEST(LoopFinder, RefusesNothingAtAll) {
  EXPECT_THROW(analyse({}), InvalidParameter);
}

TEST(LoopFinder, TakesSamplesThatAreNotNumbersForSilence) {
  Song s = song(4, 16, 6);
  s.sound[1000] = std::nanf("");
  s.sound[2000] = INFINITY;
  EXPECT_NEAR(length_of(analyse(s.sound).candidates.front()), s.length, 1);
}

TEST(LoopFinder, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  Memory source(noise(5), {44100, 1});
  EXPECT_THROW(find_loop(source, {}, stop.get_token()), Cancelled);
}

TEST(LoopFinder, RefusesATextFileNamedMp3) {
  const auto path = std::filesystem::path(testing::TempDir()) / "loop_finder_text.mp3";
  std::ofstream(path) << "This is a letter, not music.\n";
  EXPECT_THROW(find_loop(path, {}, {}), InvalidAudioFormat);
  std::filesystem::remove(path);
}

TEST(LoopFinder, SaysThatAFileIsMissing) {
  EXPECT_THROW(find_loop("/nowhere/at/all.mp3", {}, {}), FileNotFound);
}

}  // namespace
}  // namespace musicgen::looper
