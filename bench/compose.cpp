// How fast the composer writes, plays, mixes and masters, against real time and against
// FluidSynth's own program playing the same MIDI file; and how its memory grows with the length.
//
//   build/release/bin/bench_compose              all of it
//   build/release/bin/bench_compose "A prompt"    only this song against FluidSynth

#include <fmt/format.h>

#include "audio/encoder.h"
#include "base/files.h"
#include "base/heap.h"
#include "bench/measure.h"
#include "effects/master.h"
#include "engines/composer/score/score.h"
#include "engines/composer/sound/sound.h"

namespace musicgen {
namespace {

namespace fs = std::filesystem;

constexpr int kRuns = 3;
constexpr const char* kPrompts[] = {
    "Lo-fi hip hop with rain sounds", "Epic cinematic orchestra with choir, harp and big drums",
    "Energetic rock anthem with organ and strings", "Deep house with piano and strings"};

void no_progress(double, std::string_view) {}

composer::Brief brief_of(const std::string& prompt, double seconds) {
  engines::Request request;
  request.prompt = prompt;
  request.duration = Seconds(seconds);
  request.seed = 7;
  return composer::understand(request);
}

void make_song(const std::string& prompt, double seconds, const fs::path& folder) {
  const composer::Brief brief = brief_of(prompt, seconds);
  const composer::Score score = composer::write_score(brief);
  const auto rendering = composer::render(score, brief, {}, folder, no_progress, {});
  const auto out = audio::open_encoder(
      folder / "song.wav",
      {.format = audio::FileFormat::wav, .input = {44100, 2}, .bits_per_sample = 24});
  effects::master(rendering.mix, *out, {}, no_progress, {});
  out->finish();
}

void compare_with_fluidsynth(const std::string& prompt, const fs::path& folder) {
  constexpr double kSeconds = 180;
  const composer::Score score = composer::write_score(brief_of(prompt, kSeconds));
  std::size_t notes = 0;
  for (const composer::Part& part : score.parts) notes += part.notes.size();
  write_text_file(folder / "song.mid", composer::to_midi(score));
  const std::string font = composer::find_sound_font().string();

  std::vector<bench::Cost> ours;
  std::vector<bench::Cost> theirs;
  for (int run = 0; run < kRuns; ++run) {
    ours.push_back(bench::cost_of([&] { make_song(prompt, kSeconds, folder); }));
    theirs.push_back(bench::cost_of([&] {
      bench::run_program({"fluidsynth", "-ni", "-r", "44100", "-F", folder / "theirs.wav", font,
                          folder / "song.mid"});
    }));
  }
  const bench::Cost us = bench::median(ours);
  const bench::Cost them = bench::median(theirs);
  fmt::print(
      "{:<58} {:>2} parts {:>5} notes  {:5.2f} s ({:5.2f} s of CPU)  {:5.1f}x real time  "
      "fluidsynth {:5.2f} s ({:5.2f})  ratio {:.2f}\n",
      prompt, score.parts.size(), notes, us.seconds, us.cpu_seconds, kSeconds / us.seconds,
      them.seconds, them.cpu_seconds, them.seconds / us.seconds);
}

void show_memory(double seconds, const fs::path& folder) {
  const bench::Cost cost = bench::cost_of([&] { make_song(kPrompts[0], seconds, folder); });
  fmt::print("{:6.0f} s of lo-fi: {:6.1f} s, {:4.0f} MB at the peak\n", seconds, cost.seconds,
             cost.peak_mb);
}

}  // namespace
}  // namespace musicgen

int main(int argc, char** argv) {
  using namespace musicgen;
  return_large_buffers_at_once();  // as musicgen does
  const ScratchFolder scratch(fs::temp_directory_path());
  fmt::print("A song of 180 s, written, played, mixed and mastered; median of {} runs\n", kRuns);
  if (argc > 1) {
    compare_with_fluidsynth(argv[1], scratch.path());
    return 0;
  }
  for (const char* prompt : kPrompts) compare_with_fluidsynth(prompt, scratch.path());
  fmt::print("\nMemory against length\n");
  for (const double seconds : {60.0, 600.0, 3600.0}) show_memory(seconds, scratch.path());
  return 0;
}
