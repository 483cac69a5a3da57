// How well and how cheaply loops are found, against loops that authors wrote down.
//
//   bench_loop_points [LIST]
//
// LIST has a line "NAME FILE SECONDS [START]" for each track: the length of its true loop and where
// it starts. Without a list, the tracks of Debian's supertux-data are used (apt-get install
// supertux-data): where their .music files put the loop's beginning and end, the end being the end
// of the file where `loop-at` is -1 or lies within the last second. A loop inside the file is
// refined on the waveform within 50 ms and kept if its NCC over a second is over 0.98; one that
// ends with the file has nothing to compare and is kept as written. docs/performance.md says how to
// make lists of other games' recordings and of tracker modules.
//
// A candidate is equal if the track, continued for ever with its true loop, sounds the same after
// both of its ends: NCC over 0.98.

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

constexpr int kRate = 44100;
constexpr double kRight = 0.010;  // seconds
constexpr double kEqual = 0.98;   // NCC

struct Track {
  std::string name;
  fs::path file;
  double length = 0;  // seconds, of the true loop
  double start = 0;
};

std::vector<float> decode_mono(const fs::path& file) {
  auto source = audio::open_decoder_as(file, {kRate, 1});
  std::vector<float> all;
  std::vector<float> block(1 << 16);
  while (const std::size_t n = source->read(block)) {
    all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return all;
}

// A track that its author's loop continues for ever.
class Endless {
 public:
  Endless(const std::vector<float>& x, double start, double length)
      : x_(x),
        length_(std::max<Frames>(1, std::llround(length * kRate))),
        end_(std::min<Frames>(std::llround(start * kRate) + length_, std::ssize(x))) {}

  double ncc(Seconds from, Seconds to, double seconds) const {
    const Frames a = frames_of(from, kRate);
    const Frames b = frames_of(to, kRate);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (Frames i = 0; i < static_cast<Frames>(seconds * kRate); ++i) {
      const double left = at(a + i);
      const double right = at(b + i);
      ab += left * right;
      aa += left * left;
      bb += right * right;
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
  }

 private:
  double at(Frames i) const {
    if (i >= end_) i -= ((i - end_) / length_ + 1) * length_;
    return i >= 0 ? x_[static_cast<std::size_t>(i)] : 0.0;
  }

  const std::vector<float>& x_;
  Frames length_;
  Frames end_;
};

std::vector<Track> listed_tracks(const fs::path& list) {
  std::vector<Track> tracks;
  std::ifstream in(list);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    Track track;
    if (!(words >> track.name >> track.file >> track.length)) continue;
    words >> track.start;
    tracks.push_back(track);
  }
  return tracks;
}

// The value after a word of a .music file, such as (loop-begin 4.5).
std::optional<std::string> value_of(const std::string& text, const std::string& word) {
  std::smatch found;
  const std::regex pattern("\\(" + word + "\\s+\"?([^)\"]*)\"?\\s*\\)");
  if (!std::regex_search(text, found, pattern)) return std::nullopt;
  return found[1].str();
}

// The length within 50 ms of the written one at which a second after both ends agrees; 0: none.
double refined(const std::vector<float>& x, double begin, double end) {
  const auto a = static_cast<Frames>(begin * kRate);
  const auto b = static_cast<Frames>(end * kRate);
  const Frames slack = kRate / 20;
  double best = kEqual;
  double length = 0;
  for (Frames shift = std::max(-slack, -a); shift <= slack; ++shift) {
    const Frames count = std::min<Frames>(kRate, static_cast<Frames>(x.size()) - b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (Frames i = 0; i < count; ++i) {
      const double left = x[static_cast<std::size_t>(a + shift + i)];
      const double right = x[static_cast<std::size_t>(b + i)];
      ab += left * right;
      aa += left * left;
      bb += right * right;
    }
    const double agreement = aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
    if (agreement <= best) continue;
    best = agreement;
    length = static_cast<double>(b - a - shift) / kRate;
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
    const std::vector<float> x = decode_mono(file);
    const double duration = static_cast<double>(x.size()) / kRate;
    const bool at_end = end < 0 || end > duration - 1;
    const double length = at_end ? duration - begin : refined(x, begin, end);
    if (length > 0) tracks.push_back({file.stem().string(), file, length, begin});
  }
  return tracks;
}

struct Result {
  bool top_5 = false;
  bool proved = false;  // sound follows the true loop, so that its length is no matter of rounding
  double error = 0;     // seconds, of the best candidate's length
  double equal_1_s = 0;
  double equal_10_s = 0;
  bench::Cost cost;
  double ffmpeg_seconds = 0;

  bool top_1() const { return error < kRight; }
};

Result judge(const Track& track) {
  Result result;
  const auto analysis = looper::find_loop(track.file, {}, {});
  const auto error_of = [&](const looper::LoopCandidate& c) {
    return std::abs((c.end - c.start).count() - track.length);
  };
  const auto& candidates = analysis.candidates;
  const auto& best = candidates.front();
  const auto count = std::min<std::ptrdiff_t>(5, std::ssize(candidates));
  result.error = error_of(best);
  result.top_5 = std::any_of(candidates.begin(), candidates.begin() + count,
                             [&](const auto& c) { return error_of(c) < kRight; });
  result.proved = track.start + track.length < analysis.duration.count() - 1;
  const std::vector<float> x = decode_mono(track.file);
  const Endless endless(x, track.start, track.length);
  result.equal_1_s = endless.ncc(best.start, best.end, 1);
  result.equal_10_s = endless.ncc(best.start, best.end, 10);
  result.cost = bench::cost_of([&] { looper::find_loop(track.file, {}, {}); });
  const auto decode = bench::cost_of([&] {
    bench::run_program({"ffmpeg", "-nostdin", "-v", "error", "-i", track.file.string(), "-map",
                        "0:a", "-f", "f32le", "/dev/null", "-y"});
  });
  result.ffmpeg_seconds = decode.cpu_seconds;
  fmt::print(
      "{:<34} {:<4} loop {:9.4f} s, best {:9.4f} s, NCC {:6.3f} {:6.3f}, score {:.2f}, "
      "{:.2f} s CPU, {:.0f} MB\n",
      track.name,
      result.top_1() ? "yes"
      : result.top_5 ? "top5"
                     : "no",
      track.length, (best.end - best.start).count(), result.equal_1_s, result.equal_10_s,
      best.score, result.cost.cpu_seconds, result.cost.peak_mb);
  return result;
}

template <class Test>
std::string share(const std::vector<Result>& results, const Test& test) {
  const auto part = std::count_if(results.begin(), results.end(), test);
  const double whole = std::max(1.0, static_cast<double>(results.size()));
  return fmt::format("{:.0f} % ({} of {})", 100.0 * static_cast<double>(part) / whole, part,
                     results.size());
}

// How the errors of right lengths are spread.
void print_errors(const char* title, const std::vector<Result>& results, bool proved) {
  std::vector<double> errors;
  for (const Result& r : results) {
    if (r.top_1() && r.proved == proved) errors.push_back(r.error * 1000);
  }
  if (errors.empty()) return;
  std::sort(errors.begin(), errors.end());
  const auto within = std::upper_bound(errors.begin(), errors.end(), 0.1) - errors.begin();
  fmt::print(
      "error of right lengths, {}: median {:.4f} ms, largest {:.4f} ms, within 0.1 ms {} of "
      "{}\n",
      title, errors[errors.size() / 2], errors.back(), within, errors.size());
}

void print_summary(const std::vector<Result>& results) {
  fmt::print("\n{} tracks, {} with sound after the true loop\n", results.size(),
             std::count_if(results.begin(), results.end(), [](const auto& r) { return r.proved; }));
  fmt::print("length within 10 ms: top-1 {}, top-5 {}\n",
             share(results, [](const auto& r) { return r.top_1(); }),
             share(results, [](const auto& r) { return r.top_5; }));
  fmt::print("best one equal (NCC over 0.98): over 1 s {}, over 10 s {}\n",
             share(results, [](const auto& r) { return r.equal_1_s > kEqual; }),
             share(results, [](const auto& r) { return r.equal_10_s > kEqual; }));
  print_errors("proved by the waveform", results, true);
  print_errors("loops that end with the file", results, false);
  double cpu = 0;
  double ffmpeg = 0;
  double slowest = 0;
  double peak = 0;
  for (const Result& r : results) {
    cpu += r.cost.cpu_seconds;
    ffmpeg += r.ffmpeg_seconds;
    slowest = std::max(slowest, r.cost.cpu_seconds);
    peak = std::max(peak, r.cost.peak_mb);
  }
  const double tracks = std::max(1.0, static_cast<double>(results.size()));
  fmt::print(
      "CPU {:.2f} s a track (slowest {:.2f} s), {:.1f} times what ffmpeg takes to decode it; "
      "peak {:.0f} MB\n",
      cpu / tracks, slowest, cpu / std::max(1e-9, ffmpeg), peak);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path supertux = "/usr/share/games/supertux2/music";
  if (argc < 2 && !fs::is_directory(supertux)) {
    fmt::print(stderr, "Install supertux-data, or give a list of tracks.\n");
    return 2;
  }
  const std::vector<Track> tracks = argc > 1 ? listed_tracks(argv[1]) : supertux_tracks(supertux);
  if (tracks.empty()) {
    fmt::print(stderr, "There is no track in the list: write NAME FILE SECONDS [START].\n");
    return 2;
  }
  std::vector<Result> results;
  for (const Track& track : tracks) results.push_back(judge(track));
  print_summary(results);
  return 0;
}
