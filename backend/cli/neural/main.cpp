// musicgen-neural: the program that hosts the libtorch engines.

#include <cstring>
#include <exception>
#include <iostream>

#include "cli/neural/devices.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/patient_threads.h"
#ifdef MUSICGEN_NEURAL_WORKER
#include "cli/neural/worker.h"
#endif

namespace {

constexpr const char* kUsage =
    "musicgen-neural check DIR                       compares every stage with reference data\n"
    "musicgen-neural devices [--json]                what this machine can compute songs on\n"
    "musicgen-neural worker [--home DIR] [--only JOB]  does jobs; not in builds of the numbers "
    "alone\n";

}  // namespace

int main(int count, char** words) {
  musicgen::diffrhythm::restart_with_patient_threads(words);
#ifdef MUSICGEN_NEURAL_WORKER
  if (count >= 2 && std::strcmp(words[1], "worker") == 0) {
    return musicgen::cli::neural_worker(count - 1, words + 1);
  }
#endif
  const bool json = count == 3 && std::strcmp(words[2], "--json") == 0;
  if (count >= 2 && std::strcmp(words[1], "devices") == 0 && (count == 2 || json)) {
    musicgen::cli::print_devices(std::cout, json);
    return std::cout.flush() ? 0 : 1;
  }
  if (count != 3 || std::strcmp(words[1], "check") != 0) {
    std::cerr << kUsage;
    return 2;
  }
  try {
    return musicgen::diffrhythm::check(words[2], std::cout) == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
