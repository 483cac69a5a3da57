#include "engines/diffrhythm/sing/errors.h"

#include <new>
#include <string_view>

#include <c10/util/Exception.h>

#include "base/error.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/sing/memory.h"

namespace musicgen::diffrhythm {
namespace {

[[noreturn]] void throw_as_error(const NeuralError& error) {
  switch (error.fault()) {
    case Fault::bad_checkpoint:
      throw StorageCorrupt(error.what())
          .advise(
              "`musicgen models verify` checks the model's files, and `musicgen models pull` "
              "mends them.");
    case Fault::bad_input:
      throw InvalidParameter(error.what()).at("/prompt");
    case Fault::unsupported:
      throw InvalidParameter(error.what())
          .at("/parameters")
          .advise("Leave `device` and `precision` out to use what this machine can.");
    case Fault::cancelled:
      throw Cancelled("The job was cancelled.");
  }
  throw;
}

// libtorch 1.13 has no type of its own for a CPU that ran out of memory.
bool is_about_memory(const c10::Error& error) {
  const std::string_view text = error.what_without_backtrace();
  return text.find("out of memory") != std::string_view::npos ||
         text.find("not enough memory") != std::string_view::npos ||
         text.find("can't allocate memory") != std::string_view::npos;
}

}  // namespace

void rethrow_for_people() {
  try {
    throw;
  } catch (const NeuralError& error) {
    throw_as_error(error);
  } catch (const c10::Error& error) {
    if (is_about_memory(error)) throw out_of_memory("The memory ran out while the song was made.");
    throw;
  } catch (const std::bad_alloc&) {
    throw out_of_memory("The memory ran out while the song was made.");
  }
}

}  // namespace musicgen::diffrhythm
