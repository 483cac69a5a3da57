#include "engines/diffrhythm/dit/attention.h"

#include <algorithm>
#include <cmath>

#include <torch/version.h>

namespace musicgen::diffrhythm {

namespace {

constexpr double kTheta = 10000;

// A block of scores of about this many numbers stays in the second-level cache.
constexpr std::int64_t kScores = std::int64_t{1} << 19;

// Into `out` [items, heads, frames, head_dim], times scale.
void rotate(const at::Tensor& in, const Rope& rope, double scale, at::Tensor out) {
  const std::int64_t half = in.size(-1) / 2;
  const at::Tensor cos = (rope.cos * scale).to(in.scalar_type());
  const at::Tensor sin = (rope.sin * scale).to(in.scalar_type());
  const at::Tensor a = in.narrow(-1, 0, half);
  const at::Tensor b = in.narrow(-1, half, half);
  at::Tensor first = out.narrow(-1, 0, half);
  at::Tensor second = out.narrow(-1, half, half);
  at::mul_out(first, a, cos).addcmul_(b, sin, -1);
  at::mul_out(second, b, cos).addcmul_(a, sin);
}

// By head and block of queries: products of plain matrices run at the speed of the machine's GEMM
// where a batched product doesn't (Debian's libtorch).
void attend_on_cpu(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::Tensor out) {
  const std::int64_t frames = q.size(2);
  const std::int64_t block = std::clamp<std::int64_t>(kScores / frames, 32, frames);
  at::Tensor scores = at::empty({block, frames}, q.options());
  for (std::int64_t item = 0; item < q.size(0); ++item) {
    for (std::int64_t head = 0; head < q.size(1); ++head) {
      const at::Tensor keys = k[item][head].t();
      const at::Tensor values = v[item][head];
      const at::Tensor queries = q[item][head];
      at::Tensor result = out[item][head];
      for (std::int64_t from = 0; from < frames; from += block) {
        const std::int64_t count = std::min(block, frames - from);
        at::Tensor part = scores.narrow(0, 0, count);
        at::mm_out(part, queries.narrow(0, from, count), keys);
        at::_softmax_out(part, part, -1, /*half_to_float=*/false);
        at::Tensor to = result.narrow(0, from, count);
        at::mm_out(to, part, values);
      }
    }
  }
}

void attend_on_device(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                      at::Tensor out) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  out.copy_(at::scaled_dot_product_attention(q, k, v, {}, 0.0, false, /*scale=*/1.0));
#else
  const std::int64_t frames = q.size(2);
  constexpr std::int64_t kBlock = 512;
  for (std::int64_t from = 0; from < frames; from += kBlock) {
    const std::int64_t count = std::min(kBlock, frames - from);
    const at::Tensor scores = at::matmul(q.narrow(2, from, count), k.transpose(-1, -2));
    out.narrow(2, from, count).copy_(at::matmul(at::softmax(scores, -1), v));
  }
#endif
}

}  // namespace

at::Tensor inverse_frequencies(std::int64_t head_dim, bool half_frequencies) {
  const at::Tensor exponents =
      at::arange(0, head_dim, 2, at::kFloat) / static_cast<double>(head_dim);
  const at::Tensor frequencies = 1.0 / at::pow(kTheta, exponents);
  return half_frequencies ? frequencies.to(at::kHalf).to(at::kFloat) : frequencies;
}

Rope Rope::of(std::int64_t frames, std::int64_t head_dim, bool half_frequencies,
              at::Device device) {
  const at::Tensor angles =
      at::outer(at::arange(frames, at::kFloat), inverse_frequencies(head_dim, half_frequencies));
  return {angles.cos().to(device), angles.sin().to(device)};
}

at::Tensor attention(const at::Tensor& qkv, std::int64_t items, std::int64_t heads,
                     const Rope& rope) {
  const std::int64_t frames = qkv.size(0) / items;
  const std::int64_t head_dim = qkv.size(1) / (3 * heads);
  const at::Tensor parts = qkv.view({items, frames, 3, heads, head_dim}).permute({2, 0, 3, 1, 4});
  at::Tensor q = at::empty({items, heads, frames, head_dim}, qkv.options());
  at::Tensor k = at::empty_like(q);
  rotate(parts[0], rope, 1 / std::sqrt(static_cast<double>(head_dim)), q);
  rotate(parts[1], rope, 1, k);

  at::Tensor out = at::empty({items * frames, heads * head_dim}, qkv.options());
  at::Tensor by_head = out.view({items, frames, heads, head_dim}).transpose(1, 2);
  if (qkv.device().is_cpu()) {
    attend_on_cpu(q, k, parts[2], by_head);
  } else {
    attend_on_device(q, k, parts[2], by_head);
  }
  return out;
}

}  // namespace musicgen::diffrhythm
