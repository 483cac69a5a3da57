// How fast hours of a loop are written: MP3 with analysis against ffmpeg's own looping, the other
// formats against copying a file of that size, and how memory grows with the duration.
//
//   build/release/bin/bench_loop_speed TRACK [FOLDER [RUNS]]
//
// FOLDER (default: the temporary one) needs 14 GB. Both sides of a ratio run in turns, so that they
// share whatever else the machine does.

#include <fmt/format.h>

#include "bench/measure.h"
#include "looper/loop_finder.h"
#include "looper/loop_writer.h"

namespace musicgen {
namespace {

namespace fs = std::filesystem;
using audio::FileFormat;
using bench::Cost;

constexpr double kHours = 3600;
constexpr double kRivalSeconds = 360;

void no_progress(double, std::string_view) {}

looper::LoopPlan best_loop(const fs::path& track) {
  const looper::LoopCandidate best = looper::find_loop(track, no_progress, {}).candidates.front();
  return {best.start_frame, best.end_frame, best.crossfade};
}

void write(const fs::path& track, const looper::LoopPlan& plan, FileFormat format, double seconds,
           const fs::path& target) {
  looper::LoopOptions options;
  options.duration = Seconds(seconds);
  options.format = format;
  looper::write_loop(track, plan, options, target, no_progress, {});
}

void copy_and_sync(const fs::path& from, const fs::path& to) {
  bench::run_program({"sh", "-c", R"(cp "$1" "$2" && sync "$2")", "sh", from, to});
}

void compare_with_ffmpeg(const fs::path& track, const fs::path& folder, int runs) {
  const fs::path target = folder / "loop.mp3";
  std::vector<Cost> ours;
  std::vector<Cost> theirs;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(bench::cost_of(
        [&] { write(track, best_loop(track), FileFormat::mp3, 10 * kHours, target); }));
    theirs.push_back(bench::cost_of([&] {
      bench::run_program({"ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", track, "-t",
                          fmt::format("{}", kRivalSeconds), "-c:a", "libmp3lame", "-b:a", "256k",
                          folder / "rival.mp3"});
    }));
  }
  const Cost mine = bench::median(ours);
  const Cost rival = bench::median(theirs);
  const double scale = 10 * kHours / kRivalSeconds;
  fmt::print("10 h mp3 with analysis: {:.2f} s ({:.2f} CPU), {:.0f} MB; ffmpeg scaled {:.0f} s ",
             mine.seconds, mine.cpu_seconds, mine.peak_mb, rival.seconds * scale);
  fmt::print("({:.0f} CPU): {:.0f} times faster, {:.0f} times less CPU\n",
             rival.cpu_seconds * scale, rival.seconds * scale / mine.seconds,
             rival.cpu_seconds * scale / mine.cpu_seconds);
  std::fflush(stdout);
  fs::remove(target);
  fs::remove(folder / "rival.mp3");
}

void compare_with_copying(const fs::path& track, const looper::LoopPlan& plan, FileFormat format,
                          const fs::path& folder, int runs) {
  const std::string name(audio::info_of(format).name);
  const fs::path target = folder / ("loop." + name);
  const fs::path copy = folder / ("copy." + name);
  std::vector<Cost> ours;
  std::vector<Cost> copying;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(bench::cost_of([&] { write(track, plan, format, 10 * kHours, target); }));
    copying.push_back(bench::cost_of([&] { copy_and_sync(target, copy); }));
    fs::remove(copy);
  }
  const Cost mine = bench::median(ours);
  const Cost rival = bench::median(copying);
  fmt::print(
      "10 h {}: {:.2f} s ({:.2f} CPU), {:.0f} MB peak, {} MB file; cp and sync {:.2f} s: ", name,
      mine.seconds, mine.cpu_seconds, mine.peak_mb, fs::file_size(target) / 1000000, rival.seconds);
  fmt::print("{:.2f} times as long\n", mine.seconds / rival.seconds);
  std::fflush(stdout);
  fs::remove(target);
}

void compare_memory(const fs::path& track, const looper::LoopPlan& plan, const fs::path& folder) {
  for (const FileFormat format : {FileFormat::mp3, FileFormat::opus, FileFormat::m4a}) {
    const fs::path target = folder / "memory.tmp";
    const Cost hour = bench::cost_of([&] { write(track, plan, format, kHours, target); });
    const Cost day = bench::cost_of([&] { write(track, plan, format, 24 * kHours, target); });
    fmt::print("peak memory, {}: {:.0f} MB for 1 h, {:.0f} MB for 24 h\n",
               audio::info_of(format).name, hour.peak_mb, day.peak_mb);
    std::fflush(stdout);
    fs::remove(target);
  }
}

}  // namespace
}  // namespace musicgen

int main(int argc, char** argv) {
  using namespace musicgen;
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_loop_speed TRACK [FOLDER [RUNS]]\n");
    return 2;
  }
  try {
    const fs::path track = argv[1];
    const fs::path folder = argc > 2 ? fs::path(argv[2]) : fs::temp_directory_path();
    const int runs = argc > 3 ? std::atoi(argv[3]) : 5;
    const looper::LoopPlan plan = best_loop(track);
    compare_with_ffmpeg(track, folder, runs);
    for (const FileFormat format :
         {FileFormat::flac, FileFormat::opus, FileFormat::wav, FileFormat::ogg, FileFormat::m4a}) {
      compare_with_copying(track, plan, format, folder, runs);
    }
    compare_memory(track, plan, folder);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
