// musicgen-neural: the program that hosts the libtorch engines.

#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>

#include <unistd.h>

#include "engines/diffrhythm/check/stages.h"

namespace {

constexpr const char* kUsage =
    "musicgen-neural check DIR    compares every stage with the reference data in DIR\n";

// OpenMP's threads wait by spinning, which takes the cores away from the threads of the BLAS
// library and from other programs. They read how to wait before main, hence a second start.
void wait_without_spinning(char** words) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
  ::execv("/proc/self/exe", words);
}

}  // namespace

int main(int count, char** words) {
  wait_without_spinning(words);
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
