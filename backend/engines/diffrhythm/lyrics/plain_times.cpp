#include "engines/diffrhythm/lyrics/plain_times.h"

#include <algorithm>
#include <cmath>

namespace musicgen::lyrics {
namespace {

constexpr double kBeatsPerBar = 4;
constexpr double kBreathSeconds = 0.6;

// Bars of music without words at an easy pace.
constexpr double kIntroBars = 4;
constexpr double kInstrumentalBars = 8;
constexpr double kBetweenSectionsBars = 1;
constexpr double kOutroBars = 2;

// How far the pace is stretched and pressed; at kFastest the model still keeps up.
constexpr double kSlowest = 1.3;
constexpr double kFastest = 0.5;
constexpr double kStep = 0.05;

class Plan {
 public:
  Plan(const Sheet& sheet, const std::vector<double>& sung_s, double tempo_bpm, double pace)
      : beat_s_(60 / tempo_bpm), pace_(pace) {
    for (std::size_t i = 0; i < sheet.lines.size(); ++i) {
      const SheetLine& line = sheet.lines[i];
      const bool opens = i == 0 || line.part != sheet.lines[i - 1].part;
      if (opens && i == 0 && !is_instrumental(line.section)) rest(kIntroBars);
      if (opens && i > 0) rest(kBetweenSectionsBars);
      const double begin = beat_;
      if (line.text.empty()) {
        // A heading without words: [instrumental], or a [verse] still to be written.
        rest(is_instrumental(line.section) ? bars_of(line.section) : kBetweenSectionsBars);
      } else if (sung_s[i] > 0) {
        sing(sung_s[i]);
      }
      times_.lines.push_back({seconds(begin), seconds(beat_)});
    }
    if (!sheet.lines.empty() && !sheet.lines.back().text.empty()) rest(kOutroBars);
    times_.total_s = seconds(beat_);
  }

  PlainTimes take() { return std::move(times_); }

 private:
  static double bars_of(const std::string& section) {
    const bool edge = section.starts_with("intro") || section.starts_with("outro") ||
                      section.starts_with("ending");
    return edge ? kIntroBars : kInstrumentalBars;
  }

  // Music gives way before words do: at the fastest pace a quarter of it is left.
  void rest(double bars) {
    const double share = std::clamp(2 * pace_ - 1, 0.25, kSlowest);
    beat_ += std::max(1.0, std::round(bars * share)) * kBeatsPerBar;
  }

  // In half bars, so that the lines of a section keep step with the music.
  void sing(double sung_s) {
    const double half_bars = (sung_s + kBreathSeconds) * pace_ / beat_s_ / (kBeatsPerBar / 2);
    beat_ += std::max(1.0, std::ceil(half_bars - 0.1)) * kBeatsPerBar / 2;
  }

  double seconds(double beat) const { return std::round(beat * beat_s_ * 100) / 100; }

  double beat_s_;
  double pace_;
  double beat_ = 0;
  PlainTimes times_;
};

}  // namespace

double sung_seconds(int english_syllables, int mandarin_syllables) {
  return english_syllables / kEnglishSyllablesPerSecond +
         mandarin_syllables / kMandarinSyllablesPerSecond;
}

PlainTimes plan_times(const Sheet& sheet, const std::vector<double>& sung_s, double tempo_bpm,
                      double song_s) {
  if (song_s <= 0) return Plan(sheet, sung_s, tempo_bpm, 1).take();
  const int steps = static_cast<int>(std::lround((kSlowest - kFastest) / kStep));
  for (int i = 0;; ++i) {
    PlainTimes times = Plan(sheet, sung_s, tempo_bpm, kSlowest - i * kStep).take();
    if (times.total_s <= song_s || i == steps) return times;
  }
}

}  // namespace musicgen::lyrics
