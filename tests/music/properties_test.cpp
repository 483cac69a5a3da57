// What must hold for every song of the composer, whatever was asked for: 200 briefs by chance.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/loudness.h"
#include "base/files.h"
#include "effects/master.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/random.h"
#include "engines/composer/score/score.h"
#include "engines/composer/sound/sound.h"
#include "music/listener.h"

namespace musicgen {
namespace {

namespace fs = std::filesystem;
using composer::Brief;
using composer::Random;

constexpr int kSongs = 200;
constexpr int kRate = 44100;

template <class T>
const T& pick(Random& random, const std::vector<T>& choices) {
  return choices[static_cast<std::size_t>(random.between(0, static_cast<int>(choices.size()) - 1))];
}

engines::Request request_by_chance(int index) {
  Random random(static_cast<std::uint64_t>(index), "properties");
  static const std::vector<std::string> kMoods = {"",     "relaxed", "happy",   "sad",   "dark",
                                                  "epic", "dreamy",  "playful", "tense", "romantic"};
  static const std::vector<std::string> kPlaces = {"", "", "", " with rain", " by the ocean", " with vinyl"};
  static const std::vector<std::string> kKeys = {"", "", " in A minor", " in Eb major", " in F# minor", " in C"};
  engines::Request request;
  request.prompt = pick(random, kMoods) + " " + pick(random, composer::genre_names()) +
                   pick(random, kPlaces) + pick(random, kKeys);
  request.duration = Seconds(20 + random.between(0, 20000) / 1000.0);
  request.seed = random.next() >> 11;
  if (random.uniform() < 0.3) request.parameters["bpm"] = random.between(70, 160);
  return request;
}

struct Sound {
  std::vector<float> left_right;
  std::vector<float> mono;
  audio::Loudness loudness;
};

Sound mastered(const Brief& brief, const composer::Score& score) {
  const ScratchFolder scratch(fs::temp_directory_path());
  const auto rendering =
      composer::render(score, brief, {}, scratch.path(), [](double, std::string_view) {}, {});
  const fs::path file = scratch.path() / "song.wav";
  const auto out = audio::open_encoder(
      file, {.format = audio::FileFormat::wav, .input = {kRate, 2}, .bits_per_sample = 32});
  effects::master(rendering.mix, *out, {}, [](double, std::string_view) {}, {});
  out->finish();

  Sound sound;
  sound.loudness = audio::measure_loudness(file);
  const auto in = audio::open_decoder(file);
  std::vector<float> block(1 << 16);
  while (const std::size_t frames = in->read(block)) {
    sound.left_right.insert(sound.left_right.end(), block.begin(),
                            block.begin() + static_cast<std::ptrdiff_t>(2 * frames));
  }
  for (std::size_t i = 0; i + 1 < sound.left_right.size(); i += 2) {
    sound.mono.push_back((sound.left_right[i] + sound.left_right[i + 1]) / 2);
  }
  return sound;
}

// The longest stretch in seconds whose 50 ms windows all stay under -60 dBFS.
double longest_silence(const std::vector<float>& mono) {
  constexpr std::size_t kFrames = kRate / 20;
  std::size_t longest = 0;
  std::size_t run = 0;
  for (std::size_t at = 0; at + kFrames <= mono.size(); at += kFrames) {
    double power = 0;
    for (std::size_t i = at; i < at + kFrames; ++i) power += mono[i] * mono[i];
    run = power / kFrames < 1e-6 ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return static_cast<double>(longest) / 20;
}

bool same_tempo(double heard, double written) {
  for (const double factor : {0.5, 1.0, 2.0}) {
    if (std::abs(heard / (written * factor) - 1) <= 0.02) return true;
  }
  return false;
}

bool is_minor(composer::Mode mode) {
  return composer::steps_of(mode)[2] == 3;
}

// The same key, or its relative: C major and A minor share their notes.
bool same_key(const listening::HeardKey& heard, const composer::Key& written) {
  const auto major_tonic = [](int tonic, bool minor) { return minor ? (tonic + 3) % 12 : tonic; };
  return major_tonic(heard.tonic, heard.minor) ==
         major_tonic(written.tonic, is_minor(written.mode));
}

bool has_drums(const composer::Score& score) {
  for (const composer::Part& part : score.parts) {
    if (part.role == composer::Role::drums && part.notes.size() > 30) return true;
  }
  return false;
}

TEST(Music, HoldsItsPromisesForTwoHundredBriefs) {
  int with_drums = 0;
  int tempo_right = 0;
  int key_right = 0;
  for (int i = 0; i < kSongs; ++i) {
    const engines::Request request = request_by_chance(i);
    const Brief brief = composer::understand(request);
    const composer::Score score = composer::write_score(brief);
    const Sound sound = mastered(brief, score);
    SCOPED_TRACE(fmt::format("song {}: \"{}\", {} s, seed {}", i, request.prompt,
                             request.duration.count(), request.seed));

    EXPECT_EQ(static_cast<Frames>(sound.mono.size()), frames_of(request.duration, kRate));
    EXPECT_NEAR(sound.loudness.integrated_lufs, -14, 0.5);
    EXPECT_LE(sound.loudness.true_peak_dbtp, -1.0 + 0.01);
    EXPECT_LE(longest_silence(sound.mono), 2.0);

    const bool drums = has_drums(score);
    const bool tempo = drums && same_tempo(listening::tempo_of(sound.mono, kRate), score.bpm);
    const bool key = same_key(listening::key_of(sound.mono, kRate), score.key);
    with_drums += drums;
    tempo_right += tempo;
    key_right += key;
    if (drums && !tempo) fmt::print("song {}: tempo {} not heard ({})\n", i, score.bpm, request.prompt);
    if (!key) fmt::print("song {}: {} not heard ({})\n", i, name_of(score.key), request.prompt);
  }
  fmt::print("tempo heard in {} of {} songs with drums, key in {} of {}\n", tempo_right, with_drums,
             key_right, kSongs);
  EXPECT_GE(with_drums, kSongs / 4);
  EXPECT_GE(tempo_right, 0.9 * with_drums);
  EXPECT_GE(key_right, 0.9 * kSongs);
}

}  // namespace
}  // namespace musicgen
