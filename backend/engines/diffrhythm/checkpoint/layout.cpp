#include "engines/diffrhythm/checkpoint/layout.h"

namespace musicgen::diffrhythm {

std::size_t bytes_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::boolean:
    case Dtype::u8:
    case Dtype::i8:
      return 1;
    case Dtype::i16:
    case Dtype::f16:
    case Dtype::bf16:
      return 2;
    case Dtype::i32:
    case Dtype::f32:
      return 4;
    case Dtype::i64:
    case Dtype::f64:
      return 8;
  }
  return 1;
}

std::string_view name_of(Dtype dtype) {
  static constexpr std::string_view kNames[] = {"BOOL", "U8",  "I8",   "I16", "I32",
                                                "I64",  "F16", "BF16", "F32", "F64"};
  return kNames[static_cast<int>(dtype)];
}

std::string text_of(const Shape& shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

Shape row_strides(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;) {
    // Where it overflows, view_of refuses the tensor: its extent overflows as well.
    if (__builtin_mul_overflow(strides[i], shape[i], &strides[i - 1])) strides[i - 1] = -1;
  }
  return strides;
}

std::optional<TensorView> view_of(Dtype dtype, const Shape& shape, const Shape& strides,
                                  std::span<const std::byte> storage, std::size_t offset) {
  if (shape.size() != strides.size() || offset > storage.size()) return std::nullopt;
  std::int64_t last = 0;  // index of the last element
  bool empty = false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    std::int64_t reach = 0;
    if (shape[i] < 0 || strides[i] < 0) return std::nullopt;
    empty = empty || shape[i] == 0;
    if (__builtin_mul_overflow(shape[i] - 1, strides[i], &reach) ||
        __builtin_add_overflow(last, reach, &last)) {
      return std::nullopt;
    }
  }
  std::size_t extent = 0;
  if (!empty &&
      __builtin_mul_overflow(static_cast<std::size_t>(last) + 1, bytes_of(dtype), &extent)) {
    return std::nullopt;
  }
  if (extent > storage.size() - offset) return std::nullopt;
  return TensorView{dtype, shape, strides, storage.subspan(offset, extent)};
}

}  // namespace musicgen::diffrhythm
