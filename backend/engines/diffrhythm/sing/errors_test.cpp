#include "engines/diffrhythm/sing/errors.h"

#include <new>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

// The code of what comes out of `work`.
template <class Work>
std::string code_of(Work work) {
  try {
    translated(work);
  } catch (const std::exception& error) {
    return problem_of(error).code;
  }
  return "";
}

TEST(Errors, OfTheNumericRoomsHaveTheirCodes) {
  const auto fault = [](Fault kind) { return code_of([kind] { throw NeuralError(kind, "why"); }); };
  EXPECT_EQ(fault(Fault::bad_checkpoint), "storage_corrupt");
  EXPECT_EQ(fault(Fault::bad_input), "invalid_parameter");
  EXPECT_EQ(fault(Fault::unsupported), "invalid_parameter");
  EXPECT_EQ(fault(Fault::cancelled), "cancelled");
}

TEST(Errors, OfMemoryThatLibtorchCanNotGetAreOutOfMemory) {
  EXPECT_EQ(code_of([] { at::empty({std::int64_t{1} << 55}); }), "out_of_memory");
  EXPECT_EQ(code_of([] { throw std::bad_alloc(); }), "out_of_memory");
}

TEST(Errors, OfOtherKindsStay) {
  EXPECT_EQ(code_of([] { at::zeros({2, 3}).matmul(at::zeros({2, 3})); }), "internal_error");
  EXPECT_EQ(code_of([] { throw Conflict("no"); }), "conflict");
  EXPECT_EQ(translated([] { return 3; }), 3);
}

}  // namespace
}  // namespace musicgen::diffrhythm
