#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "engines/diffrhythm/checkpoint/formats.h"
#include "engines/diffrhythm/checkpoint/json.h"
#include "engines/diffrhythm/checkpoint/layout.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kLongestHeader = 100'000'000;  // the format's own limit

std::optional<Dtype> dtype_of(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Dtype::f64); ++i) {
    if (name_of(static_cast<Dtype>(i)) == name) return static_cast<Dtype>(i);
  }
  return std::nullopt;
}

TensorView read_tensor(const JsonValue& entry, std::span<const std::byte> data) {
  const auto refuse = [](const std::string& why) { throw NeuralError(Fault::bad_checkpoint, why); };
  const auto dtype = dtype_of(entry.at("dtype").string());
  if (!dtype) refuse("the number format " + entry.at("dtype").string() + " isn't known");
  Shape shape;
  for (const JsonValue& size : entry.at("shape").array()) shape.push_back(size.integer());
  const auto& offsets = entry.at("data_offsets").array();
  if (offsets.size() != 2) refuse("data_offsets should be two numbers");
  const std::int64_t from = offsets[0].integer();
  const std::int64_t to = offsets[1].integer();
  if (from < 0 || to < from || static_cast<std::uint64_t>(to) > data.size()) {
    refuse("it lies outside the file");
  }
  const auto part =
      data.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
  const auto view = view_of(*dtype, shape, row_strides(shape), part, 0);
  if (!view || view->bytes.size() != part.size()) {
    refuse("its shape " + text_of(shape) + " doesn't fit its " + std::to_string(part.size()) +
           " bytes");
  }
  return *view;
}

}  // namespace

Checkpoint::Tensors read_safetensors(std::span<const std::byte> file, const std::string& name) {
  const auto refuse = [&](const std::string& why) {
    throw NeuralError(Fault::bad_checkpoint, name + " " + why);
  };
  std::uint64_t length = 0;
  if (file.size() < kLengthBytes) refuse("is too short to be a model file");
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > kLongestHeader || length > file.size() - kLengthBytes) {
    refuse("is neither safetensors nor a PyTorch archive, or is cut off");
  }
  const auto header_length = static_cast<std::size_t>(length);
  const std::string_view text(reinterpret_cast<const char*>(file.data()) + kLengthBytes,
                              header_length);
  const JsonValue header = JsonValue::parse(text, name);
  const auto data = file.subspan(kLengthBytes + header_length);

  if (!header.is_object()) refuse("has no safetensors header");
  Checkpoint::Tensors tensors;
  for (const auto& [key, entry] : header.object()) {
    if (key == "__metadata__") continue;
    try {
      tensors.emplace(key, read_tensor(entry, data));
    } catch (const NeuralError& error) {
      refuse("is damaged at tensor " + key + ": " + error.what());
    }
  }
  return tensors;
}

}  // namespace musicgen::diffrhythm
