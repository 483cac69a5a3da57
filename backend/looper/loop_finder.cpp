#include "looper/loop_finder.h"

#include <algorithm>
#include <cmath>
#include <future>

#include "audio/decoder.h"
#include "looper/marked_loop.h"
#include "looper/scoring.h"

namespace musicgen::looper {
namespace {

constexpr std::size_t kMostCandidates = 10;
constexpr double kShortestSeconds = 0.5;
constexpr float kSilenceDb = -70;
constexpr double kGoodScore = 0.4;
constexpr double kProperEnding = 0.365;

// The sounding part of the recording. Throws where there is none.
Span sounding_part(const Sketch& sketch, const Features& features) {
  const float loudest = features.loudest;
  if (loudest < kSilenceDb) {
    throw InvalidParameter("The recording is silent.").advise("Choose a file with sound in it.");
  }
  const auto sounds = [&](float level) { return level > std::max(kSilenceDb, loudest - 60); };
  const auto first = std::find_if(features.level.begin(), features.level.end(), sounds);
  const auto last = std::find_if(features.level.rbegin(), features.level.rend(), sounds);
  const auto before = static_cast<int>(first - features.level.begin());
  const auto after = static_cast<int>(last - features.level.rbegin());
  return {std::max(0, before - 1) * features.hop,
          std::min(sketch.size(), (features.count - std::max(0, after - 1)) * features.hop)};
}

// A length that is a whole multiple of another one's that explains as much says nothing new.
void prefer_fundamentals(std::vector<Loop>& loops, double rate_hz) {
  for (Loop& longer : loops) {
    for (const Loop& shorter : loops) {
      const double times = std::round(longer.length() / shorter.length());
      if (times < 2 || shorter.length() < 8 * rate_hz) continue;
      if (std::abs(longer.length() - times * shorter.length()) > 0.002 * times * rate_hz) continue;
      if (shorter.parts.coverage < 0.97 * longer.parts.coverage) continue;
      if (shorter.parts.correlation < longer.parts.correlation - 0.02) continue;
      longer.score *= 0.9;
      break;
    }
  }
}

// Where nothing is a good loop, a plan for a crossfade serves better than a bare jump, unless the
// jump is from a proper ending to the beginning.
void prefer_crossfades(std::vector<Loop>& loops) {
  const auto good = [](const Loop& loop) { return loop.score >= kGoodScore; };
  if (std::any_of(loops.begin(), loops.end(), good)) return;
  for (Loop& loop : loops) {
    if (loop.crossfade.count() == 0 && loop.score < kProperEnding) loop.score *= 0.25;
  }
}

// Best first, one of each length, as many as an answer holds.
std::vector<Loop> best_of(std::vector<Loop> loops, double rate_hz) {
  std::stable_sort(loops.begin(), loops.end(),
                   [](const Loop& a, const Loop& b) { return a.score > b.score; });
  std::vector<Loop> best;
  for (const Loop& loop : loops) {
    const bool known = std::any_of(best.begin(), best.end(), [&](const Loop& b) {
      return std::abs(b.length() - loop.length()) < 0.02 * rate_hz;
    });
    if (!known && best.size() < kMostCandidates) best.push_back(loop);
  }
  return best;
}

LoopCandidate candidate_of(const Loop& loop, const Evidence& evidence) {
  const Sketch& sketch = evidence.sketch;
  LoopCandidate out;
  const double scale = sketch.frames_per_sample;
  out.start_frame = std::clamp<Frames>(std::llround(loop.start * scale), 0, sketch.frames - 1);
  out.end_frame = std::clamp<Frames>(out.start_frame + std::llround(loop.length() * scale),
                                     out.start_frame + 1, sketch.frames);
  out.start = seconds_of(out.start_frame, sketch.sample_rate_hz);
  out.end = seconds_of(out.end_frame, sketch.sample_rate_hz);
  out.beats = evidence.beats_between(loop.start, loop.end);
  out.bars = out.beats / evidence.beats_per_bar();
  out.score = std::clamp(loop.score, 0.0, 1.0);
  out.marked = loop.marked;
  out.parts = loop.parts;
  out.crossfade = loop.crossfade;
  return out;
}

Verdict verdict_of(const LoopCandidate& best) {
  if (best.score < kGoodScore) return Verdict::none;
  return best.crossfade.count() > 0 ? Verdict::crossfade : Verdict::seamless;
}

}  // namespace

LoopAnalysis find_loop(audio::Source& source, const ProgressFn& progress, std::stop_token stop,
                       Frames frames_hint, const std::optional<audio::LoopMarks>& marks) {
  const Sketch sketch = read_sketch(source, part_of(progress, 0, 0.6), stop, frames_hint);
  LoopAnalysis analysis;
  analysis.frames = sketch.frames;
  analysis.sample_rate_hz = sketch.sample_rate_hz;
  analysis.duration = seconds_of(sketch.frames, sketch.sample_rate_hz);
  if (analysis.duration.count() < kShortestSeconds) {
    throw InvalidParameter("The recording is shorter than half a second.")
        .advise("Choose a longer file.");
  }
  const auto tell = part_of(progress, 0.6, 1.0);
  tell(0.1, "following the beat");
  auto beats_to_come = std::async(std::launch::async, [&] { return track_beats(sketch, stop); });
  const Features features = features_of(sketch, stop);
  const Span sounding = sounding_part(sketch, features);
  tell(0.4, "looking for repeats");
  const std::vector<Repeat> repeats = find_repeats(sketch, features, sounding, stop);
  const Beats beats = beats_to_come.get();
  const SteadyTempo tempo = steady_tempo(beats, repeats, sketch.rate_hz());
  const Evidence evidence{sketch, features, beats, tempo, sounding};
  std::vector<Loop> loops{loop_of_whole(evidence)};
  const double cut_on_bar = cut_on_the_bar(evidence, loops.front());
  for (const Repeat& repeat : repeats) {
    throw_if_stopped(stop);
    loops.push_back(loop_of_repeat(evidence, repeat, cut_on_bar));
  }
  for (const Loop& loop : loops_of_tail(evidence, repeats, 6)) loops.push_back(loop);
  loops.push_back(loop_of_crossfade(evidence));
  prefer_fundamentals(loops, sketch.rate_hz());
  prefer_crossfades(loops);
  if (const auto marked = marks ? marked_loop(evidence, *marks) : std::nullopt) {
    loops.insert(loops.begin(), *marked);
  }
  for (const Loop& loop : best_of(std::move(loops), sketch.rate_hz())) {
    analysis.candidates.push_back(candidate_of(loop, evidence));
  }
  if (beats.found()) analysis.bpm = 60 * sketch.rate_hz() / evidence.beat();
  analysis.verdict = verdict_of(analysis.candidates.front());
  tell(1.0, "done");
  return analysis;
}

LoopAnalysis find_loop(const std::filesystem::path& path, const ProgressFn& progress,
                       std::stop_token stop) {
  const auto decoder = audio::open_decoder(path);
  const audio::FileInfo& info = decoder->info();
  return find_loop(*decoder, progress, stop, info.frames.value_or(0), info.loop_marks);
}

}  // namespace musicgen::looper
