#include "audio/fourier_planner.h"

namespace musicgen::audio {

std::mutex& fourier_planner() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace musicgen::audio
