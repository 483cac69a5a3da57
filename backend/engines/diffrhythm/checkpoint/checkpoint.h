#pragma once
// A model file, mapped into memory: nothing is read until a tensor is used, and nothing is copied.
//
// Two formats are known, told apart by their content:
//   safetensors  8-byte length, JSON header, data (github.com/huggingface/safetensors, format)
//   PyTorch      the zip archive of torch.save with a pickled state dict; {"model_state_dict": ...}
//                and {"state_dict": ...} are opened. The pickle is never executed: only what a
//                state dict is made of is understood, and any other global is refused by its name.
//                TorchScript archives are read for their weights; their program isn't looked at.
//
// Files come from strangers. Whatever is in one, opening it ends in a valid Checkpoint or in
// NeuralError(bad_checkpoint): no tensor reaches outside the file, no size overflows, and no header
// can ask for more memory than the file is long.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engines/diffrhythm/checkpoint/tensor_view.h"

namespace musicgen::diffrhythm {

class MappedFile;

class Checkpoint {
 public:
  using Tensors = std::map<std::string, TensorView, std::less<>>;

  // Throws NeuralError where the file can't be read or isn't a valid model file.
  static Checkpoint open(const std::filesystem::path& path);

  // By name, sorted. The memory lives as long as any copy of this Checkpoint.
  const Tensors& tensors() const { return tensors_; }
  bool contains(std::string_view name) const { return tensors_.find(name) != tensors_.end(); }

  // Throws NeuralError, naming the tensor, where there is none.
  const TensorView& at(std::string_view name) const;

  // Throws NeuralError that names what is missing, not asked for, or of another shape; `model` says
  // in that text what the file should have been ("DiffRhythm with 2,048 frames").
  void expect(const std::map<std::string, Shape>& shapes, const std::string& model) const;

  // Lets the kernel drop this tensor's pages from the process; they come back when used again.
  void release(const TensorView& tensor) const;

  // The same tensors under shorter names: those that begin with prefix, without it.
  Checkpoint below(std::string_view prefix) const;

 private:
  std::shared_ptr<const MappedFile> file_;
  std::string name_;  // of the file, for messages
  Tensors tensors_;
};

}  // namespace musicgen::diffrhythm
