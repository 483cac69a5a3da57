#pragma once
#include <ostream>

namespace musicgen::cli {

// Prints which libtorch this program has, which devices it can compute on and in which precisions,
// and the device that `auto` means. `json`: one line for programs.
void print_devices(std::ostream& out, bool json);

}  // namespace musicgen::cli
