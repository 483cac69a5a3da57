#include "looper/grid_fit.h"

#include <algorithm>
#include <cmath>

namespace musicgen::looper {

// k bodies of a multiple of packet / k frames fill whole packets, so only divisors of the packet
// help: any other k needs bodies as long as a smaller one does.
GridFit fit_to_grid(double exact, Frames packet_frames) {
  constexpr double kLargestShift = 0.0002;
  constexpr Frames kFewestPackets = 64;
  GridFit fit;
  for (Frames bodies = 1; bodies <= packet_frames; ++bodies) {
    if (packet_frames % bodies != 0) continue;
    const Frames step = packet_frames / bodies;
    const Frames steps = std::llround(exact / static_cast<double>(step));
    fit.length = std::max<Frames>(1, steps) * step;
    fit.bodies_per_period = static_cast<int>(bodies);
    fit.tempo_shift = exact / static_cast<double>(fit.length) - 1.0;
    if (std::abs(fit.tempo_shift) < kLargestShift) break;
  }
  const Frames period = fit.length * fit.bodies_per_period;
  fit.bodies_per_period *= static_cast<int>(1 + (kFewestPackets * packet_frames - 1) / period);
  return fit;
}

}  // namespace musicgen::looper
