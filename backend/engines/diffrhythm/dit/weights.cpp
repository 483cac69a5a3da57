#include "engines/diffrhythm/dit/weights.h"

#include <ATen/Parallel.h>

#include "engines/diffrhythm/checkpoint/torch_tensor.h"
#include "engines/diffrhythm/dit/rows.h"

namespace musicgen::diffrhythm {

namespace {

// out = in. libtorch's own conversion of fp16 takes several times as long.
void widen(const at::Tensor& in, const at::Tensor& out) {
  if (in.scalar_type() != at::kHalf || out.scalar_type() != at::kFloat || !in.is_contiguous()) {
    out.copy_(in);
    return;
  }
  const auto* from = static_cast<const std::uint16_t*>(in.data_ptr());
  auto* to = out.data_ptr<float>();
  at::parallel_for(0, in.numel(), 1 << 16, [&](std::int64_t first, std::int64_t last) {
    widen_row(from + first, to + first, last - first);
  });
}

}  // namespace

Weights::Weights(Checkpoint file, at::Device device, at::ScalarType dtype)
    : file_(std::move(file)), device_(device), dtype_(dtype) {}

const at::Tensor& Weights::small(const std::string& name) {
  const auto found = kept_.find(name);
  if (found != kept_.end()) return found->second;
  return kept_.emplace(name, float_of(file_.at(name)).to(device_)).first->second;
}

at::Tensor Weights::large(const std::string& name) {
  if (!device_.is_cpu()) return small(name);
  const TensorView& view = file_.at(name);
  at::Tensor copy = float_of(view);
  file_.release(view);
  return copy;
}

Matrix Weights::rows(std::initializer_list<std::string> names, Scratch scratch) {
  if (!keeps_matrices()) return {widened(names, scratch), {}};
  const auto found = matrices_.find(*names.begin());
  if (found != matrices_.end()) return found->second;
  return matrices_.emplace(*names.begin(), loaded(names)).first->second;
}

Matrix Weights::loaded(std::initializer_list<std::string> names) const {
  if (dtype_ == at::kChar) return rounded(names);
  std::vector<at::Tensor> parts;
  for (const std::string& name : names) {
    const TensorView& view = file_.at(name);
    parts.push_back(tensor_of(view).to(device_).to(dtype_));
    file_.release(view);
  }
  return {at::cat(parts), {}};
}

std::int64_t Weights::rows_of(std::initializer_list<std::string> names) const {
  std::int64_t rows = 0;
  for (const std::string& name : names) rows += file_.at(name).shape[0];
  return rows;
}

Matrix Weights::rounded(std::initializer_list<std::string> names) const {
  Matrix matrix = int8_matrix(rows_of(names), file_.at(*names.begin()).shape[1]);
  std::int64_t row = 0;
  for (const std::string& name : names) {
    const TensorView& view = file_.at(name);
    quantise(float_of(view), matrix, row);
    file_.release(view);
    row += view.shape[0];
  }
  return matrix;
}

at::Tensor Weights::widened(std::initializer_list<std::string> names, Scratch scratch) const {
  const std::int64_t rows = rows_of(names);
  const std::int64_t columns = file_.at(*names.begin()).shape[1];

  at::Tensor& place = scratch_[static_cast<int>(scratch)];
  if (!place.defined() || place.numel() < rows * columns) {
    place = at::empty({rows * columns}, at::TensorOptions().dtype(dtype_));
  }
  at::Tensor matrix = place.narrow(0, 0, rows * columns).view({rows, columns});
  std::int64_t row = 0;
  for (const std::string& name : names) {
    const TensorView& view = file_.at(name);
    widen(tensor_of(view), matrix.narrow(0, row, view.shape[0]));
    file_.release(view);
    row += view.shape[0];
  }
  return matrix;
}

}  // namespace musicgen::diffrhythm
