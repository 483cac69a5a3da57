// Feeds libFuzzer's bytes to the reader of model files; small model files seed it.

#include <cstdint>

#include "engines/diffrhythm/checkpoint/formats.h"
#include "engines/diffrhythm/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace musicgen::diffrhythm;
  try {
    const std::string name = "fuzz";
    for (const auto& [key, view] :
         read_tensors({reinterpret_cast<const std::byte*>(data), size}, name)) {
      // Every tensor must lie inside the file.
      const auto* first = reinterpret_cast<const std::uint8_t*>(view.bytes.data());
      if (!view.bytes.empty() && (first < data || first + view.bytes.size() > data + size)) {
        __builtin_trap();
      }
    }
  } catch (const NeuralError&) {
  }
  return 0;
}
