#pragma once
// The formats that Checkpoint::open knows. `name` is the file's, for messages; the views point into
// `file`. All throw NeuralError(bad_checkpoint).

#include <cstddef>
#include <span>
#include <string>

#include "engines/diffrhythm/checkpoint/checkpoint.h"

namespace musicgen::diffrhythm {

Checkpoint::Tensors read_safetensors(std::span<const std::byte> file, const std::string& name);
Checkpoint::Tensors read_pytorch(std::span<const std::byte> file, const std::string& name);

// By what the file begins with.
Checkpoint::Tensors read_tensors(std::span<const std::byte> file, const std::string& name);

}  // namespace musicgen::diffrhythm
