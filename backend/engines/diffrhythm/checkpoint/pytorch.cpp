#include <algorithm>

#include "engines/diffrhythm/checkpoint/formats.h"
#include "engines/diffrhythm/checkpoint/pickle.h"
#include "engines/diffrhythm/checkpoint/zip.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr std::string_view kPickle = "/data.pkl";
constexpr int kDeepestModule = 64;
constexpr int kMostModules = 100'000;  // a module that contains itself would have no end

// The state dict itself, out of what training scripts wrap around it.
const PickleDict* state_dict(PickleRef root) {
  const auto* dict = std::get_if<PickleDict>(&root->value);
  if (dict == nullptr) return nullptr;
  for (const auto& [key, value] : dict->items) {
    const auto* name = std::get_if<std::string>(&key->value);
    if (name == nullptr || (*name != "model_state_dict" && *name != "state_dict")) continue;
    if (const auto* inner = std::get_if<PickleDict>(&value->value)) return inner;
  }
  return dict;
}

// Tensors of a dictionary and, in a TorchScript file, of the modules in it:
// "decoder.layers.0.bias".
class Collector {
 public:
  explicit Collector(const std::string& file) : file_(file) {}

  Checkpoint::Tensors take() { return std::move(tensors_); }

  void collect(const PickleDict& dict, const std::string& prefix, int depth) {
    if (depth > kDeepestModule || ++modules_ > kMostModules) refuse("has too many modules");
    for (const auto& [key, value] : dict.items) {
      const auto* name = std::get_if<std::string>(&key->value);
      if (name == nullptr) continue;
      const auto* inner = std::get_if<PickleDict>(&value->value);
      if (const auto* tensor = std::get_if<TensorView>(&value->value)) {
        if (!tensors_.emplace(prefix + *name, *tensor).second) {
          refuse("has two tensors named " + prefix + *name);
        }
      } else if (inner != nullptr && inner->module) {
        collect(*inner, prefix + *name + ".", depth + 1);
      }
    }
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw NeuralError(Fault::bad_checkpoint, file_ + " " + why);
  }

  const std::string& file_;
  Checkpoint::Tensors tensors_;
  int modules_ = 0;
};

}  // namespace

Checkpoint::Tensors read_pytorch(std::span<const std::byte> file, const std::string& name) {
  const auto refuse = [&](const std::string& why) {
    throw NeuralError(Fault::bad_checkpoint, name + " " + why);
  };
  const auto entries = zip_entries(file, name);
  const auto pickle = std::find_if(entries.begin(), entries.end(), [](const auto& entry) {
    return entry.first.ends_with(kPickle);
  });
  if (pickle == entries.end()) refuse("is an archive, but not one of PyTorch: it has no data.pkl");

  const std::string folder = pickle->first.substr(0, pickle->first.size() - kPickle.size()) + "/";
  const auto order = entries.find(folder + "byteorder");
  if (order != entries.end() && !order->second.empty() && order->second[0] != std::byte('l')) {
    refuse("was written on a big-endian machine; convert it to safetensors");
  }
  Unpickler::Storages storages;
  const std::string data = folder + "data/";
  for (auto entry = entries.lower_bound(data); entry != entries.end(); ++entry) {
    if (!entry->first.starts_with(data)) break;
    storages.emplace(entry->first.substr(data.size()), entry->second);
  }

  Unpickler unpickler(pickle->second, storages, name);
  const PickleDict* dict = state_dict(unpickler.run());
  if (dict == nullptr) refuse("doesn't hold a state dict");
  Collector collector(name);
  collector.collect(*dict, "", 0);
  Checkpoint::Tensors tensors = collector.take();
  if (tensors.empty()) refuse("holds no tensors");
  return tensors;
}

}  // namespace musicgen::diffrhythm
