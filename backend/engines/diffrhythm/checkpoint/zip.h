#pragma once
// The part of the zip format that PyTorch writes: entries stored without compression, zip64 for
// large files (PKWARE APPNOTE 6.3.10).

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace musicgen::diffrhythm {

// Entries by name, but for those below code/, where TorchScript packs its program. Throws
// NeuralError(bad_checkpoint) where the archive is damaged or cut off, an entry is compressed or
// encrypted, or reaches outside the file. `name` is the file's.
std::map<std::string, std::span<const std::byte>> zip_entries(std::span<const std::byte> file,
                                                              const std::string& name);

}  // namespace musicgen::diffrhythm
