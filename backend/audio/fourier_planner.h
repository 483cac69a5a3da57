#pragma once
#include <mutex>

namespace musicgen::audio {

// Hold it while a plan of FFTW is made or destroyed: its planner is one for the whole program, and
// the one part of it that threads must not enter together.
std::mutex& fourier_planner();

}  // namespace musicgen::audio
