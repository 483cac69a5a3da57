#include "engines/diffrhythm/dit/config.h"

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

void refuse_unless(bool fits, const char* what) {
  if (!fits) throw NeuralError(Fault::bad_checkpoint, std::string("config.json: ") + what);
}

std::int64_t size_at(const JsonValue& object, const char* key, std::int64_t most) {
  const std::int64_t size = object.at(key).integer();
  refuse_unless(size >= 0 && size <= most, key);
  return size;
}

class Keys {
 public:
  void add(const std::string& name, Shape shape) { shapes_.emplace(name, std::move(shape)); }

  void linear(const std::string& name, std::int64_t out, std::int64_t in) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }

  void time_embedding(const std::string& name) {
    linear(name + ".time_mlp.0", kConditionSize, kTimeFrequencies);
    linear(name + ".time_mlp.2", kConditionSize, kConditionSize);
  }

  void text_embedding(const DitConfig& config) {
    const std::int64_t wide = config.text_dim * kTextMult;
    add("text_embed.text_embed.weight", {config.text_num_embeds + 1, config.text_dim});
    for (std::int64_t i = 0; i < config.conv_layers; ++i) {
      const std::string block = "text_embed.text_blocks." + std::to_string(i);
      add(block + ".dwconv.weight", {config.text_dim, 1, kTextKernel});
      add(block + ".dwconv.bias", {config.text_dim});
      add(block + ".norm.weight", {config.text_dim});
      add(block + ".norm.bias", {config.text_dim});
      linear(block + ".pwconv1", wide, config.text_dim);
      add(block + ".grn.gamma", {1, 1, wide});
      add(block + ".grn.beta", {1, 1, wide});
      linear(block + ".pwconv2", config.text_dim, wide);
    }
  }

  void block(const std::string& name, const DitConfig& config) {
    const std::int64_t dim = config.dim;
    const std::int64_t wide = dim * config.ff_mult;
    for (const char* part : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
      add(name + ".self_attn." + part + ".weight", {dim, dim});
    }
    add(name + ".mlp.gate_proj.weight", {wide, dim});
    add(name + ".mlp.up_proj.weight", {wide, dim});
    add(name + ".mlp.down_proj.weight", {dim, wide});
    add(name + ".input_layernorm.weight", {dim});
    add(name + ".post_attention_layernorm.weight", {dim});
  }

  std::map<std::string, Shape> take() { return std::move(shapes_); }

 private:
  std::map<std::string, Shape> shapes_;
};

}  // namespace

DitConfig DitConfig::from(const JsonValue& config, std::int64_t fallback_frames) {
  const JsonValue& model = config.at("model");
  DitConfig sizes;
  sizes.dim = size_at(model, "dim", 1 << 16);
  sizes.depth = size_at(model, "depth", 1024);
  sizes.ff_mult = size_at(model, "ff_mult", 64);
  sizes.text_dim = size_at(model, "text_dim", 1 << 16);
  sizes.conv_layers = size_at(model, "conv_layers", 1024);
  sizes.mel_dim = size_at(model, "mel_dim", 4096);
  sizes.text_num_embeds = size_at(model, "text_num_embeds", 1 << 20);
  sizes.max_frames =
      config.find("max_frames") ? size_at(config, "max_frames", 1 << 20) : fallback_frames;
  refuse_unless(sizes.dim > 0 && sizes.dim % (2 * kHeads) == 0, "dim must be a multiple of 64");
  refuse_unless(sizes.ff_mult > 0 && sizes.mel_dim > 0 && sizes.max_frames > 0,
                "ff_mult, mel_dim and max_frames must be at least 1");
  refuse_unless(sizes.text_dim > 0 && sizes.text_dim % 2 == 0, "text_dim must be even");
  return sizes;
}

std::map<std::string, Shape> dit_shapes(const DitConfig& config) {
  Keys keys;
  keys.time_embedding("time_embed");
  keys.time_embedding("start_time_embed");
  if (config.has_duration()) keys.time_embedding("duration_time_embed");
  keys.text_embedding(config);

  const std::int64_t dim = config.dim;
  const std::int64_t joined = 2 * config.mel_dim + config.text_dim + kStyleSize + kConditionSize;
  keys.linear("input_embed.proj", dim, joined);
  for (const char* layer : {"0", "2"}) {
    const std::string conv = std::string("input_embed.conv_pos_embed.conv1d.") + layer;
    keys.add(conv + ".weight", {dim, dim / kConvGroups, kConvKernel});
    keys.add(conv + ".bias", {dim});
  }
  for (std::int64_t i = 0; i < config.depth; ++i) {
    keys.block("transformer_blocks." + std::to_string(i), config);
  }
  for (std::int64_t i = 0; i < config.fusions(); ++i) {
    keys.linear("text_fusion_linears." + std::to_string(i) + ".0", dim, config.text_dim);
  }
  keys.linear("norm_out.linear", 2 * dim, kConditionSize);
  keys.linear("proj_out", config.mel_dim, dim);
  return keys.take();
}

}  // namespace musicgen::diffrhythm
