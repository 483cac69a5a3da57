// How fast hours of a loop are written: MP3 with analysis against ffmpeg's own looping, the other
// formats against copying a file of that size; the analysis against decoding; how memory grows with
// the duration; and how true the joins are.
//
//   build/release/bin/bench_loop_speed TRACK [FOLDER [RUNS [FORMAT...]]]
//
// With formats, such as opus, only these are compared with copying. Against ffmpeg and copying our
// time is that of the whole command: the track is analysed, its loop encoded, the file written and
// synced.
//
// FOLDER (default: the temporary one) needs 14 GB. Both sides of a ratio run in turns, so that they
// share whatever else the machine does. TRACK should last about three minutes.

#include <fmt/format.h>

#include "base/heap.h"
#include "bench/measure.h"
#include "looper/loop_finder.h"
#include "looper/loop_test_music.h"
#include "looper/loop_writer.h"
#include "looper/video.h"

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

void compare_with_copying(const fs::path& track, FileFormat format, const fs::path& folder,
                          int runs) {
  const std::string name(audio::info_of(format).name);
  const fs::path target = folder / ("loop." + name);
  const fs::path copy = folder / ("copy." + name);
  std::vector<Cost> ours;
  std::vector<Cost> copying;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(
        bench::cost_of([&] { write(track, best_loop(track), format, 10 * kHours, target); }));
    copying.push_back(bench::cost_of([&] { copy_and_sync(target, copy); }));
    fs::remove(copy);
  }
  const Cost mine = bench::median(ours);
  const Cost rival = bench::median(copying);
  fmt::print(
      "10 h {} with analysis: {:.2f} s ({:.2f} CPU), {:.0f} MB peak, {} MB file; cp and sync "
      "{:.2f} s: ",
      name, mine.seconds, mine.cpu_seconds, mine.peak_mb, fs::file_size(target) / 1000000,
      rival.seconds);
  fmt::print("{:.2f} times as long\n", mine.seconds / rival.seconds);
  std::fflush(stdout);
  fs::remove(target);
}

void compare_memory(const fs::path& track, const looper::LoopPlan& plan, const fs::path& folder) {
  for (const FileFormat format : {FileFormat::mp3, FileFormat::opus, FileFormat::m4a}) {
    fmt::print("peak memory, {}:", audio::info_of(format).name);
    for (const int hours : {1, 10, 24}) {
      const fs::path target = folder / "memory.tmp";
      const Cost cost = bench::cost_of([&] { write(track, plan, format, hours * kHours, target); });
      fmt::print("{} {:.0f} MB for {} h", hours == 1 ? "" : ",", cost.peak_mb, hours);
      std::fflush(stdout);
      fs::remove(target);
    }
    fmt::print("\n");
  }
}

// PyMusicLooper 3.6 took 13 s of CPU a track where ffmpeg took 0.4 s to decode it.
constexpr double kRivalDecodings = 13 / 0.4;

void compare_analysis(const fs::path& track, int runs) {
  std::vector<Cost> ours;
  std::vector<Cost> decoding;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(bench::cost_of([&] { best_loop(track); }));
    decoding.push_back(bench::cost_of([&] {
      bench::run_program(
          {"ffmpeg", "-v", "error", "-threads", "1", "-i", track, "-f", "null", "-"});
    }));
  }
  const double mine = bench::median_of(ours, &Cost::cpu_seconds);
  const double decoded = bench::median_of(decoding, &Cost::cpu_seconds);
  fmt::print(
      "analysis: {:.2f} s of CPU, {:.0f} MB; decoding with ffmpeg {:.2f} s: {:.1f} decodings, ",
      mine, bench::median_of(ours, &Cost::peak_mb), decoded, mine / decoded);
  fmt::print("{:.1f} times faster than PyMusicLooper's {:.1f}\n", kRivalDecodings * decoded / mine,
             kRivalDecodings);
  std::fflush(stdout);
}

void compare_video(const fs::path& track, const looper::LoopPlan& plan, const fs::path& folder) {
  const fs::path target = folder / "video.mp4";
  const fs::path copy = folder / "copy.mp4";
  const Cost mine = bench::cost_of([&] {
    looper::write_loop_video(track, plan, {.duration = Seconds(10 * kHours)}, {}, target,
                             no_progress, {});
  });
  const Cost rival = bench::cost_of([&] { copy_and_sync(target, copy); });
  fmt::print(
      "10 h video: {:.2f} s ({:.2f} CPU), {:.0f} MB peak, {} MB file; cp and sync {:.2f} s\n",
      mine.seconds, mine.cpu_seconds, mine.peak_mb, fs::file_size(target) / 1000000, rival.seconds);
  std::fflush(stdout);
  fs::remove(target);
  fs::remove(copy);
}

// Music that is known at every moment shows what a file should hold: how far from it are the frames
// around the joins, and how far all others?
void compare_joins(FileFormat format, const fs::path& folder) {
  constexpr double kStart = 1.5, kLength = 7.3, kDuration = 900;
  constexpr Frames kWindow = 1152;
  const looper::testing::LoopingMusic music(kStart, kLength);
  const fs::path track = folder / "known.wav";
  audio::testing::write_file(track, music.play({44100, 2}, kStart + kLength + 2),
                             {.format = FileFormat::wav, .bits_per_sample = 24});
  const fs::path target = folder / "known.tmp";
  const looper::LoopReport report = looper::write_loop(
      track, {frames_of(Seconds(kStart), 44100), frames_of(Seconds(kStart + kLength), 44100)},
      {.duration = Seconds(kDuration), .fade = Seconds(0), .format = format}, target, no_progress,
      {});
  const auto is = audio::testing::read_file(target);
  const auto should_be = music.loop(report, 44100);
  const auto error_at = [&](Frames from) {
    double sum = 0;
    for (Frames i = 2 * from; i < 2 * (from + kWindow); ++i) {
      const auto k = static_cast<std::size_t>(i);
      const double error =
          static_cast<double>(is.samples[k]) - static_cast<double>(should_be.samples[k]);
      sum += error * error;
    }
    return std::sqrt(sum / (2.0 * kWindow));
  };
  std::vector<double> joins;
  std::vector<double> others;
  for (Frames at = report.body_start; at + report.body_frames + kWindow < report.frames;
       at += report.body_frames) {
    joins.push_back(error_at(at - kWindow / 2));
    for (int i = 1; i < 40; ++i) others.push_back(error_at(at + report.body_frames * i / 40));
  }
  const auto middle = [](std::vector<double>& all) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2),
                     all.end());
    return all[all.size() / 2];
  };
  const double here = middle(joins);
  const double elsewhere = middle(others);
  fmt::print("join error, {} ({}): {:.2e}, elsewhere {:.2e}: {:.2f} times\n",
             audio::info_of(format).name, report.method, here, elsewhere,
             elsewhere > 0 ? here / elsewhere : 0.0);
  std::fflush(stdout);
  fs::remove(target);
  fs::remove(track);
}

}  // namespace
}  // namespace musicgen

int main(int argc, char** argv) {
  using namespace musicgen;
  return_large_buffers_at_once();  // as musicgen does
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_loop_speed TRACK [FOLDER [RUNS [FORMAT...]]]\n");
    return 2;
  }
  try {
    const fs::path track = argv[1];
    const fs::path folder = argc > 2 ? fs::path(argv[2]) : fs::temp_directory_path();
    const int runs = argc > 3 ? std::atoi(argv[3]) : 5;
    if (argc > 4) {
      for (int i = 4; i < argc; ++i) {
        compare_with_copying(track, audio::format_of(argv[i]), folder, runs);
      }
      return 0;
    }
    compare_with_ffmpeg(track, folder, runs);
    for (const FileFormat format :
         {FileFormat::flac, FileFormat::opus, FileFormat::wav, FileFormat::ogg, FileFormat::m4a}) {
      compare_with_copying(track, format, folder, runs);
    }
    const looper::LoopPlan plan = best_loop(track);
    compare_video(track, plan, folder);
    compare_memory(track, plan, folder);
    compare_analysis(track, runs);
    for (const audio::FormatInfo& format : audio::formats()) compare_joins(format.format, folder);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
