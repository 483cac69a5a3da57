#include "engines/diffrhythm/dit/products.h"

#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>
#ifdef MUSICGEN_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr float kLargest = 127;

// A row's int8 numbers and returns its scale.
float round_row(const float* in, std::int8_t* out, std::int64_t count) {
  float largest = 0;
  for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(in[i]));
  if (largest == 0) {
    std::fill_n(out, count, std::int8_t{0});
    return 0;
  }
  const float inverse = kLargest / largest;
  for (std::int64_t i = 0; i < count; ++i) {
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest whole number, and vectorises.
    constexpr float kRound = 12582912;
    out[i] = static_cast<std::int8_t>(in[i] * inverse + kRound - kRound);
  }
  return largest / kLargest;
}

#ifdef MUSICGEN_ONEDNN
void check(dnnl_status_t status) {
  if (status != dnnl_success) throw NeuralError(Fault::unsupported, "oneDNN refused a product");
}

bool plain(const at::Tensor& t) {
  return t.device().is_cpu() && t.scalar_type() == at::kFloat && t.stride(1) == 1;
}

void sgemm(const at::Tensor& a, const at::Tensor& w, at::Tensor& out, float beta) {
  check(dnnl_sgemm('N', 'T', a.size(0), w.size(0), a.size(1), 1, a.data_ptr<float>(), a.stride(0),
                   w.data_ptr<float>(), w.stride(0), beta, out.data_ptr<float>(), out.stride(0)));
}

at::Tensor onednn_int8_product(const at::Tensor& a, const at::Tensor& w) {
  at::Tensor sums = at::empty({a.size(0), w.size(0)}, at::kInt);
  const std::int32_t none = 0;
  check(dnnl_gemm_s8s8s32('N', 'T', 'F', a.size(0), w.size(0), a.size(1), 1,
                          a.data_ptr<std::int8_t>(), a.stride(0), 0, w.data_ptr<std::int8_t>(),
                          w.stride(0), 0, 0, sums.data_ptr<std::int32_t>(), sums.stride(0), &none));
  return sums;
}

at::Tensor widened_product(const at::Tensor& a, const at::Tensor& w) {
  return at::mm(a.to(at::kDouble), w.to(at::kDouble).t()).to(at::kInt);
}

// On some processors without VNNI, oneDNN's product of int8 is wrong: tried once, with numbers as
// large as they can be.
bool onednn_is_right() {
  static const bool right = [] {
    const at::Tensor numbers = (at::arange(12 * 33, at::kLong) * 37 % 255 - 127).to(at::kChar);
    const at::Tensor a = numbers.narrow(0, 0, 5 * 33).view({5, 33});
    const at::Tensor w = numbers.narrow(0, 5 * 33, 7 * 33).view({7, 33});
    return at::equal(onednn_int8_product(a, w), widened_product(a, w));
  }();
  return right;
}

// [n, in] int8 times [out, in] int8: [n, out] int32.
at::Tensor int8_product(const at::Tensor& a, const at::Tensor& w) {
  return onednn_is_right() ? onednn_int8_product(a, w) : widened_product(a, w);
}
#else
bool plain(const at::Tensor&) {
  return false;
}
void sgemm(const at::Tensor&, const at::Tensor&, at::Tensor&, float) {}
at::Tensor int8_product(const at::Tensor&, const at::Tensor&) {
  throw NeuralError(Fault::unsupported, "this build has no int8: it lacks oneDNN");
}
#endif

// out (+)= a w^T for int8 w: a rounded, multiplied, and scaled back.
void scaled_product(at::Tensor& out, const at::Tensor& a_in, const Matrix& w, bool add) {
  const Matrix a = quantised(a_in.contiguous());
  const at::Tensor sums = int8_product(a.rows, w.rows);
  const float* by_row = a.scale.data_ptr<float>();
  const float* by_column = w.scale.data_ptr<float>();
  const std::int64_t width = sums.size(1);
  at::parallel_for(0, sums.size(0), 16, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t row = from; row < to; ++row) {
      const std::int32_t* in = sums.data_ptr<std::int32_t>() + row * width;
      float* result = out.data_ptr<float>() + row * out.stride(0);
      const float scale = by_row[row];
      const float keep = add ? 1 : 0;
      for (std::int64_t i = 0; i < width; ++i) {
        const float value = static_cast<float>(in[i]) * scale * by_column[i];
        result[i] = (keep != 0 ? result[i] : 0) + value;
      }
    }
  });
}

}  // namespace

bool has_int8() {
#ifdef MUSICGEN_ONEDNN
  return true;
#else
  return false;
#endif
}

Matrix int8_matrix(std::int64_t rows, std::int64_t columns) {
  return {at::empty({rows, columns}, at::kChar), at::empty({rows}, at::kFloat)};
}

void quantise(const at::Tensor& rows, Matrix& result, std::int64_t at_row) {
  const std::int64_t width = rows.size(1);
  const float* in = rows.data_ptr<float>();
  auto* out = result.rows.data_ptr<std::int8_t>() + at_row * width;
  float* scale = result.scale.data_ptr<float>() + at_row;
  at::parallel_for(0, rows.size(0), 16, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t row = from; row < to; ++row) {
      scale[row] = round_row(in + row * width, out + row * width, width);
    }
  });
}

Matrix quantised(const at::Tensor& rows) {
  Matrix result = int8_matrix(rows.size(0), rows.size(1));
  quantise(rows, result, 0);
  return result;
}

at::Tensor Reused::matrix(std::int64_t rows, std::int64_t columns) {
  const std::int64_t count = rows * columns;
  if (!memory_.defined() || memory_.numel() < count) {
    memory_.reset();  // first, so that both aren't there at once
    memory_ = at::empty({count}, at::kFloat);
  }
  return memory_.narrow(0, 0, count).view({rows, columns});
}

at::Tensor product(const at::Tensor& a, const Matrix& w, Reused& memory) {
  if (!w.is_int8() && !plain(a)) return at::mm(a.to(w.rows.scalar_type()), w.rows.t());
  if (!w.is_int8() && w.rows.scalar_type() != at::kFloat) {
    return at::mm(a.to(w.rows.scalar_type()), w.rows.t());
  }
  at::Tensor out = memory.matrix(a.size(0), w.rows.size(0));
  if (w.is_int8()) {
    scaled_product(out, a, w, /*add=*/false);
  } else {
    sgemm(a, w.rows, out, 0);
  }
  return out;
}

void add_product(at::Tensor& out, const at::Tensor& a, const Matrix& w) {
  if (w.is_int8()) {
    scaled_product(out, a, w, /*add=*/true);
  } else if (w.rows.scalar_type() != at::kFloat) {
    out.add_(at::mm(a.to(w.rows.scalar_type()), w.rows.t()));
  } else if (plain(a) && plain(out)) {
    sgemm(a, w.rows, out, 1);
  } else {
    out.addmm_(a, w.rows.t());
  }
}

#ifdef MUSICGEN_ONEDNN
void block_product_transposed(Block a, Block b, Block c, std::int64_t m, std::int64_t k,
                              std::int64_t n) {
  check(dnnl_sgemm('N', 'T', m, n, k, 1, a.data, a.stride, b.data, b.stride, 0, c.data, c.stride));
}

void block_product(Block a, Block b, Block c, std::int64_t m, std::int64_t k, std::int64_t n) {
  check(dnnl_sgemm('N', 'N', m, n, k, 1, a.data, a.stride, b.data, b.stride, 0, c.data, c.stride));
}
#else
namespace {
at::Tensor view(Block block, std::int64_t rows, std::int64_t columns) {
  return at::from_blob(block.data, {rows, columns}, {block.stride, 1}, at::kFloat);
}
}  // namespace

void block_product_transposed(Block a, Block b, Block c, std::int64_t m, std::int64_t k,
                              std::int64_t n) {
  at::Tensor out = view(c, m, n);
  at::mm_out(out, view(a, m, k), view(b, n, k).t());
}

void block_product(Block a, Block b, Block c, std::int64_t m, std::int64_t k, std::int64_t n) {
  at::Tensor out = view(c, m, n);
  at::mm_out(out, view(a, m, k), view(b, k, n));
}
#endif

}  // namespace musicgen::diffrhythm
