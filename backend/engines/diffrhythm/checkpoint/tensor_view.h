#pragma once
// A tensor as it lies in a model file, without libtorch.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace musicgen::diffrhythm {

enum class Dtype { boolean, u8, i8, i16, i32, i64, f16, bf16, f32, f64 };

std::size_t bytes_of(Dtype dtype);
std::string_view name_of(Dtype dtype);  // "F16", as safetensors writes it

using Shape = std::vector<std::int64_t>;

std::string text_of(const Shape& shape);  // "[2048, 512]"

// Memory that belongs to the Checkpoint it came from; little endian, not always aligned.
struct TensorView {
  Dtype dtype = Dtype::f32;
  Shape shape;
  Shape strides;                     // in elements, never negative
  std::span<const std::byte> bytes;  // from the first element to the last one
};

}  // namespace musicgen::diffrhythm
