#pragma once
// Failures of the numeric rooms and of libtorch as those that a person meets.

#include <exception>

namespace musicgen::diffrhythm {

// Rethrows the exception that is being handled: NeuralError as InvalidParameter, StorageCorrupt or
// Cancelled; memory that ran out, here or on a GPU, as OutOfMemory with advice; everything else as
// it is.
[[noreturn]] void rethrow_for_people();

// Runs `work` with its failures so translated.
template <class Work>
auto translated(Work&& work) {
  try {
    return work();
  } catch (...) {
    rethrow_for_people();
  }
}

}  // namespace musicgen::diffrhythm
