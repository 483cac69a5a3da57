#include "engines/diffrhythm/checkpoint/pickle.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "engines/diffrhythm/checkpoint/layout.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr std::uint8_t kNewestProtocol = 5;

// Opcodes as Python's pickletools names them.
enum Opcode : std::uint8_t {
  kMark = '(',
  kStop = '.',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kBinFloat = 'G',
  kNone = 'N',
  kBinPersid = 'Q',
  kReduce = 'R',
  kBinUnicode = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kEmptyList = ']',
  kEmptyTuple = ')',
  kProto = 0x80,
  kNewObject = 0x81,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8a,
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
};

// Where TorchScript puts the classes that a file itself defines.
constexpr std::string_view kModules = "__torch__.";
constexpr std::string_view kOrderedDict = "collections.OrderedDict";
constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";

std::optional<Dtype> storage_dtype(std::string_view name) {
  static const std::map<std::string_view, Dtype> kStorages = {
      {"torch.BoolStorage", Dtype::boolean}, {"torch.ByteStorage", Dtype::u8},
      {"torch.CharStorage", Dtype::i8},      {"torch.ShortStorage", Dtype::i16},
      {"torch.IntStorage", Dtype::i32},      {"torch.LongStorage", Dtype::i64},
      {"torch.HalfStorage", Dtype::f16},     {"torch.BFloat16Storage", Dtype::bf16},
      {"torch.FloatStorage", Dtype::f32},    {"torch.DoubleStorage", Dtype::f64}};
  const auto found = kStorages.find(name);
  if (found == kStorages.end()) return std::nullopt;
  return found->second;
}

// For messages: names in a hostile file may hold anything.
std::string printable(std::string text) {
  if (text.size() > 100) text.resize(100);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

Unpickler::Unpickler(std::span<const std::byte> pickle, const Storages& storages,
                     const std::string& name)
    : pickle_(pickle), storages_(storages), name_(name) {}

PickleRef Unpickler::run() {
  while (step(number<std::uint8_t>())) {
  }
  return pop();
}

void Unpickler::refuse(const std::string& why) const {
  throw NeuralError(Fault::bad_checkpoint, name_ + " " + why);
}

std::span<const std::byte> Unpickler::bytes(std::uint64_t count) {
  if (count > pickle_.size() - at_) refuse("has a pickle that is cut off");
  const auto part = pickle_.subspan(at_, static_cast<std::size_t>(count));
  at_ += static_cast<std::size_t>(count);
  return part;
}

template <class T>
T Unpickler::number() {
  T value = 0;
  std::memcpy(&value, bytes(sizeof(T)).data(), sizeof(T));
  return value;
}

std::string Unpickler::text(std::uint64_t size) {
  const auto part = bytes(size);
  return {reinterpret_cast<const char*>(part.data()), part.size()};
}

std::string Unpickler::line() {
  std::string result;
  for (char letter = 0; (letter = static_cast<char>(number<std::uint8_t>())) != '\n';) {
    result.push_back(letter);
  }
  return result;
}

template <class T>
PickleNode* Unpickler::push(T value) {
  nodes_.push_back({std::move(value)});
  stack_.push_back(&nodes_.back());
  return stack_.back();
}

PickleNode* Unpickler::pop() {
  const std::size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= floor) refuse("has a pickle that takes what isn't there");
  PickleNode* top = stack_.back();
  stack_.pop_back();
  return top;
}

std::vector<PickleRef> Unpickler::pop_to_mark() {
  if (marks_.empty()) refuse("has a pickle without its mark");
  const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<PickleRef> items(from, stack_.end());
  stack_.erase(from, stack_.end());
  marks_.pop_back();
  return items;
}

template <class T>
const T& Unpickler::as(PickleRef node, const char* wanted) const {
  if (const T* value = std::get_if<T>(&node->value)) return *value;
  refuse(std::string("has a pickle with something else where it should have ") + wanted);
}

bool Unpickler::step(std::uint8_t opcode) {
  switch (opcode) {
    case kStop:
      return false;
    case kProto:
      if (number<std::uint8_t>() > kNewestProtocol) refuse("has a pickle of an unknown protocol");
      break;
    case kFrame:
      bytes(sizeof(std::uint64_t));
      break;
    case kMark:
      marks_.push_back(stack_.size());
      break;
    case kBinPut:
      remember(number<std::uint8_t>());
      break;
    case kLongBinPut:
      remember(number<std::uint32_t>());
      break;
    case kMemoize:
      remember(static_cast<std::uint32_t>(memo_.size()));
      break;
    case kBinGet:
      recall(number<std::uint8_t>());
      break;
    case kLongBinGet:
      recall(number<std::uint32_t>());
      break;
    case kGlobal: {
      const std::string module = line();
      push_global(module, line());
      break;
    }
    case kStackGlobal: {
      const std::string name = as<std::string>(pop(), "a name");
      push_global(as<std::string>(pop(), "a name"), name);
      break;
    }
    case kBinPersid:
      load_storage();
      break;
    case kReduce:
      call();
      break;
    case kNewObject:
      new_module();
      break;
    case kBuild:
      build();
      break;
    default:
      step_number(opcode);
  }
  return true;
}

void Unpickler::step_number(std::uint8_t opcode) {
  switch (opcode) {
    case kNone:
      push(std::monostate{});
      break;
    case kNewTrue:
    case kNewFalse:
      push(opcode == kNewTrue);
      break;
    case kBinInt:
      push(std::int64_t{number<std::int32_t>()});
      break;
    case kBinInt1:
      push(std::int64_t{number<std::uint8_t>()});
      break;
    case kBinInt2:
      push(std::int64_t{number<std::uint16_t>()});
      break;
    case kLong1:
      push_long();
      break;
    case kBinFloat:  // big endian, alone of all
      push(std::bit_cast<double>(__builtin_bswap64(number<std::uint64_t>())));
      break;
    case kBinUnicode:
      push(text(number<std::uint32_t>()));
      break;
    case kShortBinUnicode:
      push(text(number<std::uint8_t>()));
      break;
    case kBinUnicode8:
      push(text(number<std::uint64_t>()));
      break;
    default:
      step_container(opcode);
  }
}

void Unpickler::step_container(std::uint8_t opcode) {
  switch (opcode) {
    case kEmptyDict:
      push(PickleDict{});
      break;
    case kEmptyList:
    case kEmptyTuple:
      push(PickleList{});
      break;
    case kTuple:
      push(PickleList{pop_to_mark()});
      break;
    case kTuple1:
    case kTuple2:
    case kTuple3:
      push_tuple(opcode - kTuple1 + 1);
      break;
    case kAppend:
      append({pop()});
      break;
    case kAppends:
      append(pop_to_mark());
      break;
    case kSetItem: {
      const PickleRef value = pop();
      set_items({pop(), value});
      break;
    }
    case kSetItems:
      set_items(pop_to_mark());
      break;
    default:
      refuse("has a pickle with instruction " + std::to_string(opcode) +
             ", which no state dict needs");
  }
}

void Unpickler::push_long() {
  const auto size = number<std::uint8_t>();
  if (size > sizeof(std::int64_t)) refuse("has a pickle with a number beyond 64 bits");
  std::uint64_t value = 0;
  const auto part = bytes(size);
  std::memcpy(&value, part.data(), size);
  if (size > 0 && size < sizeof(value) && (std::to_integer<int>(part.back()) & 0x80) != 0) {
    value |= ~std::uint64_t{0} << (8 * size);
  }
  push(static_cast<std::int64_t>(value));
}

void Unpickler::push_tuple(std::size_t size) {
  std::vector<PickleRef> items(size);
  for (std::size_t i = size; i-- > 0;) items[i] = pop();
  push(PickleList{std::move(items)});
}

void Unpickler::push_global(const std::string& module, const std::string& name) {
  const std::string full = module + "." + name;
  if (full != kOrderedDict && full != kRebuildTensor && full != kRebuildParameter &&
      !storage_dtype(full) && !full.starts_with(kModules)) {
    refuse("asks for " + printable(full) +
           ", which no model needs and which could be harmful; it is "
           "not loaded");
  }
  push(PickleGlobal{full});
}

void Unpickler::append(const std::vector<PickleRef>& items) {
  PickleNode* target = pop();
  as<PickleList>(target, "a list");
  auto& list = std::get<PickleList>(target->value).items;
  list.insert(list.end(), items.begin(), items.end());
  stack_.push_back(target);
}

void Unpickler::set_items(const std::vector<PickleRef>& items) {
  PickleNode* target = pop();
  as<PickleDict>(target, "a dictionary");
  if (items.size() % 2 != 0) refuse("has a pickle with a key without a value");
  auto& dict = std::get<PickleDict>(target->value).items;
  for (std::size_t i = 0; i < items.size(); i += 2) dict.emplace_back(items[i], items[i + 1]);
  stack_.push_back(target);
}

void Unpickler::remember(std::uint32_t slot) {
  PickleNode* top = pop();
  stack_.push_back(top);
  memo_[slot] = top;
}

void Unpickler::recall(std::uint32_t slot) {
  const auto found = memo_.find(slot);
  if (found == memo_.end()) refuse("has a pickle that recalls what it never kept");
  stack_.push_back(found->second);
}

// ('storage', torch.HalfStorage, '0', 'cpu', count): the entry data/0 of the archive.
void Unpickler::load_storage() {
  const auto& id = as<PickleList>(pop(), "a storage").items;
  if (id.size() != 5 || as<std::string>(id[0], "a storage") != "storage") {
    refuse("has a pickle with an unknown kind of storage");
  }
  const auto dtype = storage_dtype(as<PickleGlobal>(id[1], "a storage type").name);
  const std::string& key = as<std::string>(id[2], "a storage's name");
  const std::int64_t count = as<std::int64_t>(id[4], "a storage's size");
  const auto found = storages_.find(key);
  if (!dtype || found == storages_.end()) refuse("lacks the data " + printable(key));
  if (count < 0 || static_cast<std::uint64_t>(count) > found->second.size() / bytes_of(*dtype)) {
    refuse("is cut off: the data " + printable(key) + " is shorter than it should be");
  }
  push(PickleStorage{*dtype,
                     found->second.first(static_cast<std::size_t>(count) * bytes_of(*dtype))});
}

void Unpickler::call() {
  const PickleList arguments = as<PickleList>(pop(), "arguments");
  const std::string& function = as<PickleGlobal>(pop(), "a function").name;
  if (function == kOrderedDict && arguments.items.empty()) {
    push(PickleDict{});
  } else if (function == kRebuildTensor) {
    push(rebuild_tensor(arguments));
  } else if (function == kRebuildParameter && !arguments.items.empty()) {
    push(as<TensorView>(arguments.items[0], "a tensor"));
  } else {
    refuse("has a pickle that calls " + function + " in a way that no state dict needs");
  }
}

void Unpickler::new_module() {
  if (!as<PickleList>(pop(), "arguments").items.empty() ||
      !as<PickleGlobal>(pop(), "a class").name.starts_with(kModules)) {
    refuse("has a pickle that makes an object which no model needs");
  }
  push(PickleDict{{}, true});
}

// A state dict carries its versions as attributes of the dictionary, which nothing here needs.
void Unpickler::build() {
  const PickleDict attributes = as<PickleDict>(pop(), "attributes");
  PickleNode* target = pop();
  as<PickleDict>(target, "a dictionary");
  auto& dict = std::get<PickleDict>(target->value);
  if (dict.module) dict.items = attributes.items;
  stack_.push_back(target);
}

// (storage, offset, shape, strides, requires_grad, hooks[, metadata])
TensorView Unpickler::rebuild_tensor(const PickleList& arguments) const {
  const auto& items = arguments.items;
  if (items.size() < 4) refuse("has a pickle with a tensor that lacks its shape");
  const auto& storage = as<PickleStorage>(items[0], "a tensor's data");
  const std::int64_t offset = as<std::int64_t>(items[1], "a tensor's place");
  const Shape shape = shape_of(items[2]);
  const std::size_t size = bytes_of(storage.dtype);
  if (offset < 0 || static_cast<std::uint64_t>(offset) > storage.bytes.size() / size) {
    refuse("has a tensor outside its data");
  }
  const auto view = view_of(storage.dtype, shape, shape_of(items[3]), storage.bytes,
                            static_cast<std::size_t>(offset) * size);
  if (!view) refuse("has a tensor of shape " + text_of(shape) + " that reaches outside its data");
  return *view;
}

Shape Unpickler::shape_of(PickleRef node) const {
  Shape shape;
  for (const PickleRef size : as<PickleList>(node, "a shape").items) {
    shape.push_back(as<std::int64_t>(size, "a size"));
  }
  return shape;
}

}  // namespace musicgen::diffrhythm
