#pragma once
// Loops over rows of numbers in a CPU's memory, one pass each, where libtorch's operators would
// walk through memory as large as the caches several times.

#include <cstdint>

namespace musicgen::diffrhythm {

// out = in gain / sqrt(mean(in^2) + epsilon)
void rms_norm_row(const float* in, const float* gain, float epsilon, float* out,
                  std::int64_t count);

// out = silu(gate) up, silu(x) = x / (1 + e^-x). out may be gate or up.
void gate_row(const float* gate, const float* up, float* out, std::int64_t count);

// x = x tanh(ln(1 + e^x)), with one exponential instead of three such functions (Misra, "Mish",
// 2019): tanh(ln(1 + e^x)) = n / (n + 2) for n = e^x (e^x + 2).
void mish_row(float* x, std::int64_t count);

// x = e^(x - max(x)); returns the sum of x, by which it becomes softmax(x).
float exp_row(float* x, std::int64_t count);

// x = x factor
void scale_row(float* x, float factor, std::int64_t count);

// out = in as fp32; in: fp16 (IEEE 754 binary16).
void widen_row(const std::uint16_t* in, float* out, std::int64_t count);

}  // namespace musicgen::diffrhythm
