#pragma once
// From a model file to libtorch. Only for .cpp files of the numeric rooms.

#include <ATen/ATen.h>

#include "engines/diffrhythm/checkpoint/tensor_view.h"

namespace musicgen::diffrhythm {

inline at::ScalarType scalar_type_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::boolean:
      return at::kBool;
    case Dtype::u8:
      return at::kByte;
    case Dtype::i8:
      return at::kChar;
    case Dtype::i16:
      return at::kShort;
    case Dtype::i32:
      return at::kInt;
    case Dtype::i64:
      return at::kLong;
    case Dtype::f16:
      return at::kHalf;
    case Dtype::bf16:
      return at::kBFloat16;
    case Dtype::f32:
      return at::kFloat;
    case Dtype::f64:
      return at::kDouble;
  }
  return at::kFloat;
}

// The tensor in place: it shares the file's memory, is read only, and must not outlive the
// Checkpoint. Copied only where the file did not align it.
inline at::Tensor tensor_of(const TensorView& view) {
  const auto options = at::TensorOptions().dtype(scalar_type_of(view.dtype));
  const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
  auto* memory = const_cast<std::byte*>(view.bytes.data());
  if (view.bytes.empty()) return at::empty(view.shape, options);
  if (address % bytes_of(view.dtype) == 0) {
    return at::from_blob(memory, view.shape, view.strides, options);
  }
  const auto bytes = static_cast<std::int64_t>(view.bytes.size());
  at::Tensor copy = at::from_blob(memory, {bytes}, at::TensorOptions().dtype(at::kByte)).clone();
  return copy.view(scalar_type_of(view.dtype)).as_strided(view.shape, view.strides);
}

// A 32-bit float copy of its own.
inline at::Tensor float_of(const TensorView& view) {
  return tensor_of(view).to(at::kFloat, /*non_blocking=*/false, /*copy=*/true).contiguous();
}

}  // namespace musicgen::diffrhythm
