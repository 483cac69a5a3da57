#pragma once
// Full attention without its matrix of weights: a block of queries at a time.

#include <ATen/ATen.h>

#include "engines/diffrhythm/dit/products.h"

namespace musicgen::diffrhythm {

// Rotary position embedding, rotate-half form (Su et al., "RoFormer", 2021; as LLaMA lays it out).
struct Rope {
  at::Tensor cos;  // [frames, head_dim / 2]
  at::Tensor sin;

  // half_frequencies: with inverse frequencies rounded to fp16, as the official inference has them.
  static Rope of(std::int64_t frames, std::int64_t head_dim, bool half_frequencies,
                 at::Device device);
};

// 10000^(-2i / head_dim) for i < head_dim / 2, in fp32.
at::Tensor inverse_frequencies(std::int64_t head_dim, bool half_frequencies);

// softmax(rope(q) rope(k)^T / sqrt(head_dim)) v, for each item and head.
//   qkv     [items * frames, 3 * heads * head_dim]: q, k, v beside each other
//   result  [items * frames, heads * head_dim]; on a CPU in fp32 and in `memory`, elsewhere in the
//           numbers of qkv
at::Tensor attention(const at::Tensor& qkv, std::int64_t items, std::int64_t heads,
                     const Rope& rope, Reused& memory);

}  // namespace musicgen::diffrhythm
