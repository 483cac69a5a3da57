#pragma once
// The matrix products that nearly all of the time goes into.
//
// On a CPU they go through oneDNN where the build has it (its GEMM is faster than OpenBLAS's here,
// and it has one for int8), otherwise through libtorch's own.

#include <ATen/ATen.h>

namespace musicgen::diffrhythm {

// Whether this build can multiply int8 matrices.
bool has_int8();

// Weights of a linear layer, [out, in]. In int8 each row has a scale: w = rows * scale.
struct Matrix {
  at::Tensor rows;
  at::Tensor scale;  // fp32 [out]; undefined unless rows are int8

  bool is_int8() const { return scale.defined(); }
};

// Rounded to int8, symmetric, by row. rows: fp32 on a CPU.
Matrix quantised(const at::Tensor& rows);

// The same in two steps, so that a large matrix is made in its place. The rows go into those of the
// matrix that begin at `at_row`.
Matrix int8_matrix(std::int64_t rows, std::int64_t columns);
void quantise(const at::Tensor& rows, Matrix& matrix, std::int64_t at_row);

// Memory for results that are needed only for a while: fresh pages would cost as much time as
// filling them.
class Reused {
 public:
  // An fp32 matrix on a CPU, valid until the next call.
  at::Tensor matrix(std::int64_t rows, std::int64_t columns);

 private:
  at::Tensor memory_;
};

// a w^T: fp32 [n, in] -> [n, out]. Computed in the numbers of w; for int8 a is rounded row by row
// as well. The result is fp32, or fp16 or bf16 where w is; it may lie in `memory`.
at::Tensor product(const at::Tensor& a, const Matrix& w, Reused& memory);

// out += a w^T, out fp32 [n, out].
void add_product(at::Tensor& out, const at::Tensor& a, const Matrix& w);

// For one thread: c = a b^T, and c = a b, of fp32 matrices [m, k] with rows `lda`, ... numbers
// apart.
struct Block {
  float* data = nullptr;
  std::int64_t stride = 0;
};
void block_product_transposed(Block a, Block b, Block c, std::int64_t m, std::int64_t k,
                              std::int64_t n);
void block_product(Block a, Block b, Block c, std::int64_t m, std::int64_t k, std::int64_t n);

}  // namespace musicgen::diffrhythm
