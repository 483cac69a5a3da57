// How well and how cheaply loops are found, against loops that authors wrote down.
//
//   bench_loop_points [LIST]
//
// LIST has a line "NAME FILE SECONDS" for each track: the length of its true loop. Without a list,
// the tracks of Debian's supertux-data are used: where its .music files put the loop's beginning
// and end, the end being the end of the file where `loop-at` is -1 or lies within the last second.
// A loop inside the file is refined on the waveform within 50 ms and kept if its NCC over a second
// is at least 0.98; a loop that ends with the file has nothing to compare and is kept as written.

#include <fstream>
#include <regex>
#include <sstream>

#include <fmt/format.h>

#include "audio/decoder.h"
#include "bench/measure.h"
#include "looper/loop_finder.h"

namespace {

using namespace musicgen;
namespace fs = std::filesystem;

struct Track {
  std::string name;
  fs::path file;
  double length = 0;  // seconds, of the true loop
};

std::vector<float> decode_mono(const fs::path& file) {
  auto source = audio::open_decoder_as(file, {44100, 1});
  std::vector<float> all;
  std::vector<float> block(1 << 16);
  while (const std::size_t n = source->read(block)) {
    all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return all;
}

double ncc(const std::vector<float>& x, Frames a, Frames b, Frames n) {
  if (a < 0 || b < 0) return 0;
  n = std::min(n, static_cast<Frames>(x.size()) - std::max(a, b));
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (Frames i = 0; i < n; ++i) {
    ab += static_cast<double>(x[a + i]) * x[b + i];
    aa += static_cast<double>(x[a + i]) * x[a + i];
    bb += static_cast<double>(x[b + i]) * x[b + i];
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

std::vector<Track> listed_tracks(const fs::path& list) {
  std::vector<Track> tracks;
  std::ifstream in(list);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    Track track;
    if (words >> track.name >> track.file >> track.length) tracks.push_back(track);
  }
  return tracks;
}

// The number after a word of a .music file, such as (loop-begin 4.5).
std::optional<std::string> value_of(const std::string& text, const std::string& word) {
  std::smatch found;
  const std::regex pattern("\\(" + word + "\\s+\"?([^)\"]*)\"?\\s*\\)");
  if (!std::regex_search(text, found, pattern)) return std::nullopt;
  return found[1].str();
}

// The lag within 50 ms of the written one at which a second after both ends agrees; 0: none does.
double refined(const fs::path& file, double begin, double end) {
  const std::vector<float> x = decode_mono(file);
  const auto a = static_cast<Frames>(begin * 44100);
  const auto b = static_cast<Frames>(end * 44100);
  double best = 0.98;
  double length = 0;
  for (Frames shift = -2205; shift <= 2205; ++shift) {
    const double agreement = ncc(x, a + shift, b, 44100);
    if (agreement < best) continue;
    best = agreement;
    length = static_cast<double>(b - a - shift) / 44100;
  }
  return length;
}

std::vector<Track> supertux_tracks(const fs::path& folder) {
  std::vector<fs::path> descriptions;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".music") descriptions.push_back(entry.path());
  }
  std::sort(descriptions.begin(), descriptions.end());
  std::vector<Track> tracks;
  for (const fs::path& description : descriptions) {
    std::ifstream in(description);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    const fs::path file = description.parent_path() / value_of(text, "file").value_or("");
    const double begin = std::stod(value_of(text, "loop-begin").value_or("0"));
    const double end = std::stod(value_of(text, "loop-at").value_or("-1"));
    if (!fs::is_regular_file(file)) continue;
    const double duration = static_cast<double>(decode_mono(file).size()) / 44100;
    const bool at_end = end < 0 || end > duration - 1;
    const double length = at_end ? duration - begin : refined(file, begin, end);
    if (length > 0) tracks.push_back({file.stem().string(), file, length});
  }
  return tracks;
}

struct Tally {
  int tracks = 0;
  int top_1 = 0;
  int top_5 = 0;
  int within_100_us = 0;
  int comparable = 0;  // best candidates with a second of sound after their end
  int equal_1_s = 0;
  int equal_10_s = 0;
  double cpu_seconds = 0;
  double ffmpeg_seconds = 0;
  double peak_mb = 0;
};

void judge(const Track& track, Tally& tally) {
  const auto analysis = looper::find_loop(track.file, {}, {});
  const auto error_of = [&](const looper::LoopCandidate& c) {
    return std::abs((c.end - c.start).count() - track.length);
  };
  const auto& candidates = analysis.candidates;
  const auto count = std::min<std::size_t>(5, candidates.size());
  const bool top_1 = error_of(candidates.front()) < 0.010;
  const bool top_5 =
      std::any_of(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count),
                  [&](const auto& c) { return error_of(c) < 0.010; });
  ++tally.tracks;
  tally.top_1 += top_1;
  tally.top_5 += top_5;
  tally.within_100_us += top_1 && error_of(candidates.front()) < 0.0001;
  const std::vector<float> x = decode_mono(track.file);
  const Frames a = frames_of(candidates.front().start, 44100);
  const Frames b = frames_of(candidates.front().end, 44100);
  if (static_cast<Frames>(x.size()) - b >= 44100) {
    ++tally.comparable;
    tally.equal_1_s += ncc(x, a, b, 44100) > 0.98;
    tally.equal_10_s += ncc(x, a, b, 441000) > 0.98;
  }
  const auto cost = bench::cost_of([&] { looper::find_loop(track.file, {}, {}); });
  const auto decode = bench::cost_of([&] {
    bench::run_program({"ffmpeg", "-nostdin", "-v", "error", "-i", track.file.string(), "-f",
                        "f32le", "/dev/null", "-y"});
  });
  tally.cpu_seconds += cost.cpu_seconds;
  tally.ffmpeg_seconds += decode.cpu_seconds;
  tally.peak_mb = std::max(tally.peak_mb, cost.peak_mb);
  fmt::print("{:<28} {} loop {:9.4f} best {:9.4f} score {:.3f} cpu {:.2f} s {:.0f} MB\n",
             track.name,
             top_1   ? "yes"
             : top_5 ? "top5"
                     : "no  ",
             track.length, (candidates.front().end - candidates.front().start).count(),
             candidates.front().score, cost.cpu_seconds, cost.peak_mb);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path supertux = "/usr/share/games/supertux2/music";
  if (argc < 2 && !fs::is_directory(supertux)) {
    fmt::print(stderr, "Install supertux-data, or give a list of tracks.\n");
    return 2;
  }
  Tally tally;
  for (const Track& track : argc > 1 ? listed_tracks(argv[1]) : supertux_tracks(supertux)) {
    judge(track, tally);
  }
  const auto share = [](int part, int whole) { return whole > 0 ? 100.0 * part / whole : 0.0; };
  const double tracks = std::max(1, tally.tracks);
  fmt::print("{} tracks\n", tally.tracks);
  fmt::print("length within 10 ms: top-1 {:.0f} %, top-5 {:.0f} %\n",
             share(tally.top_1, tally.tracks), share(tally.top_5, tally.tracks));
  fmt::print("of the right ones within 0.1 ms: {:.0f} %\n",
             share(tally.within_100_us, tally.top_1));
  fmt::print("equal (NCC > 0.98) where sound follows, {} tracks: 1 s {:.0f} %, 10 s {:.0f} %\n",
             tally.comparable, share(tally.equal_1_s, tally.comparable),
             share(tally.equal_10_s, tally.comparable));
  fmt::print("CPU {:.2f} s a track, {:.1f} times what ffmpeg takes to decode; peak {:.0f} MB\n",
             tally.cpu_seconds / tracks, tally.cpu_seconds / std::max(1e-9, tally.ffmpeg_seconds),
             tally.peak_mb);
  return 0;
}
