#include "engines/diffrhythm/vae/vae_weights.h"

#include <map>
#include <string>

#include "engines/diffrhythm/checkpoint/torch_tensor.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr std::int64_t kDilations[] = {1, 3, 9};

[[noreturn]] void refuse(const std::string& what) {
  throw NeuralError(Fault::bad_checkpoint, "This isn't a DiffRhythm VAE: " + what + ".");
}

// Takes weights by name and notes what it took, so that at the end every weight of the file is
// known to have its use.
class Reader {
 public:
  Reader(const Checkpoint& file, at::Device device) : file_(file), device_(device) {}

  bool has(const std::string& name) const { return file_.contains(name); }

  bool has_convolution(const std::string& name) const {
    return has(name + ".weight_v") || has(name + ".weight");
  }

  Snake snake(const std::string& name, std::int64_t channels) {
    const at::Tensor alpha = take(name + ".alpha", {channels});
    return Snake(alpha, take(name + ".beta", {channels}), device_);
  }

  // `into` or `out_of` 0: whatever the file has.
  Convolution convolution(const std::string& name, std::int64_t into, std::int64_t out_of, bool up,
                          bool bias) {
    const bool normed = has(name + ".weight_v");
    const std::string weight_name = name + (normed ? ".weight_v" : ".weight");
    Shape shape = file_.at(weight_name).shape;
    if (shape.size() != 3 || shape[0] < 1 || shape[1] < 1 || shape[2] < 1) {
      refuse(weight_name + " is " + text_of(shape));
    }
    if (into != 0) shape[up ? 0 : 1] = into;
    if (out_of != 0) shape[up ? 1 : 0] = out_of;
    Convolution result;
    result.up = up;
    result.weight = take(weight_name, shape);
    if (normed) {
      const at::Tensor gain = take(name + ".weight_g", {shape[0], 1, 1});
      const at::Tensor length = result.weight.flatten(1).norm(2, 1).view({-1, 1, 1});
      result.weight = result.weight * (gain / length);
    }
    result.weight = result.weight.to(device_).contiguous();
    if (bias) result.bias = take(name + ".bias", {shape[up ? 1 : 0]}).to(device_);
    return result;
  }

  void check_all_taken(const std::string& prefix) const {
    std::map<std::string, Shape> expected = taken_;
    for (const auto& [name, tensor] : file_.tensors()) {
      // Counters of the program around the network, such as export tools leave.
      if (tensor.dtype == Dtype::i64 && !name.starts_with(prefix))
        expected.emplace(name, tensor.shape);
    }
    file_.expect(expected, "a DiffRhythm VAE");
  }

 private:
  at::Tensor take(const std::string& name, const Shape& shape) {
    const TensorView& view = file_.at(name);
    taken_.emplace(name, shape);
    if (view.shape != shape) check_all_taken(name);
    return float_of(view);
  }

  const Checkpoint& file_;
  at::Device device_;
  std::map<std::string, Shape> taken_;
};

ResidualUnit read_unit(Reader& reader, const std::string& name, std::int64_t channels,
                       std::int64_t dilation) {
  ResidualUnit unit{reader.snake(name + ".layers.0", channels),
                    reader.convolution(name + ".layers.1", channels, channels, false, true),
                    reader.snake(name + ".layers.2", channels),
                    reader.convolution(name + ".layers.3", channels, channels, false, true)};
  unit.wide.dilation = dilation;
  if (unit.wide.kernel() % 2 == 0 || unit.mix.kernel() != 1) refuse(name + " has other kernels");
  return unit;
}

std::vector<ResidualUnit> read_units(Reader& reader, const std::string& name, int first,
                                     std::int64_t channels) {
  std::vector<ResidualUnit> units;
  for (const std::int64_t dilation : kDilations) {
    units.push_back(
        read_unit(reader, name + ".layers." + std::to_string(first++), channels, dilation));
  }
  return units;
}

// The stride of a convolution that changes the rate isn't in the file; its kernel is twice as long.
void set_stride(Convolution& convolution, const std::string& name) {
  if (convolution.kernel() % 4 != 0) {
    refuse(name + " has a kernel of " + std::to_string(convolution.kernel()) +
           " instead of twice an even stride");
  }
  convolution.stride = convolution.kernel() / 2;
}

void check_odd(const Convolution& convolution, const std::string& name) {
  if (convolution.kernel() % 2 == 0) refuse(name + " has an even kernel");
}

OobleckStage read_first(Reader& reader, const std::string& name) {
  OobleckStage stage;
  stage.convolution = reader.convolution(name, 0, 0, false, true);
  check_odd(stage.convolution, name);
  return stage;
}

// Snake and the last convolution: `name`.layers.`index` and the one after it.
OobleckStage read_last(Reader& reader, const std::string& name, int index, std::int64_t channels,
                       bool bias) {
  OobleckStage stage;
  stage.snake.emplace(reader.snake(name + std::to_string(index), channels));
  const std::string last = name + std::to_string(index + 1);
  stage.convolution = reader.convolution(last, channels, 0, false, bias);
  check_odd(stage.convolution, last);
  return stage;
}

std::vector<OobleckStage> read_decoder(Reader& reader, const std::string& prefix) {
  const std::string layers = prefix + "layers.";
  std::vector<OobleckStage> stages{read_first(reader, layers + "0")};
  std::int64_t channels = stages.back().convolution.weight.size(0);
  int index = 1;
  for (; reader.has_convolution(layers + std::to_string(index) + ".layers.1"); ++index) {
    const std::string block = layers + std::to_string(index);
    OobleckStage stage;
    stage.snake.emplace(reader.snake(block + ".layers.0", channels));
    stage.convolution = reader.convolution(block + ".layers.1", channels, 0, true, true);
    set_stride(stage.convolution, block + ".layers.1");
    channels = stage.convolution.weight.size(1);
    stage.after = read_units(reader, block, 2, channels);
    stages.push_back(std::move(stage));
  }
  stages.push_back(read_last(reader, layers, index, channels, false));
  return stages;
}

std::vector<OobleckStage> read_encoder(Reader& reader, const std::string& prefix) {
  const std::string layers = prefix + "layers.";
  std::vector<OobleckStage> stages{read_first(reader, layers + "0")};
  std::int64_t channels = stages.back().convolution.weight.size(0);
  int index = 1;
  for (; reader.has_convolution(layers + std::to_string(index) + ".layers.4"); ++index) {
    const std::string block = layers + std::to_string(index);
    OobleckStage stage;
    stage.before = read_units(reader, block, 0, channels);
    stage.snake.emplace(reader.snake(block + ".layers.3", channels));
    stage.convolution = reader.convolution(block + ".layers.4", channels, 0, false, true);
    set_stride(stage.convolution, block + ".layers.4");
    channels = stage.convolution.weight.size(0);
    stages.push_back(std::move(stage));
  }
  stages.push_back(read_last(reader, layers, index, channels, true));
  return stages;
}

std::int64_t total_stride(const std::vector<OobleckStage>& stages) {
  std::int64_t total = 1;
  for (const OobleckStage& stage : stages) total *= stage.convolution.stride;
  return total;
}

// What stands before "decoder." where the network lies inside another module.
std::string find_prefix(const Checkpoint& file) {
  for (const auto& [name, tensor] : file.tensors()) {
    for (const std::string_view end : {"decoder.layers.0.weight_v", "decoder.layers.0.weight"}) {
      if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
    }
  }
  refuse("it has no decoder.layers.0");
}

}  // namespace

Oobleck read_vae(const Checkpoint& file, at::Device device) {
  const std::string prefix = find_prefix(file);
  Reader reader(file, device);
  Oobleck vae;
  vae.encoder = read_encoder(reader, prefix + "encoder.");
  vae.decoder = read_decoder(reader, prefix + "decoder.");
  reader.check_all_taken(prefix);

  vae.samples_per_latent = total_stride(vae.decoder);
  vae.latent_channels = vae.decoder.front().convolution.weight.size(1);
  vae.audio_channels = vae.decoder.back().convolution.weight.size(0);
  if (total_stride(vae.encoder) != vae.samples_per_latent) {
    refuse("its encoder and decoder have other strides");
  }
  if (vae.encoder.back().convolution.weight.size(0) != 2 * vae.latent_channels ||
      vae.encoder.front().convolution.weight.size(1) != vae.audio_channels) {
    refuse("its encoder and decoder have other channels");
  }
  return vae;
}

}  // namespace musicgen::diffrhythm
