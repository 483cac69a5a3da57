#include "engines/diffrhythm/dit/weights.h"

#include "engines/diffrhythm/checkpoint/torch_tensor.h"

namespace musicgen::diffrhythm {

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

at::Tensor Weights::rows(std::initializer_list<std::string> names, Scratch scratch) {
  if (device_.is_cpu()) return widened(names, scratch);
  const std::string& key = *names.begin();
  const auto found = kept_.find(key);
  if (found != kept_.end()) return found->second;
  std::vector<at::Tensor> parts;
  for (const std::string& name : names) {
    parts.push_back(tensor_of(file_.at(name)).to(device_).to(dtype_));
    file_.release(file_.at(name));
  }
  return kept_.emplace(key, at::cat(parts)).first->second;
}

at::Tensor Weights::widened(std::initializer_list<std::string> names, Scratch scratch) const {
  std::int64_t rows = 0;
  for (const std::string& name : names) rows += file_.at(name).shape[0];
  const std::int64_t columns = file_.at(*names.begin()).shape[1];

  at::Tensor& place = scratch_[static_cast<int>(scratch)];
  if (!place.defined() || place.numel() < rows * columns) {
    place = at::empty({rows * columns}, at::TensorOptions().dtype(dtype_));
  }
  at::Tensor matrix = place.narrow(0, 0, rows * columns).view({rows, columns});
  std::int64_t row = 0;
  for (const std::string& name : names) {
    const TensorView& view = file_.at(name);
    matrix.narrow(0, row, view.shape[0]).copy_(tensor_of(view));
    file_.release(view);
    row += view.shape[0];
  }
  return matrix;
}

}  // namespace musicgen::diffrhythm
