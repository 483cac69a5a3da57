#include "engines/diffrhythm/dit/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>
#include <torch/version.h>

#include "engines/diffrhythm/dit/rows.h"

namespace musicgen::diffrhythm {

namespace {

constexpr double kTheta = 10000;

// A block of scores of about this many numbers stays in the second-level cache.
constexpr std::int64_t kScores = std::int64_t{1} << 17;

// With more keys than this at once GEMM copies them first, which costs a quarter of its speed.
constexpr std::int64_t kKeysAtOnce = 1024;

// q, k and v by head, q and k turned: fp32 [items, heads, frames, head_dim] each.
struct Heads {
  at::Tensor q, k, v;
};

// out = in turned by the angles of its frame, times `by`.
void turn(const float* in, const float* cos, const float* sin, std::int64_t half, float by,
          float* out) {
  for (std::int64_t i = 0; i < half; ++i) {
    out[i] = (in[i] * cos[i] - in[half + i] * sin[i]) * by;
    out[half + i] = (in[half + i] * cos[i] + in[i] * sin[i]) * by;
  }
}

// One head of one item, made by one thread: products of plain matrices run at the speed of the
// machine's GEMM where a batched product doesn't (Debian's libtorch), and a block of scores stays
// in the cache between them.
class HeadOnCpu {
 public:
  HeadOnCpu(std::int64_t frames, std::int64_t head_dim, const Rope& rope)
      : frames_(frames),
        head_dim_(head_dim),
        block_(std::clamp<std::int64_t>(kScores / frames, 32, 256)),
        rope_(rope),
        q_(at::empty({frames, head_dim}, at::kFloat)),
        k_(at::empty_like(q_)),
        v_(at::empty_like(q_)),
        scores_(at::empty({block_, frames}, at::kFloat)) {}

  // qkv: the head's q in the first frame, k and v each `width` numbers on, frames 3 `width` apart.
  // out: frames `width` apart.
  void attend(const float* qkv, std::int64_t width, float* out) {
    gather(qkv, width);
    for (std::int64_t from = 0; from < frames_; from += block_) {
      weigh(from, std::min(block_, frames_ - from), {out + from * width, width});
    }
  }

 private:
  void gather(const float* qkv, std::int64_t width) {
    const std::int64_t half = head_dim_ / 2;
    const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(head_dim_)));
    for (std::int64_t frame = 0; frame < frames_; ++frame, qkv += 3 * width) {
      const float* cos = rope_.cos.data_ptr<float>() + frame * half;
      const float* sin = rope_.sin.data_ptr<float>() + frame * half;
      turn(qkv, cos, sin, half, scale, row(q_, frame).data);
      turn(qkv + width, cos, sin, half, 1, row(k_, frame).data);
      std::copy_n(qkv + 2 * width, head_dim_, row(v_, frame).data);
    }
  }

  void weigh(std::int64_t from, std::int64_t count, Block out) {
    for (std::int64_t key = 0; key < frames_; key += kKeysAtOnce) {
      const Block scores{scores_.data_ptr<float>() + key, frames_};
      block_product_transposed(row(q_, from), row(k_, key), scores, count, head_dim_,
                               std::min(kKeysAtOnce, frames_ - key));
    }
    sums_.resize(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
      sums_[static_cast<std::size_t>(i)] = exp_row(row(scores_, i).data, frames_);
    }
    block_product(row(scores_, 0), row(v_, 0), out, count, frames_, head_dim_);
    for (std::int64_t i = 0; i < count; ++i) {
      scale_row(out.data + i * out.stride, 1 / sums_[static_cast<std::size_t>(i)], head_dim_);
    }
  }

  static Block row(const at::Tensor& matrix, std::int64_t index) {
    return {matrix.data_ptr<float>() + index * matrix.size(1), matrix.size(1)};
  }

  std::int64_t frames_;
  std::int64_t head_dim_;
  std::int64_t block_;  // queries at a time
  const Rope& rope_;
  at::Tensor q_, k_, v_;
  at::Tensor scores_;
  std::vector<float> sums_;
};

void attend_on_cpu(const at::Tensor& qkv, std::int64_t items, std::int64_t heads, const Rope& rope,
                   at::Tensor& out) {
  const std::int64_t frames = qkv.size(0) / items;
  const std::int64_t width = qkv.size(1) / 3;
  const std::int64_t head_dim = width / heads;
  at::parallel_for(0, items * heads, 1, [&](std::int64_t first, std::int64_t last) {
    const c10::InferenceMode guard;
    HeadOnCpu head(frames, head_dim, rope);
    for (std::int64_t i = first; i < last; ++i) {
      const std::int64_t row = i / heads * frames;
      const std::int64_t column = i % heads * head_dim;
      head.attend(qkv.data_ptr<float>() + row * 3 * width + column, width,
                  out.data_ptr<float>() + row * width + column);
    }
  });
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
                     const Rope& rope, Reused& memory) {
  const std::int64_t frames = qkv.size(0) / items;
  const std::int64_t width = qkv.size(1) / 3;
  if (!qkv.device().is_cpu()) {
    return attended_on_device(heads_on_device(qkv, items, heads, rope))
        .transpose(1, 2)
        .reshape({items * frames, width});
  }
  at::Tensor out = memory.matrix(items * frames, width);
  attend_on_cpu(qkv.to(at::kFloat), items, heads, rope, out);
  return out;
}

}  // namespace musicgen::diffrhythm
