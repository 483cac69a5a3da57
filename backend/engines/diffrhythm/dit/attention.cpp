#include "engines/diffrhythm/dit/attention.h"

#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>
#include <torch/version.h>

#include "engines/diffrhythm/dit/products.h"

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

// A head for a thread, and for it a block of queries at a time: products of plain matrices run at
// the speed of the machine's GEMM where a batched product doesn't (Debian's libtorch), and the
// block of scores stays in the cache between them. q, k and v: fp32 [items, heads, frames,
// head_dim].
void attend_on_cpu(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::Tensor out) {
  const std::int64_t heads = q.size(1);
  const std::int64_t frames = q.size(2);
  const std::int64_t head_dim = q.size(3);
  const std::int64_t block = std::clamp<std::int64_t>(kScores / frames, 32, 256);
  at::parallel_for(0, q.size(0) * heads, 1, [&](std::int64_t first, std::int64_t last) {
    const c10::InferenceMode guard;
    const at::Tensor scores = at::empty({block, frames}, at::kFloat);
    const auto part = [&](const at::Tensor& all, std::int64_t head, std::int64_t frame) {
      return Block{all.data_ptr<float>() + head / heads * all.stride(0) +
                       head % heads * all.stride(1) + frame * all.stride(2),
                   all.stride(2)};
    };
    for (std::int64_t head = first; head < last; ++head) {
      for (std::int64_t from = 0; from < frames; from += block) {
        const std::int64_t count = std::min(block, frames - from);
        at::Tensor used = scores.narrow(0, 0, count);
        const Block s{used.data_ptr<float>(), frames};
        block_product_transposed(part(q, head, from), part(k, head, 0), s, count, head_dim, frames);
        at::_softmax_out(used, used, -1, /*half_to_float=*/false);
        block_product(s, part(v, head, 0), part(out, head, from), count, frames, head_dim);
      }
    }
  });
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
  const bool on_cpu = qkv.device().is_cpu();
  const at::Tensor all = on_cpu ? qkv.to(at::kFloat) : qkv;
  const at::Tensor parts = all.view({items, frames, 3, heads, head_dim}).permute({2, 0, 3, 1, 4});
  at::Tensor q = at::empty({items, heads, frames, head_dim}, all.options());
  at::Tensor k = at::empty_like(q);
  rotate(parts[0], rope, 1 / std::sqrt(static_cast<double>(head_dim)), q);
  rotate(parts[1], rope, 1, k);

  at::Tensor out = at::empty({items * frames, heads * head_dim}, all.options());
  at::Tensor by_head = out.view({items, frames, heads, head_dim}).transpose(1, 2);
  if (on_cpu) {
    attend_on_cpu(q, k, parts[2].contiguous(), by_head);
  } else {
    attend_on_device(q, k, parts[2], by_head);
  }
  return out;
}

}  // namespace musicgen::diffrhythm
