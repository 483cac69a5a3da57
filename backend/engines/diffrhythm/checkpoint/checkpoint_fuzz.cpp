// Feeds libFuzzer's bytes to the reader of model files; small model files seed it.

#include <cstdint>

#include "engines/diffrhythm/checkpoint/formats.h"
#include "engines/diffrhythm/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace musicgen::diffrhythm;
  try {
    unsigned sum = 0;
    const std::string name = "fuzz";
    for (const auto& [key, view] :
         read_tensors({reinterpret_cast<const std::byte*>(data), size}, name)) {
      if (!view.bytes.empty()) {
        sum += std::to_integer<unsigned>(view.bytes.front()) +
               std::to_integer<unsigned>(view.bytes.back());
      }
    }
    static volatile unsigned used;
    used = sum;
  } catch (const NeuralError&) {
  }
  return 0;
}
