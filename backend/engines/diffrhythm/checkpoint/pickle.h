#pragma once
// Reads the pickle of a PyTorch state dict without executing it.
//
// A pickle is a program for a stack machine (Python's pickletools documents it). This machine knows
// the instructions that build dictionaries, lists, tuples, strings and numbers, and five calls:
// OrderedDict(), tensors, parameters and the storages that they lie in. TorchScript's modules,
// which are named __torch__ and something, are dictionaries of their attributes. Every other
// global, which could run anything in Python, is refused by its name. Memory grows with the length
// of the pickle, never with a number in it.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engines/diffrhythm/checkpoint/tensor_view.h"

namespace musicgen::diffrhythm {

struct PickleNode;
using PickleRef = const PickleNode*;

struct PickleGlobal {
  std::string name;  // "torch.HalfStorage"
};
struct PickleStorage {
  Dtype dtype = Dtype::f32;
  std::span<const std::byte> bytes;
};
struct PickleList {  // a list or a tuple
  std::vector<PickleRef> items;
};
struct PickleDict {
  std::vector<std::pair<PickleRef, PickleRef>> items;
  bool module = false;  // of TorchScript: its items are its attributes
};

struct PickleNode {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleGlobal, PickleStorage,
               TensorView, PickleList, PickleDict>
      value;
};

class Unpickler {
 public:
  using Storages = std::map<std::string, std::span<const std::byte>>;  // by key: "0", "1", ...

  // Both spans must outlive the result, `name` too: it is the file's, for messages.
  Unpickler(std::span<const std::byte> pickle, const Storages& storages, const std::string& name);

  // What the pickle makes; it lives as long as the Unpickler. Throws NeuralError(bad_checkpoint).
  PickleRef run();

 private:
  [[noreturn]] void refuse(const std::string& why) const;
  std::span<const std::byte> bytes(std::uint64_t count);
  template <class T>
  T number();
  std::string text(std::uint64_t size);
  std::string line();

  template <class T>
  PickleNode* push(T value);
  PickleNode* pop();
  std::vector<PickleRef> pop_to_mark();
  template <class T>
  const T& as(PickleRef node, const char* wanted) const;

  bool step(std::uint8_t opcode);  // false at the end
  void step_number(std::uint8_t opcode);
  void step_container(std::uint8_t opcode);
  void push_long();
  void push_tuple(std::size_t size);
  void push_global(const std::string& module, const std::string& name);
  void append(const std::vector<PickleRef>& items);
  void set_items(const std::vector<PickleRef>& items);
  void remember(std::uint32_t slot);
  void recall(std::uint32_t slot);
  void load_storage();
  void call();
  void new_module();
  void build();
  TensorView rebuild_tensor(const PickleList& arguments) const;
  Shape shape_of(PickleRef node) const;

  std::span<const std::byte> pickle_;
  const Storages& storages_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::deque<PickleNode> nodes_;  // owns all, so that a pickle that contains itself can't leak
  std::vector<PickleNode*> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, PickleNode*> memo_;
};

}  // namespace musicgen::diffrhythm
