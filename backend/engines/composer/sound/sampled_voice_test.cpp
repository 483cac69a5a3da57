#include "engines/composer/sound/sampled_voice.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/sound/sound.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

// A source whose notes are a constant, as long as they are held, so that a mix of them can be read.
Recording constant_note(const NoteShape& shape) {
  Recording note;
  note.left.assign(static_cast<std::size_t>(shape.length), 1.0f);
  note.right = note.left;
  return note;
}

struct Played {
  std::vector<float> left, right;
};

Played play(Voice& voice, std::size_t frames, std::size_t chunk = 4096) {
  Played out{std::vector<float>(frames), std::vector<float>(frames)};
  for (std::size_t at = 0; at < frames; at += chunk) {
    const std::size_t count = std::min(chunk, frames - at);
    voice.add_to(Stereo{out.left, out.right}.part(at, count), static_cast<Frames>(at));
  }
  return out;
}

Recording piano_note(NotePlayer& player, int pitch) {
  return player.play({.pitch = pitch, .velocity = 92, .length = kSampleRate / 2});
}

TEST(NotePlayer, PlaysANoteTheSameWhateverCameBefore) {
  NotePlayer player(find_sound_font());
  const Recording first = piano_note(player, 60);
  player.play({.program = 33, .pitch = 40});  // from the middle, where the piano is wide
  EXPECT_EQ(first.left, piano_note(player, 60).left);
  player.play({.bank = 128, .program = 0, .pitch = 38, .velocity = 120});
  player.play({.program = 48, .pitch = 72, .velocity = 60, .vibrato = 1});
  const Recording again = piano_note(player, 60);
  EXPECT_EQ(first.left, again.left);
  EXPECT_EQ(first.right, again.right);
}

TEST(NotePlayer, AnotherPlayerGivesTheSameSamples) {
  NotePlayer one(find_sound_font()), two(find_sound_font());
  EXPECT_EQ(piano_note(one, 64).left, piano_note(two, 64).left);
}

TEST(NotePlayer, LetsANoteRingOutAfterItsRelease) {
  NotePlayer player(find_sound_font());
  const Recording note = piano_note(player, 60);
  EXPECT_GT(note.frames(), kSampleRate / 2);
  EXPECT_LT(std::abs(note.left.back()), 1e-4f);
}

TEST(NotePlayer, StandsInForAnInstrumentThatTheFontLacks) {
  NotePlayer player(find_sound_font());
  const Recording odd = player.play({.bank = 77, .program = 24, .pitch = 60});
  EXPECT_EQ(odd.left, player.play({.bank = 0, .program = 24, .pitch = 60}).left);
}

TEST(NotePlayer, RefusesAFileThatIsNoSoundFont) {
  try {
    NotePlayer player(test_data_folder() / "voices.toml");
    FAIL() << "a text file was taken for a sound font";
  } catch (const EngineUnavailable& error) {
    EXPECT_EQ(error.hint(), "apt install fluid-soundfont-gm");
  }
}

void find_and_make(NoteCache& cache, const NoteShape& shape) {
  cache.find(shape);
  for (const auto& work : cache.take_work()) work();
  cache.keep_to_budget();
}

TEST(NoteCache, PlaysARepeatedNoteOnce) {
  int played = 0;
  NoteCache cache(
      [&](const NoteShape& shape) {
        ++played;
        return constant_note(shape);
      },
      std::size_t{1} << 20);
  find_and_make(cache, {.pitch = 60});
  find_and_make(cache, {.pitch = 60});
  EXPECT_EQ(played, 1);
  find_and_make(cache, {.pitch = 61});
  EXPECT_EQ(played, 2);
}

TEST(NoteCache, ForgetsTheNoteThatWasUnusedLongest) {
  std::vector<int> played;
  const NoteSource source = [&](const NoteShape& shape) {
    played.push_back(shape.pitch);
    return constant_note(shape);
  };
  const std::size_t note_bytes = 2 * 1000 * sizeof(float);
  NoteCache cache(source, 2 * note_bytes);
  for (const int pitch : {60, 61, 60, 62, 60, 61}) {
    find_and_make(cache, {.pitch = pitch, .length = 1000});
  }
  EXPECT_EQ(played, (std::vector<int>{60, 61, 62, 61}));
}

// The cache counts a note once it is made, not while the frames before it are mixed.
TEST(SampledVoice, KeepsToItsBudgetWhileNotesAreMadeAhead) {
  std::vector<int> played;
  const NoteSource source = [&](const NoteShape& shape) {
    played.push_back(shape.pitch);
    return constant_note({.length = 1000});
  };
  std::vector<PlayedNote> notes;
  for (const int pitch : {60, 61, 62, 60}) notes.push_back({.pitch = pitch});
  constexpr Frames kChunk = 4096;
  for (std::size_t i = 0; i < notes.size(); ++i) notes[i].start = static_cast<Frames>(i) * kChunk;
  const std::size_t note_bytes = 2 * 1000 * sizeof(float);
  SampledVoice voice(source, {.cache_bytes = 2 * note_bytes}, notes);
  Played out{std::vector<float>(kChunk), std::vector<float>(kChunk)};
  for (const auto& work : voice.preparations(kChunk)) work();
  for (Frames at = 0; at < 4 * kChunk; at += kChunk) {
    const auto ahead = voice.preparations(at + 2 * kChunk);
    voice.add_to(Stereo{out.left, out.right}, at);
    for (const auto& work : ahead) work();
  }
  EXPECT_EQ(played, (std::vector<int>{60, 61, 62, 60}));
}

TEST(SampledVoice, PlaysOnlyWhatWasNotPreparedBefore) {
  int played = 0;
  SampledVoice voice(
      [&](const NoteShape& shape) {
        ++played;
        return constant_note(shape);
      },
      {}, {{.start = 0, .pitch = 60}, {.start = 5000, .pitch = 61}, {.start = 90000, .pitch = 62}});
  for (const auto& work : voice.preparations(8192)) work();
  EXPECT_EQ(played, 2);
  play(voice, 8192);
  EXPECT_EQ(played, 2);
  EXPECT_TRUE(voice.preparations(8192).empty());
}

TEST(SampledVoice, PlacesNotesToTheFrame) {
  SampledVoice voice(constant_note, {}, {{.start = 12345, .length = 5000, .velocity = 0.7f}});
  const Played out = play(voice, 1 << 15);
  EXPECT_EQ(out.left[12344], 0);
  EXPECT_GT(out.left[12345], 0.5f);
}

TEST(SampledVoice, KeepsTheLevelThatVelocityAsksFor) {
  // Layers are 8 apart; between them the gain must follow the square of the velocity.
  const NoteSource source = [](const NoteShape& shape) {
    Recording note = constant_note(shape);
    const float level = static_cast<float>(shape.velocity * shape.velocity) / (127.0f * 127.0f);
    for (float& x : note.left) x *= level;
    return note;
  };
  for (const float velocity : {0.3f, 0.52f, 0.55f, 0.7f, 1.0f}) {
    SampledVoice voice(source, {}, {{.start = 0, .length = 4096, .velocity = velocity}});
    EXPECT_NEAR(play(voice, 2048).left[1000], velocity * velocity, 1e-4);
  }
}

TEST(SampledVoice, RoundsLengthsByNoMoreThanThreePercent) {
  for (Frames length = 1000; length < 10 * kSampleRate; length += 7777) {
    SampledVoice voice(constant_note, {}, {{.start = 0, .length = length}});
    const Played out = play(voice, static_cast<std::size_t>(11 * kSampleRate / 64 * 64));
    const auto sounding = std::ranges::count_if(out.left, [](float x) { return x > 0; });
    EXPECT_NEAR(static_cast<double>(sounding) / static_cast<double>(length), 1, 0.031);
  }
}

TEST(SampledVoice, ReleasesAKeyBeforeItIsStruckAgain) {
  SampledVoice voice(constant_note, {},
                     {{.start = 0, .length = 40000, .velocity = 0.5f},
                      {.start = 10000, .length = 10000, .velocity = 0.5f}});
  const Played out = play(voice, 1 << 15);
  EXPECT_NEAR(out.left[15000], out.left[5000], 1e-6);
}

TEST(SampledVoice, AClosedHatSilencesTheOpenOne) {
  const SampledOptions drums{.shape = {}, .drums = true};
  const NoteSource only_open = [](const NoteShape& shape) {
    return shape.pitch == 46 ? constant_note(shape) : Recording{};
  };
  SampledVoice voice(only_open, drums, {{.start = 0, .pitch = 46}, {.start = 20000, .pitch = 42}});
  const Played out = play(voice, 1 << 16);
  EXPECT_GT(out.left[19999], 0.4f);
  EXPECT_EQ(out.left[20000 + kSampleRate / 50], 0);
}

TEST(SampledVoice, StrokesOfADrumDifferFromOneToTheNext) {
  NotePlayer player(find_sound_font());
  const SampledOptions kit{.shape = {.bank = 128}, .drums = true};
  SampledVoice voice([&](const NoteShape& shape) { return player.play(shape); }, kit,
                     {{.start = 0, .pitch = 38}, {.start = 1 << 17, .pitch = 38}});
  const Played out = play(voice, 1 << 18);
  const auto first = std::span(out.left).first(4000);
  const auto second = std::span(out.left).subspan(1 << 17, 4000);
  EXPECT_FALSE(std::ranges::equal(first, second));
  EXPECT_NEAR(decibels(rms(first)), decibels(rms(second)), 1);
}

TEST(SampledVoice, SustainsANoteLongerThanAnyRecording) {
  const SampledOptions bowed{.shape = {}, .drums = false, .sustained = true};
  const std::size_t frames = std::size_t{60} * kSampleRate / 64 * 64;
  SampledVoice voice(constant_note, bowed, {{.start = 0, .length = 60 * kSampleRate}});
  const Played out = play(voice, frames);
  const float level = out.left[1000];
  for (std::size_t i = 1000; i + kSampleRate < frames; i += 100) {
    ASSERT_GT(out.left[i], 0.9f * level) << i;
    ASSERT_LT(out.left[i], 2.01f * level) << i;
  }
}

TEST(SampledVoice, DoesNotDependOnTheSizeOfItsChunks) {
  std::vector<PlayedNote> notes;
  for (int i = 0; i < 50; ++i) {
    notes.push_back({.start = i * 1777, .length = 3000, .pitch = 50 + i % 20});
  }
  SampledVoice one(constant_note, {}, notes), two(constant_note, {}, notes);
  EXPECT_EQ(play(one, 1 << 16, 64).left, play(two, 1 << 16, 1 << 16).left);
}

}  // namespace

}  // namespace musicgen::composer
