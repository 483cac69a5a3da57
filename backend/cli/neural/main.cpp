// musicgen-neural: the program that hosts the libtorch engines.

#include <cstring>
#include <exception>
#include <iostream>

#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/patient_threads.h"

namespace {

constexpr const char* kUsage =
    "musicgen-neural check DIR    compares every stage with the reference data in DIR\n";

}  // namespace

int main(int count, char** words) {
  musicgen::diffrhythm::restart_with_patient_threads(words);
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
