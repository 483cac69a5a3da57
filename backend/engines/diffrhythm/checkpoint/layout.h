#pragma once
// Arithmetic on shapes from files, which may be hostile.

#include <cstddef>
#include <optional>
#include <span>

#include "engines/diffrhythm/checkpoint/tensor_view.h"

namespace musicgen::diffrhythm {

// Strides of a tensor that lies row by row.
Shape row_strides(const Shape& shape);

// The bytes of a tensor that begins `offset` bytes into `storage`; nothing where it would reach
// outside, or a size is negative or overflows.
std::optional<TensorView> view_of(Dtype dtype, const Shape& shape, const Shape& strides,
                                  std::span<const std::byte> storage, std::size_t offset);

}  // namespace musicgen::diffrhythm
