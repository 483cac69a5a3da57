#include "looper/diagonals.h"

#include <algorithm>
#include <cstdlib>

#include "base/each_processor.h"
#include "looper/in_order.h"
#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

// What two moments of one piece reach by chance; a repeat lies well above, even half a hop off.
constexpr float kChance = 0.75F;

// Best local alignments along one diagonal: runs of positive sum (the one-dimensional case of Smith
// and Waterman, J. Mol. Biol. 147, 1981). A run is cut where it has lost half of what it gained.
MUSICGEN_EACH_PROCESSOR_ALIKE void search_lag(const Features& features, int lag, int first,
                                              int last, std::vector<Diagonal>& found) {
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
  constexpr int kLagsAtOnce = 128;
  const int end_lag = std::max(shortest_lag, last - first);
  std::vector<Diagonal> found;
  in_order((end_lag - shortest_lag + kLagsAtOnce - 1) / kLagsAtOnce,
           [&](std::int64_t piece) {
             std::vector<Diagonal> some;
             const int from = shortest_lag + static_cast<int>(piece) * kLagsAtOnce;
             for (int lag = from; lag < std::min(from + kLagsAtOnce, end_lag); ++lag) {
               search_lag(features, lag, first, last, some);
             }
             return some;
           },
           [&](const std::vector<Diagonal>& some) {
             throw_if_stopped(stop);
             found.insert(found.end(), some.begin(), some.end());
             return true;
           });
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
