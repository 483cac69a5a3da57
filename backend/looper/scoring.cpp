#include "looper/scoring.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "looper/alignment.h"
#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

// Values from 0 at `from` to 1 at `to`.
double ramp(double x, double from, double to) {
  return std::clamp((x - from) / (to - from), 0.0, 1.0);
}

double saturating(double x, double half_way) {
  return 1 - std::exp(-x / half_way);
}

double seconds(const Evidence& e, double samples) {
  return samples / e.sketch.rate_hz();
}

// NCC after both ends over up to `length` seconds, as far as the recording sounds.
double ncc_after(const Evidence& e, double start, double lag, double length) {
  const int at = static_cast<int>(std::lround(start));
  const int left = e.sounding.end - at - static_cast<int>(std::ceil(lag)) - 2;
  const int n = std::min(left, static_cast<int>(length * e.sketch.rate_hz()));
  return n > 0.05 * e.sketch.rate_hz() ? ncc_at(e.sketch.samples, at, n, lag) : 0.0;
}

double level_db(const Evidence& e, double from, double to) {
  const int begin = std::clamp(static_cast<int>(from), 0, e.sketch.size());
  const int end = std::clamp(static_cast<int>(to), begin, e.sketch.size());
  if (begin == end) return -120;
  return 10 * std::log10(energy(e.sketch.samples.data() + begin, end - begin) /
                             static_cast<double>(end - begin) +
                         1e-12);
}

// Mean likeness of the features from `before` to `after` seconds around two places.
struct Likeness {
  double harmony = 0;
  double timbre = 0;
};

Likeness likeness_around(const Evidence& e, double a, double b, double before, double after) {
  const double hop = e.features.hop;
  const double per_second = e.sketch.rate_hz() / hop;
  Likeness sum;
  int count = 0;
  for (int k = -static_cast<int>(before * per_second); k <= after * per_second; ++k) {
    const int i = static_cast<int>(std::lround(a / hop)) + k;
    const int j = static_cast<int>(std::lround(b / hop)) + k;
    if (i < 0 || j < 0 || i >= e.features.count || j >= e.features.count) continue;
    sum.harmony += e.features.harmony_likeness(i, j);
    sum.timbre += e.features.timbre_likeness(i, j);
    ++count;
  }
  if (count == 0) return {};
  return {std::max(0.0, sum.harmony / count), std::max(0.0, sum.timbre / count)};
}

// 1 for whole groups of eight bars, less for fewer, little for no whole number of beats.
double phrase_of(const Evidence& e, double start, double end) {
  const double n = e.beats_between(start, end);
  if (n <= 0) return 0.5;
  // Tracked beats may stray; an exact tempo is only missed by the rounding of who cut the file.
  const double tolerance = e.tempo.found() ? 0.12 : 0.1 + 0.001 * n;
  for (const auto& [bars, worth] : {std::pair{8, 1.0}, {4, 0.93}, {2, 0.8}, {1, 0.7}}) {
    const double group = bars * e.beats_per_bar();
    const double count = std::round(n / group);
    if (count >= 1 && std::abs(n - count * group) < tolerance) return worth;
  }
  return std::abs(n - std::round(n)) < tolerance ? 0.5 : 0.2;
}

void describe(const Evidence& e, Loop& loop) {
  const Likeness likeness = likeness_around(e, loop.start, loop.end, 1.0, 3.0);
  loop.parts.harmony = likeness.harmony;
  loop.parts.timbre = likeness.timbre;
  loop.parts.phrase = phrase_of(e, loop.start, loop.end);
  const double half = 0.5 * e.sketch.rate_hz();
  const double step =
      std::abs(level_db(e, loop.start, loop.start + half) - level_db(e, loop.end - half, loop.end));
  loop.parts.level = 1 - ramp(step, 3, 24);
}

// How surely a loop is no whole number of bars, 0 to 1: where the beat is exact a body is one, but
// an intro in front of it need not be.
double off_beat(const Evidence& e, const Loop& loop) {
  return loop.parts.phrase < 0.7 ? ramp(e.tempo.proof, 0.2, 0.8) : 0.0;
}

// Places in a repeat that are worth trying: its beginning, then its first beats.
std::vector<double> places_in(const Evidence& e, const Repeat& repeat, std::size_t most) {
  const double rate = e.sketch.rate_hz();
  const double last = repeat.end - std::min(rate, 0.5 * (repeat.end - repeat.begin));
  std::vector<double> places{static_cast<double>(repeat.begin)};
  for (auto beat = std::lower_bound(e.beats.at.begin(), e.beats.at.end(), repeat.begin);
       beat != e.beats.at.end() && *beat <= last && places.size() < most; ++beat) {
    places.push_back(*beat);
  }
  if (places.size() == 1) {
    for (int i = 1; i < 8; ++i) places.push_back(repeat.begin + (last - repeat.begin) * i / 8);
  }
  return places;
}

double coverage_of(const Evidence& e, const Repeat& repeat) {
  return std::min(1.0, (repeat.lag + repeat.end - repeat.begin) / e.sounding.length());
}

// 1 where the music breaks off at the end of the file, 0 where it has died away.
double hardness_of_cut(const Evidence& e) {
  const double rate = e.sketch.rate_hz();
  const double track = level_db(e, e.sounding.begin, e.sounding.end);
  const double tail = level_db(e, e.sounding.end - 0.15 * rate, e.sounding.end);
  const double silence = seconds(e, e.sketch.size() - e.sounding.end);
  return ramp(tail - track, -35, -15) * (1 - ramp(silence, 0.1, 0.5));
}

// How much of what follows the repeat is left unexplained: a true loop's repeat goes on to the end
// of the file; a phrase that only comes back is followed by something else.
double reach_of(const Evidence& e, const Repeat& repeat) {
  const double left = seconds(e, e.sounding.end - repeat.end - repeat.lag);
  return 0.5 + 0.5 * std::exp(-std::max(0.0, left - 0.5) / 8);
}

// Of two equal explanations the longer loop uses more of the track, unless the shorter one is
// proved by most of a second pass.
double length_worth(const Evidence& e, const Repeat& repeat) {
  const double share = repeat.lag / e.sounding.length();
  const double second_pass = std::min(1.0, (repeat.end - repeat.begin) / (0.4 * repeat.lag));
  return saturating(seconds(e, repeat.lag), 5) * (0.94 + 0.06 * std::max(share, second_pass));
}

// Of repeats that explain as much, the one that goes on longer is less likely a phrase that came
// back by chance.
double run_worth(const Evidence& e, const Repeat& repeat) {
  return 0.9 + 0.1 * saturating(seconds(e, repeat.end - repeat.begin), 6);
}

// Frames between which a crossfade may lead: beats, so that the pulse goes on, or every other
// frame.
std::vector<int> places_to_cross(const Evidence& e, int first) {
  std::vector<int> places;
  const int last = std::min(e.features.count, e.sounding.end / e.features.hop);
  for (const double beat : e.beats.at) {
    const int place = static_cast<int>(std::lround(beat / e.features.hop));
    if (place >= first && place < last) places.push_back(place);
  }
  if (!e.beats.found()) {
    for (int place = first; place < last; place += 2) places.push_back(place);
  }
  return places;
}

// Where a body that ends with the file may begin: whole beats before the end, and as far before it
// as a repeat that reaches the end.
std::vector<double> places_of_tail(const Evidence& e, const std::vector<Repeat>& repeats) {
  const double rate = e.sketch.rate_hz();
  const double end = e.sketch.size();
  std::vector<double> places;
  const auto add = [&](double start) {
    if (start > 1.5 * rate && start < 0.6 * end && end - start > 8 * rate) places.push_back(start);
  };
  if (e.beats.found()) {
    for (double start = end - e.beats_per_bar() * e.beat(); start > 0; start -= e.beat()) {
      add(start);
    }
  }
  for (const Repeat& repeat : repeats) {
    if (repeat.end + repeat.lag > e.sounding.end - 1.5 * rate) add(end - repeat.lag);
  }
  return places;
}

// How much the sound changes at a place: the distance of the mean features of the seconds before it
// and after it (after Foote, "Automatic audio segmentation using a measure of audio novelty", ICME
// 2000).
double novelty_at(const Evidence& e, double place) {
  const int centre = static_cast<int>(std::lround(place / e.features.hop));
  const int reach = static_cast<int>(3 * e.sketch.rate_hz() / e.features.hop);
  std::array<double, kFeatures> change{};
  int frames = 0;
  for (int k = 1; k <= reach && centre - k >= 0 && centre + k < e.features.count; ++k, ++frames) {
    for (int i = 0; i < kFeatures; ++i) {
      change[i] += e.features.row(centre + k)[i] - e.features.row(centre - k)[i];
    }
  }
  if (frames == 0) return 0;
  double sum = 0;
  for (const double difference : change) sum += difference * difference;
  return sum / frames / frames;
}

// An intro is rarer than a phrase that both opens a piece and closes it: of two claims that are as
// good, the whole file's is likelier.
constexpr double kIntroIsRare = 0.9;

// How much the seconds before a place sound like the last ones of the file.
double likeness_of_approach(const Evidence& e, double start) {
  const double end = e.sketch.size();
  const Likeness near = likeness_around(e, start, end, 1.0, 0.0);
  const Likeness far = likeness_around(e, start, end, 4.0, 0.0);
  return std::min(near.harmony + near.timbre, far.harmony + far.timbre) / 2;
}

// The length of a repeat says more exactly than a beat where a tail begins; where none is near, the
// waveforms of the approach do if they agree.
void align_tail(const Evidence& e, const std::vector<Repeat>& repeats, Aligner& aligner,
                Loop& loop) {
  const int slack = static_cast<int>(e.sketch.rate_hz() / 20);
  const Repeat* nearest = nullptr;
  for (const Repeat& repeat : repeats) {
    if (std::abs(repeat.lag - loop.length()) > slack) continue;
    if (nearest == nullptr || repeat.likeness > nearest->likeness) nearest = &repeat;
  }
  if (nearest != nullptr) loop.start = loop.end - nearest->lag;
  const int second = static_cast<int>(e.sketch.rate_hz());
  const int at = std::max(0, static_cast<int>(loop.start) - second - slack);
  const Match match = aligner.align(e.sketch.samples, at, static_cast<int>(loop.length()));
  if (nearest == nullptr && match.ncc > 0.6) loop.start = loop.end - match.lag;
  loop.parts.correlation = std::max(0.0, match.ncc);
}

// Returns the NCC of the first second after both ends.
double compare_waveforms(const Evidence& e, Loop& loop) {
  const double near = ncc_after(e, loop.start, loop.length(), 1.0);
  const double far = ncc_after(e, loop.start, loop.length(), 10.0);
  loop.parts.correlation = std::max(0.0, std::max(far, 0.5 * (near + far)));
  return near;
}

Seconds crossfade_for(double near) {
  return Seconds(near >= 0.97 ? 0.0 : near >= 0.9 ? 0.03 : 0.1);
}

// What the first second after a seam weighs against the first ten when its place is chosen: near
// the end of a file those ten seconds are few, and fewer the later the place.
constexpr double kOfSeam = 0.8;

// A seam at which the first second is not the same does not loop unheard: it counts for this much
// less, in full below the first NCC, not at all above the other.
constexpr double kUnequalSeam = 0.2;
constexpr double kUnequalNcc = 0.95;
constexpr double kEqualNcc = 0.98;

Loop exact_loop(const Evidence& e, const Repeat& repeat) {
  Loop loop;
  double best = -2;
  int late = 0;
  for (const double place : places_in(e, repeat, 24)) {
    const double worth = kOfSeam * ncc_after(e, place, repeat.lag, 1.0) +
                         (1 - kOfSeam) * ncc_after(e, place, repeat.lag, 10.0) - 0.001 * late++;
    if (worth <= best) continue;
    best = worth;
    loop.start = place;
  }
  const int window =
      static_cast<int>(std::min<double>(4 * e.sketch.rate_hz(), repeat.end - loop.start));
  const Match match = refine(e.sketch.samples, static_cast<int>(loop.start), window, repeat.lag);
  loop.end = loop.start + (std::abs(match.lag - repeat.lag) < 4 ? match.lag : repeat.lag);
  const double near = compare_waveforms(e, loop);
  loop.parts.coverage = coverage_of(e, repeat);
  describe(e, loop);
  const double quality = ramp(repeat.likeness, 0.88, 0.985) * ramp(near, 0.8, 0.98) *
                         (0.7 + 0.3 * ramp(loop.parts.correlation, 0.6, 0.9));
  const double proof = saturating(seconds(e, repeat.end - repeat.begin), 0.8);
  loop.score = std::pow(loop.parts.coverage, 1.6) * (0.5 + 0.5 * quality * proof) *
               reach_of(e, repeat) * length_worth(e, repeat) * run_worth(e, repeat) *
               (1 - (0.04 + 0.14 * (1 - proof)) * (1 - loop.parts.phrase)) *
               (1 - kUnequalSeam * (1 - ramp(near, kUnequalNcc, kEqualNcc)));
  loop.crossfade = crossfade_for(near);
  return loop;
}

// The beat within 50 ms of a place, or the place: where waveforms don't agree, the pulse has to.
double nearest_beat(const Evidence& e, double place) {
  const auto nearer = [&](double a, double b) { return std::abs(a - place) < std::abs(b - place); };
  const auto beat = std::min_element(e.beats.at.begin(), e.beats.at.end(), nearer);
  const bool near = beat != e.beats.at.end() && std::abs(*beat - place) < 0.05 * e.sketch.rate_hz();
  return near ? *beat : place;
}

// How far a second pass has come when the file ends in the middle of it, 1 for two fifths: players
// who begin again say where the loop is, however little their waveforms agree. Where the file holds
// whole passes it can itself be the loop, and what comes again may be its second verse.
double second_pass(const Evidence& e, const Repeat& repeat) {
  const double left = seconds(e, e.sounding.end - repeat.end - repeat.lag);
  const double passes = e.sounding.length() / repeat.lag;
  if (left > 1 || std::abs(passes - std::round(passes)) < 0.02) return 0;
  return std::min(1.0, (repeat.end - repeat.begin) / (0.4 * repeat.lag));
}

Loop similar_loop(const Evidence& e, const Repeat& repeat) {
  Loop loop;
  double best = -2;
  int late = 0;
  for (const double place : places_in(e, repeat, 32)) {
    const Likeness likeness = likeness_around(e, place, place + repeat.lag, 1.0, 2.0);
    const double worth = 0.5 * (likeness.harmony + likeness.timbre) +
                         0.5 * ncc_after(e, place, repeat.lag, 1.0) - 0.003 * late++;
    if (worth <= best) continue;
    best = worth;
    loop.start = place;
  }
  loop.end = loop.start + repeat.lag;
  const double near = ncc_after(e, loop.start, repeat.lag, 1.0);
  if (near < 0.5) loop.end = nearest_beat(e, loop.end);
  loop.parts.correlation = std::max(0.0, near);
  loop.parts.coverage = coverage_of(e, repeat);
  describe(e, loop);
  const double agreement = std::max(ramp(near, 0.2, 0.9), second_pass(e, repeat));
  const double quality = ramp(repeat.likeness, 0.05, 0.2) * (0.6 + 0.4 * agreement);
  const double proof = saturating(seconds(e, repeat.end - repeat.begin), 6);
  loop.score = std::pow(loop.parts.coverage, 1.6) * (0.3 + 0.45 * quality * proof) *
               reach_of(e, repeat) * length_worth(e, repeat) * (0.85 + 0.15 * loop.parts.phrase);
  const double beat = e.beats.found() ? seconds(e, e.beats.period) : 0.5;
  loop.crossfade = Seconds(near > 0.97 ? 0.0 : near > 0.8 ? 0.1 : beat);
  return loop;
}

}  // namespace

void describe_seam(const Evidence& e, Loop& loop) {
  const double near = compare_waveforms(e, loop);
  describe(e, loop);
  const bool goes_on = seconds(e, e.sounding.end - loop.end) > 0.1;
  loop.crossfade = std::min(crossfade_for(goes_on ? near : 1.0), Seconds(seconds(e, loop.start)));
}

double cut_on_the_bar(const Evidence& e, const Loop& whole) {
  return hardness_of_cut(e) * ramp(whole.parts.phrase, 0.5, 1.0);
}

Loop loop_of_repeat(const Evidence& e, const Repeat& repeat, double cut_on_bar) {
  Loop loop = repeat.exact ? exact_loop(e, repeat) : similar_loop(e, repeat);
  if (seconds(e, e.sketch.size() - loop.end) > 0.05) {
    const double the_same = ramp(loop.parts.correlation, 0.985, 0.998);
    loop.score *= 1 - 0.25 * cut_on_bar * (1 - the_same) * (1 - second_pass(e, repeat));
  }
  loop.crossfade = std::min(loop.crossfade, Seconds(seconds(e, loop.start)));
  return loop;
}

std::vector<Loop> loops_of_tail(const Evidence& e, const std::vector<Repeat>& repeats,
                                std::size_t most) {
  const double cut = hardness_of_cut(e);
  std::vector<Loop> loops;
  if (cut == 0) return loops;
  Aligner aligner(static_cast<int>(e.sketch.rate_hz()), static_cast<int>(e.sketch.rate_hz() / 20));
  for (const double start : places_of_tail(e, repeats)) {
    Loop loop;
    loop.start = start;
    loop.end = e.sketch.size();
    // A short approach proves little.
    const double heard = 0.6 + 0.4 * ramp(seconds(e, start), 0, 4);
    const double likeness = likeness_of_approach(e, start);
    const double novelty = ramp(novelty_at(e, start), 0.1, 0.8);
    const bool reached_alike = likeness * cut >= 0.6;
    if (!reached_alike && novelty < 0.15) continue;
    align_tail(e, repeats, aligner, loop);
    loop.parts.coverage = loop.length() / e.sounding.length();
    describe(e, loop);
    const double approach = heard * (0.7 * likeness + 0.3 * loop.parts.correlation);
    const double by_approach = reached_alike ? 0.475 + 0.24 * ramp(approach, 0.4, 0.8) : 0.0;
    const double by_novelty = 0.3 + 0.1 * ramp(approach, 0.0, 0.8) + 0.1 * novelty;
    loop.score = kIntroIsRare * cut * std::max(by_approach, by_novelty) *
                 std::pow(loop.parts.coverage, 0.55) * (0.75 + 0.25 * loop.parts.phrase) *
                 (1 - 0.25 * off_beat(e, loop));
    loops.push_back(loop);
  }
  std::stable_sort(loops.begin(), loops.end(),
                   [](const Loop& a, const Loop& b) { return a.score > b.score; });
  if (loops.size() > most) loops.resize(most);
  return loops;
}

Loop loop_of_whole(const Evidence& e) {
  Loop loop;
  loop.start = 0;
  loop.end = e.sketch.size();
  describe(e, loop);
  loop.parts.coverage = 1;
  // A length in whole groups of bars is no accident: a song that ends by itself has any length.
  const double cut = hardness_of_cut(e);
  // Noise and speech break off too, but nothing in them asks to go on.
  const double pulse = e.beats.found() ? 0.55 : 0.1;
  const double grid = e.beats.found() ? ramp(loop.parts.phrase, 0.5, 1.0) : 0.0;
  // A piece that comes to its end may begin anew; one that is faded out, or no piece at all, not.
  const double rate = e.sketch.rate_hz();
  const double before = level_db(e, e.sounding.end - 6 * rate, e.sounding.end - 3 * rate);
  const double fade = ramp(level_db(e, e.sounding.begin, e.sounding.end) - before, 4, 9);
  const double base = e.beats.found() ? 0.3 + (0.08 - 0.28 * fade) * (1 - cut) : 0.1;
  loop.score = (base + 0.45 * (1 - (1 - pulse * cut) * (1 - 0.6 * grid))) *
               (1 - 0.15 * cut * (1 - loop.parts.level)) *
               (1 - 0.15 * off_beat(e, loop) * ramp(cut, 0.7, 1));
  return loop;
}

Loop loop_of_crossfade(const Evidence& e) {
  Loop loop;
  const int reach = std::max(1, e.features.count / 64);
  const std::vector<int> places = places_to_cross(e, reach);
  double best = -2;
  int start = reach;
  int end = e.features.count - 1;
  for (const int i : places) {
    if (i > e.features.count / 4) break;
    for (const int j : places) {
      if (j < e.features.count * 3 / 4) continue;
      const double worth = e.features.likeness(i, j) +
                           e.features.likeness(i - reach / 2, j - reach / 2) -
                           0.02 * std::abs(e.features.level[i] - e.features.level[j]) +
                           0.2 * (j - i) / e.features.count;
      if (worth <= best) continue;
      best = worth;
      start = i;
      end = j;
    }
  }
  loop.start = static_cast<double>(start) * e.features.hop;
  loop.end = std::min<double>(e.sketch.size(), static_cast<double>(end) * e.features.hop);
  if (loop.end <= loop.start) {
    loop.start = 0;
    loop.end = e.sketch.size();
  }
  loop.parts.coverage = loop.length() / e.sketch.size();
  describe(e, loop);
  loop.parts.correlation = std::max(0.0, ncc_after(e, loop.start, loop.length(), 1.0));
  loop.crossfade = Seconds(std::min({4.0, seconds(e, loop.start), seconds(e, loop.length() / 2)}));
  loop.score = 0.1 + 0.1 * loop.parts.coverage * (loop.parts.harmony + loop.parts.timbre) / 2;
  return loop;
}

}  // namespace musicgen::looper
