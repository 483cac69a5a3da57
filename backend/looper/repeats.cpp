#include "looper/repeats.h"

#include <algorithm>
#include <cmath>

#include "looper/alignment.h"
#include "looper/diagonals.h"
#include "looper/in_order.h"
#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

constexpr int kMostDiagonals = 64;
constexpr std::size_t kMostLags = 96;
constexpr double kShortestLagSeconds = 2.5;
constexpr int kWindow = 8192;  // of one alignment: 0.74 s
constexpr int kBlock = 1024;   // of a profile: 93 ms

// NCC that two takes of the same notes seldom reach and a copy seldom misses.
constexpr float kCopy = 0.88F;

// Reads the exact lag of a diagonal at five places and adds those that are new: a sequencer's
// agree, a live player's differ. Returns the best of them.
Match align_diagonal(Aligner& aligner, const Sketch& sketch, const Features& features,
                     const Diagonal& diagonal, std::vector<Match>& lags) {
  const double same = 0.0005 * sketch.rate_hz();
  const int span = std::max(0, (diagonal.end - diagonal.begin) * features.hop - kWindow);
  Match best{static_cast<double>(diagonal.lag) * features.hop, 0.3};
  for (int step = 0; step <= 4; ++step) {
    const int at = diagonal.begin * features.hop + span / 4 * step;
    const Match rough = aligner.align(sketch.samples, at, diagonal.lag * features.hop);
    if (rough.ncc < 0.3) continue;
    const Match match = refine(sketch.samples, at, kWindow, rough.lag);
    if (match.ncc > best.ncc) best = match;
    const auto known = std::find_if(lags.begin(), lags.end(), [&](const Match& lag) {
      return std::abs(lag.lag - match.lag) < same;
    });
    if (known == lags.end()) {
      lags.push_back(match);
    } else if (match.ncc > known->ncc) {
      *known = match;
    }
  }
  return best;
}

// Runs of blocks that are copies. A run survives a lapse (a lossy codec in a quiet place, a free
// running modulation) of as many blocks as kLapse; what is nearly silent neither helps nor hurts.
class RunSearch {
 public:
  RunSearch(const Sketch& sketch, Span sounding) : sketch_(sketch), sounding_(sounding) {
    const auto& samples = sketch.samples;
    double total = 0;
    for (int at = 0; at + kBlock <= sketch.size(); at += kBlock) {
      power_.push_back(energy(samples.data() + at, kBlock));
      total += power_.back();
    }
    audible_ = total / std::max<double>(1, static_cast<double>(power_.size())) * 1e-4;
  }

  std::vector<Repeat> runs(double lag) const {
    std::vector<Repeat> out;
    const std::vector<float> profile = ncc_profile(sketch_.samples, kBlock, lag);
    const int first = sounding_.begin / kBlock;
    const int last = std::min<int>(static_cast<int>(profile.size()),
                                   (sounding_.end - static_cast<int>(lag)) / kBlock);
    double sum = 0;
    double best = 0;
    int begin = first;
    int end = first;
    const auto close = [&](int next) {
      if (best >= kLeastGain) add(lag, begin, end, profile, out);
      sum = best = 0;
      begin = next;
    };
    for (int b = first; b < last; ++b) {
      if (power_[b] > audible_) sum += std::clamp((profile[b] - kCopy) / (1 - kCopy), -1.0F, 1.0F);
      if (sum > best) {
        best = sum;
        end = b + 1;
      }
      if (sum <= 0 || sum < best - kLapse) close(b + 1);
    }
    close(last);
    return out;
  }

 private:
  static constexpr double kLapse = 8;
  static constexpr double kLeastGain = 2;

  // The mean of the blocks, not the correlation of the whole run: a copy that fades is a copy.
  void add(double lag, int begin, int end, const std::vector<float>& profile,
           std::vector<Repeat>& out) const {
    double sum = 0;
    double weight = 0;
    for (int b = begin; b < end; ++b) {
      const double loudness = std::sqrt(power_[b]);
      sum += loudness * profile[b];
      weight += loudness;
    }
    out.push_back({.lag = lag,
                   .begin = begin * kBlock,
                   .end = end * kBlock,
                   .likeness = weight > 0 ? sum / weight : 0.0,
                   .exact = true});
  }

  const Sketch& sketch_;
  Span sounding_;
  std::vector<float> power_;
  double audible_ = 0;
};

// Lags at which the last moments of the file came before, and at which its first ones come again
// near its end: overlaps too short to stand out as diagonals.
void align_ends(const Sketch& sketch, Span sounding, std::vector<Match>& lags) {
  constexpr double kLeast = 0.9;
  constexpr std::size_t kMost = 12;
  const double rate = sketch.rate_hz();
  const int shortest = static_cast<int>(kShortestLagSeconds * rate);
  const int length = static_cast<int>(0.35 * rate);
  if (sounding.length() < shortest + 2 * length) return;
  const int tail = sounding.end - length - static_cast<int>(0.05 * rate);
  for (const int place :
       occurrences(sketch.samples, tail, length, sounding.begin, tail - shortest, kLeast, kMost)) {
    lags.push_back(refine(sketch.samples, place, length, tail - place));
  }
  const int near_end =
      std::max(sounding.begin + shortest, sounding.end - static_cast<int>(12 * rate));
  for (const int place : occurrences(sketch.samples, sounding.begin, length, near_end,
                                     sounding.end - length, kLeast, kMost)) {
    lags.push_back(refine(sketch.samples, sounding.begin, length, place - sounding.begin));
  }
}

}  // namespace

std::vector<Repeat> find_repeats(const Sketch& sketch, const Features& features, Span sounding,
                                 const std::stop_token& stop) {
  const auto diagonals = search_diagonals(
      features, sounding.begin / features.hop, sounding.end / features.hop,
      std::max(1, static_cast<int>(kShortestLagSeconds * sketch.rate_hz() / features.hop)),
      kMostDiagonals, stop);
  std::vector<Match> lags;
  Aligner aligner(kWindow, features.hop * 3 / 2);
  std::vector<Repeat> repeats;
  for (const Diagonal& diagonal : diagonals) {
    throw_if_stopped(stop);
    const Match match = align_diagonal(aligner, sketch, features, diagonal, lags);
    const int frames = diagonal.end - diagonal.begin;
    repeats.push_back({.lag = match.lag,
                       .begin = diagonal.begin * features.hop,
                       .end = diagonal.end * features.hop,
                       .likeness = diagonal.score / static_cast<float>(frames)});
  }
  align_ends(sketch, sounding, lags);
  std::stable_sort(lags.begin(), lags.end(),
                   [](const Match& a, const Match& b) { return a.ncc > b.ncc; });
  lags.resize(std::min(lags.size(), kMostLags));
  std::erase_if(lags, [](const Match& lag) { return lag.ncc <= kCopy; });
  const RunSearch search(sketch, sounding);
  in_order(
      std::ssize(lags),
      [&](std::int64_t i) { return search.runs(lags[static_cast<std::size_t>(i)].lag); },
      [&](const std::vector<Repeat>& runs) {
        throw_if_stopped(stop);
        repeats.insert(repeats.end(), runs.begin(), runs.end());
        return true;
      });
  return repeats;
}

}  // namespace musicgen::looper
