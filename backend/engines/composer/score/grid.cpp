#include "engines/composer/score/grid.h"

#include <array>

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen::composer::writing {
namespace {

std::vector<int> felt_beats(const Meter& meter) {
  if (meter.unit == 4) return std::vector<int>(meter.beats, 4);
  if (meter.beats % 3 == 0) return std::vector<int>(meter.beats / 3, 6);
  // Odd eighths are twos with the threes that are left: 5/8 opens with its three, longer bars close
  // with it, as dancers count them.
  if (meter.beats == 5) return {6, 4};
  if (meter.beats == 8) return {6, 6, 4};
  if (meter.beats == 10) return {6, 6, 4, 4};
  std::vector<int> beats(meter.beats / 2, 4);
  if (meter.beats % 2 == 1) beats.back() = 6;
  return beats;
}

// Which beat of a four-beat bar stands for each beat of a bar of `count`.
std::vector<int> beats_to_take(std::size_t count) {
  switch (count) {
    case 1:
      return {0};
    case 2:
      return {0, 1};
    case 3:
      return {0, 1, 3};
    case 5:
      return {0, 1, 2, 3, 3};
    case 6:
      return {0, 1, 2, 3, 2, 3};
    default:
      break;
  }
  std::vector<int> beats(count);
  for (std::size_t i = 0; i < count; ++i) beats[i] = static_cast<int>(i % 4);
  return beats;
}

// Appends one beat of `length` steps made of the four steps at `source`.
void append_beat(std::string_view source, int length, std::string& out) {
  static constexpr std::array<int, 4> kThreefold{0, 2, 4, 5};
  if (length == 4) {
    out += source;
    return;
  }
  std::string beat(length, 0);
  for (int i = 0; i < 4; ++i) beat[kThreefold[i]] = source[i];
  // Running eighths go on running in threes.
  if (source[2] == source[0]) beat[2] = source[2];
  const bool sounding = !out.empty() && out.back() != '.';
  char before = sounding ? '-' : '.';
  for (char& step : beat) {
    if (step == 0) step = before == '.' ? '.' : '-';
    before = step;
  }
  out += beat;
}

}  // namespace

Grid::Grid(Meter meter)
    : meter_(meter), steps_(16 * meter.beats / meter.unit), beats_(felt_beats(meter)) {
  accents_.assign(steps_, 0);
  for (int step = 0; step < steps_; step += 2) accents_[step] = 1;
  int step = 0;
  half_ = 0;
  for (std::size_t beat = 0; beat < beats_.size(); ++beat) {
    accents_[step] = beat == 0 || (beat == 2 && beats_.size() == 4) ? 3 : 2;
    if (half_ == 0 && 2 * step >= steps_) half_ = step;
    step += beats_[beat];
  }
  if (half_ == 0) half_ = beats_.size() > 1 ? steps_ - beats_.back() : steps_ / 2;
}

int Grid::accent(int step) const {
  return accents_[((step % steps_) + steps_) % steps_];
}

std::string fit_pattern(std::string_view text, const Meter& meter, const Grid& grid) {
  std::string source;
  for (const char c : text) {
    if (c != ' ' && c != '|') source += c;
  }
  const Grid written(meter);
  if (source.empty() || source.size() % written.steps() != 0) {
    throw InternalError(fmt::format("The pattern \"{}\" is not whole bars of {}/{}.", text,
                                    meter.beats, meter.unit));
  }
  if (meter == grid.meter()) return source;
  std::string fitted;
  for (std::size_t bar = 0; bar < source.size(); bar += written.steps()) {
    const std::vector<int> take = beats_to_take(grid.beats().size());
    for (std::size_t beat = 0; beat < take.size(); ++beat) {
      const std::size_t from = bar + (4 * take[beat]) % written.steps();
      append_beat(std::string_view(source).substr(from, 4), grid.beats()[beat], fitted);
    }
  }
  return fitted;
}

double swung(double beat, double share, int unit) {
  const double pair = 8.0 / unit;
  const double first = std::floor(beat / pair) * pair;
  const double place = (beat - first) / pair;
  const double moved = place < 0.5 ? place * 2 * share : share + (place - 0.5) * 2 * (1 - share);
  return first + moved * pair;
}

}  // namespace musicgen::composer::writing
