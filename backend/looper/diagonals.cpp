#include "looper/diagonals.h"

#include <algorithm>
#include <cstdlib>

#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

// What two moments of one piece reach by chance; a repeat lies well above, even half a hop off.
constexpr float kChance = 0.75F;

// Best local alignments along one diagonal: runs of positive sum (the one-dimensional case of Smith
// and Waterman, J. Mol. Biol. 147, 1981). A run is cut where it has lost half of what it gained.
void search_lag(const Features& features, int lag, int first, int last,
                std::vector<Diagonal>& found) {
  constexpr float kLeastScore = 0.6F;
  float sum = 0;
  Diagonal run{.lag = lag, .begin = first};
  const auto close = [&](int next) {
    if (run.score > kLeastScore) found.push_back(run);
    run = {.lag = lag, .begin = next};
    sum = 0;
  };
  for (int t = first; t + lag < last; ++t) {
    if (features.silent(t)) continue;
    sum += dot(features.row(t), features.row(t + lag), kFeatures) - kChance;
    if (sum > run.score) {
      run.score = sum;
      run.end = t + 1;
    }
    if (sum <= 0 || sum < run.score - std::max(1.0F, 0.5F * run.score)) close(t + 1);
  }
  close(last);
}

bool overlap(const Diagonal& a, const Diagonal& b) {
  return std::abs(a.lag - b.lag) <= 3 && a.begin < b.end && b.begin < a.end;
}

}  // namespace

std::vector<Diagonal> search_diagonals(const Features& features, int first, int last,
                                       int shortest_lag, int most, const std::stop_token& stop) {
  std::vector<Diagonal> found;
  for (int lag = shortest_lag; lag < last - first; ++lag) {
    if (lag % 64 == 0) throw_if_stopped(stop);
    search_lag(features, lag, first, last, found);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Diagonal& a, const Diagonal& b) { return a.score > b.score; });
  std::vector<Diagonal> best;
  for (const Diagonal& d : found) {
    if (static_cast<int>(best.size()) >= most) break;
    const bool known =
        std::any_of(best.begin(), best.end(), [&](const Diagonal& b) { return overlap(b, d); });
    if (!known) best.push_back(d);
  }
  return best;
}

}  // namespace musicgen::looper
