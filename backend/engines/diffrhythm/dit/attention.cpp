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

// q, k and v by head, q and k turned: fp32 [items, heads, frames, head_dim] each.
struct Heads {
  at::Tensor q, k, v;
};

// One pass over qkv: libtorch would take a dozen through views that jump from head to head.
Heads heads_on_cpu(const at::Tensor& qkv, std::int64_t items, std::int64_t heads,
                   const Rope& rope) {
  const std::int64_t frames = qkv.size(0) / items;
  const std::int64_t head_dim = qkv.size(1) / (3 * heads);
  const std::int64_t half = head_dim / 2;
  const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(head_dim)));
  Heads result;
  result.q = at::empty({items, heads, frames, head_dim}, at::kFloat);
  result.k = at::empty_like(result.q);
  result.v = at::empty_like(result.q);
  const auto turn = [half](const float* in, const float* cos, const float* sin, float by,
                           float* out) {
    for (std::int64_t i = 0; i < half; ++i) {
      out[i] = (in[i] * cos[i] - in[half + i] * sin[i]) * by;
      out[half + i] = (in[half + i] * cos[i] + in[i] * sin[i]) * by;
    }
  };
  at::parallel_for(0, items * frames, 64, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row) {
      const std::int64_t frame = row % frames;
      const float* cos = rope.cos.data_ptr<float>() + frame * half;
      const float* sin = rope.sin.data_ptr<float>() + frame * half;
      const float* in = qkv.data_ptr<float>() + row * qkv.size(1);
      for (std::int64_t head = 0; head < heads; ++head, in += head_dim) {
        const std::int64_t to = ((row / frames * heads + head) * frames + frame) * head_dim;
        const std::int64_t width = heads * head_dim;
        turn(in, cos, sin, scale, result.q.data_ptr<float>() + to);
        turn(in + width, cos, sin, 1, result.k.data_ptr<float>() + to);
        std::copy_n(in + 2 * width, head_dim, result.v.data_ptr<float>() + to);
      }
    }
  });
  return result;
}

at::Tensor turned(const at::Tensor& in, const Rope& rope) {
  const at::Tensor cos = rope.cos.to(in.scalar_type());
  const at::Tensor sin = rope.sin.to(in.scalar_type());
  const auto halves = in.chunk(2, -1);
  return at::cat({halves[0] * cos - halves[1] * sin, halves[1] * cos + halves[0] * sin}, -1);
}

Heads heads_on_device(const at::Tensor& qkv, std::int64_t items, std::int64_t heads,
                      const Rope& rope) {
  const std::int64_t head_dim = qkv.size(1) / (3 * heads);
  const at::Tensor parts = qkv.view({items, -1, 3, heads, head_dim}).permute({2, 0, 3, 1, 4});
  const double scale = 1 / std::sqrt(static_cast<double>(head_dim));
  return {turned(parts[0], rope) * scale, turned(parts[1], rope), parts[2].contiguous()};
}

// A head for a thread, and for it a block of queries at a time: products of plain matrices run at
// the speed of the machine's GEMM where a batched product doesn't (Debian's libtorch), and the
// block of scores stays in the cache between them. q, k and v: fp32 [items, heads, frames,
// head_dim].
void attend_on_cpu(const Heads& in, const at::Tensor& out) {
  const std::int64_t heads = in.q.size(1);
  const std::int64_t frames = in.q.size(2);
  const std::int64_t head_dim = in.q.size(3);
  const std::int64_t block = std::clamp<std::int64_t>(kScores / frames, 32, 256);
  at::parallel_for(0, in.q.size(0) * heads, 1, [&](std::int64_t first, std::int64_t last) {
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
        block_product_transposed(part(in.q, head, from), part(in.k, head, 0), s, count, head_dim,
                                 frames);
        at::_softmax_out(used, used, -1, /*half_to_float=*/false);
        block_product(s, part(in.v, head, 0), part(out, head, from), count, frames, head_dim);
      }
    }
  });
}

at::Tensor attended_on_device(const Heads& in) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  return at::scaled_dot_product_attention(in.q, in.k, in.v, {}, 0.0, false, /*scale=*/1.0);
#else
  constexpr std::int64_t kBlock = 512;
  const std::int64_t frames = in.q.size(2);
  at::Tensor out = at::empty_like(in.q);
  for (std::int64_t from = 0; from < frames; from += kBlock) {
    const std::int64_t count = std::min(kBlock, frames - from);
    const at::Tensor scores = at::matmul(in.q.narrow(2, from, count), in.k.transpose(-1, -2));
    out.narrow(2, from, count).copy_(at::matmul(at::softmax(scores, -1), in.v));
  }
  return out;
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
  if (!qkv.device().is_cpu()) {
    return attended_on_device(heads_on_device(qkv, items, heads, rope))
        .transpose(1, 2)
        .reshape({items * frames, heads * head_dim});
  }
  at::Tensor out = at::empty({items * frames, heads * head_dim}, at::kFloat);
  attend_on_cpu(heads_on_cpu(qkv.to(at::kFloat), items, heads, rope),
                out.view({items, frames, heads, head_dim}).transpose(1, 2));
  return out;
}

}  // namespace musicgen::diffrhythm
