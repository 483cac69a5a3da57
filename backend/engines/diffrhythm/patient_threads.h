#pragma once
// A setting that OpenMP reads before main, for programs that run the transformer.

#include <cstdlib>

#include <unistd.h>

namespace musicgen::diffrhythm {

// Starts the program once more with OMP_WAIT_POLICY=PASSIVE where the user didn't set it: OpenMP's
// threads else wait by spinning, which takes the cores away from other threads and programs. On a
// busy machine that made small models five times slower.
inline void restart_with_patient_threads(char** words) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
  ::execv("/proc/self/exe", words);
}

}  // namespace musicgen::diffrhythm
