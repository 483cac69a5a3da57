// What must hold for every song of the composer, whatever was asked for: 200 briefs by chance.

#include <atomic>
#include <cmath>
#include <future>
#include <thread>

#include <gtest/gtest.h>

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
  static const std::vector<std::string> kMoods = {
      "", "relaxed", "happy", "sad", "dark", "epic", "dreamy", "playful", "tense", "romantic"};
  static const std::vector<std::string> kPlaces = {
      "", "", "", " with rain", " by the ocean", " with vinyl"};
  static const std::vector<std::string> kKeys = {
      "", "", " in A minor", " in Eb major", " in F# minor", " in C"};
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
  const auto rendering = composer::render(score, brief, {.threads = 1}, scratch.path(),
                                          [](double, std::string_view) {}, {});
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

// The tonic of the major key that has the same notes.
int major_tonic(int tonic, bool minor) {
  return minor ? (tonic + 3) % 12 : tonic;
}

// The same key, or its relative: C major and A minor share their notes. A church mode is heard as
// the major or minor key on its tonic, or as the key that it borrows its notes from.
bool same_key(const listening::HeardKey& heard, const composer::Key& written) {
  const std::vector<int>& steps = composer::steps_of(written.mode);
  const int heard_tonic = major_tonic(heard.tonic, heard.minor);
  if (heard_tonic == major_tonic(written.tonic, steps[2] == 3)) return true;
  switch (written.mode) {
    case composer::Mode::dorian:
      return heard_tonic == (written.tonic + 10) % 12;
    case composer::Mode::phrygian:
      return heard_tonic == (written.tonic + 8) % 12;
    case composer::Mode::lydian:
      return heard_tonic == (written.tonic + 7) % 12;
    case composer::Mode::mixolydian:
      return heard_tonic == (written.tonic + 5) % 12;
    default:
      return false;
  }
}

bool has_drums(const composer::Score& score) {
  for (const composer::Part& part : score.parts) {
    if (part.role == composer::Role::drums && part.notes.size() > 30) return true;
  }
  return false;
}

struct Finding {
  engines::Request request;
  Frames frames = 0;
  audio::Loudness loudness{};
  double silence_s = 0;
  bool drums = false;
  bool tempo_heard = false;
  bool key_heard = false;
};

Finding listen(int index) {
  Finding finding{.request = request_by_chance(index)};
  const Brief brief = composer::understand(finding.request);
  const composer::Score score = composer::write_score(brief);
  const Sound sound = mastered(brief, score);
  finding.frames = static_cast<Frames>(sound.mono.size());
  finding.loudness = sound.loudness;
  finding.silence_s = longest_silence(sound.mono);
  finding.drums = has_drums(score);
  finding.tempo_heard =
      finding.drums && same_tempo(listening::tempo_of(sound.mono, kRate), score.bpm);
  finding.key_heard = same_key(listening::key_of(sound.mono, kRate), score.key);
  return finding;
}

// Each core makes songs of its own; what is found does not depend on who made it.
std::vector<Finding> listen_to_all() {
  std::vector<Finding> findings(kSongs);
  std::atomic<int> next = 0;
  const auto work = [&] {
    for (int i = next++; i < kSongs; i = next++) findings[static_cast<std::size_t>(i)] = listen(i);
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
    workers.push_back(std::async(std::launch::async, work));
  }
  for (auto& worker : workers) worker.get();
  return findings;
}

TEST(Music, HoldsItsPromisesForTwoHundredBriefs) {
  int with_drums = 0;
  int tempo_heard = 0;
  int key_heard = 0;
  for (const Finding& song : listen_to_all()) {
    SCOPED_TRACE(fmt::format("\"{}\", {} s, seed {}", song.request.prompt,
                             song.request.duration.count(), song.request.seed));
    EXPECT_EQ(song.frames, frames_of(song.request.duration, kRate));
    EXPECT_NEAR(song.loudness.integrated_lufs, -14, 0.5);
    EXPECT_LE(song.loudness.true_peak_dbtp, -1.0 + 0.01);
    EXPECT_LE(song.silence_s, 2.0);
    with_drums += song.drums;
    tempo_heard += song.tempo_heard;
    key_heard += song.key_heard;
  }
  fmt::print("tempo heard in {} of {} songs with drums, key in {} of {}\n", tempo_heard, with_drums,
             key_heard, kSongs);
  EXPECT_GE(with_drums, kSongs / 4);
  EXPECT_GE(tempo_heard, 0.9 * with_drums);
  EXPECT_GE(key_heard, 0.9 * kSongs);
}

}  // namespace
}  // namespace musicgen
