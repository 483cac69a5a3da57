#include "engines/diffrhythm/checkpoint/checkpoint.h"

#include <algorithm>
#include <vector>

#include "engines/diffrhythm/checkpoint/formats.h"
#include "engines/diffrhythm/checkpoint/mapped_file.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

// The first few, so that a wrong file doesn't fill the screen.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

}  // namespace

Checkpoint::Tensors read_tensors(std::span<const std::byte> file, const std::string& name) {
  const std::string_view start(reinterpret_cast<const char*>(file.data()),
                               std::min<std::size_t>(file.size(), 4));
  if (start == "PK\x03\x04") return read_pytorch(file, name);
  if (start == "\x80\x02\x8a\x0a") {
    throw NeuralError(Fault::bad_checkpoint,
                      name + " was saved by PyTorch 1.5 or older; convert it to safetensors");
  }
  return read_safetensors(file, name);
}

Checkpoint Checkpoint::open(const std::filesystem::path& path) {
  Checkpoint checkpoint;
  checkpoint.name_ = path.filename().string();
  checkpoint.file_ = std::make_shared<const MappedFile>(path);
  checkpoint.tensors_ = read_tensors(checkpoint.file_->bytes(), checkpoint.name_);
  return checkpoint;
}

const TensorView& Checkpoint::at(std::string_view name) const {
  const auto found = tensors_.find(name);
  if (found != tensors_.end()) return found->second;
  throw NeuralError(Fault::bad_checkpoint, name_ + " has no tensor " + std::string(name));
}

void Checkpoint::expect(const std::map<std::string, Shape>& shapes,
                        const std::string& model) const {
  std::vector<std::string> missing, unknown, misshaped;
  for (const auto& [name, shape] : shapes) {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) {
      missing.push_back(name);
    } else if (found->second.shape != shape) {
      misshaped.push_back(name + " is " + text_of(found->second.shape) + " instead of " +
                          text_of(shape));
    }
  }
  for (const auto& [name, tensor] : tensors_) {
    if (!shapes.contains(name)) unknown.push_back(name);
  }
  std::string faults;
  if (!missing.empty()) faults += " Missing: " + listed(missing) + ".";
  if (!unknown.empty()) faults += " Unknown: " + listed(unknown) + ".";
  if (!misshaped.empty()) faults += " Of another shape: " + listed(misshaped) + ".";
  if (!faults.empty()) {
    throw NeuralError(Fault::bad_checkpoint, name_ + " isn't " + model + "." + faults);
  }
}

void Checkpoint::release(const TensorView& tensor) const {
  file_->release(tensor.bytes);
}

Checkpoint Checkpoint::below(std::string_view prefix) const {
  Checkpoint part = *this;
  part.tensors_.clear();
  for (auto it = tensors_.lower_bound(prefix); it != tensors_.end(); ++it) {
    if (!std::string_view(it->first).starts_with(prefix)) break;
    part.tensors_.emplace(it->first.substr(prefix.size()), it->second);
  }
  return part;
}

}  // namespace musicgen::diffrhythm
