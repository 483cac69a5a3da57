#include "engines/diffrhythm/style/text_tower.h"

#include <cmath>
#include <optional>

#include <c10/core/InferenceMode.h>

#include "engines/diffrhythm/checkpoint/torch_device.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/style/layers.h"

namespace musicgen::diffrhythm {

namespace {

const std::string kText = "mulan.text.";
const std::string kLanguage = "mulan.text.model.";
const std::string kTransformer = "mulan.text.transformer.";
const std::string kToLatents = "mulan.text_to_latents";

std::string layer_name(std::int64_t index) {
  return kLanguage + "encoder.layer." + std::to_string(index) + ".";
}

MulanTransformer::Config transformer_of(const MulanTower& tower) {
  return {tower.dim, tower.depth, tower.heads, tower.head_dim, tower.ff_mult};
}

using Shapes = std::map<std::string, Shape>;

void add_linear(Shapes& shapes, const std::string& name, std::int64_t out, std::int64_t in) {
  shapes[name + ".weight"] = {out, in};
  shapes[name + ".bias"] = {out};
}

void add_norm(Shapes& shapes, const std::string& name, std::int64_t dim) {
  shapes[name + ".weight"] = shapes[name + ".bias"] = {dim};
}

Shapes language_shapes(const XlmRobertaConfig& config) {
  Shapes shapes;
  const std::string embeddings = kLanguage + "embeddings.";
  shapes[embeddings + "word_embeddings.weight"] = {config.vocabulary, config.dim};
  shapes[embeddings + "position_embeddings.weight"] = {config.positions, config.dim};
  shapes[embeddings + "token_type_embeddings.weight"] = {config.token_types, config.dim};
  add_norm(shapes, embeddings + "LayerNorm", config.dim);
  for (std::int64_t i = 0; i < config.depth; ++i) {
    const std::string layer = layer_name(i);
    for (const char* part : {"query", "key", "value"}) {
      add_linear(shapes, layer + "attention.self." + part, config.dim, config.dim);
    }
    add_linear(shapes, layer + "attention.output.dense", config.dim, config.dim);
    add_norm(shapes, layer + "attention.output.LayerNorm", config.dim);
    add_linear(shapes, layer + "intermediate.dense", config.ff_dim, config.dim);
    add_linear(shapes, layer + "output.dense", config.dim, config.ff_dim);
    add_norm(shapes, layer + "output.LayerNorm", config.dim);
  }
  return shapes;
}

// What the file must hold of the text half. Its other half is the audio tower's business.
void check_weights(const Checkpoint& file, const MulanConfig& config,
                   const XlmRobertaConfig& language) {
  const MulanTower& tower = config.text;
  Shapes shapes = language_shapes(language);
  if (tower.model_dim != tower.dim) add_linear(shapes, kText + "proj", tower.dim, tower.model_dim);
  MulanTransformer::add_shapes(transformer_of(tower), kTransformer, shapes);
  add_linear(shapes, kToLatents, config.latent_dim, tower.dim);
  for (const auto& [name, tensor] : file.tensors()) {
    const bool elsewhere = name.starts_with("mulan.audio.") ||
                           name.starts_with("mulan.audio_to_latents.") ||
                           name.starts_with("mulan.contrast.");
    // Saved by some versions of transformers, used by none here.
    const bool unused =
        name.starts_with(kLanguage + "pooler.") || name == kLanguage + "embeddings.position_ids";
    if (elsewhere || unused) shapes.emplace(name, tensor.shape);
  }
  file.expect(shapes, "a MuQ-MuLan model with the sizes of its config.json");
}

struct LanguageLayer {
  Linear query, key, value, attended, up, down;
  LayerNorm attention_norm, output_norm;

  LanguageLayer(const StyleWeights& weights, const std::string& name, double epsilon)
      : query(weights, name + "attention.self.query"),
        key(weights, name + "attention.self.key"),
        value(weights, name + "attention.self.value"),
        attended(weights, name + "attention.output.dense"),
        up(weights, name + "intermediate.dense"),
        down(weights, name + "output.dense"),
        attention_norm(weights, name + "attention.output.LayerNorm", epsilon),
        output_norm(weights, name + "output.LayerNorm", epsilon) {}

  at::Tensor operator()(at::Tensor x, std::int64_t heads) const {
    const double scale = 1 / std::sqrt(static_cast<double>(x.size(1) / heads));
    x = attention_norm(x + attended(attention(query(x), key(x), value(x), heads, scale)));
    return output_norm(x + down(at::gelu(up(x))));
  }
};

}  // namespace

struct TextTower::Network {
  StyleWeights weights;
  XlmRobertaConfig language;
  at::Tensor words, positions, kind;
  LayerNorm embedding_norm;
  std::vector<LanguageLayer> layers;
  std::optional<Linear> project;
  MulanTransformer transformer;
  Linear to_latents;

  Network(const Checkpoint& file, const MulanConfig& config, const XlmRobertaConfig& sizes,
          at::Device device)
      : weights(file, device),
        language(sizes),
        words(weights.at(kLanguage + "embeddings.word_embeddings.weight")),
        positions(weights.at(kLanguage + "embeddings.position_embeddings.weight")),
        kind(weights.at(kLanguage + "embeddings.token_type_embeddings.weight")[0]),
        embedding_norm(weights, kLanguage + "embeddings.LayerNorm", sizes.epsilon),
        transformer(weights, kTransformer, transformer_of(config.text)),
        to_latents(weights, kToLatents) {
    for (std::int64_t i = 0; i < sizes.depth; ++i) {
      layers.emplace_back(weights, layer_name(i), sizes.epsilon);
    }
    if (config.text.model_dim != config.text.dim) project.emplace(weights, kText + "proj");
  }
};

TextTower::TextTower(const Checkpoint& weights, const MulanConfig& config,
                     const XlmRobertaConfig& language, const std::string& device) {
  if (language.dim != config.text.model_dim) {
    throw NeuralError(Fault::bad_checkpoint,
                      "The two config.json files disagree: the language model has " +
                          std::to_string(language.dim) + " numbers a token, MuQ-MuLan expects " +
                          std::to_string(config.text.model_dim));
  }
  check_weights(weights, config, language);
  c10::InferenceMode no_gradients;
  network_ = std::make_unique<const Network>(weights, config, language, torch_device(device));
}

TextTower::~TextTower() = default;
TextTower::TextTower(TextTower&&) noexcept = default;
TextTower& TextTower::operator=(TextTower&&) noexcept = default;

std::vector<float> TextTower::embed(std::span<const std::int64_t> token_ids,
                                    const Watch& watch) const {
  const Network& net = *network_;
  const auto count = std::ssize(token_ids);
  if (count == 0 || count > net.language.most_tokens()) {
    throw NeuralError(Fault::bad_input, "The style prompt has " + std::to_string(count) +
                                            " tokens; it may have at most " +
                                            std::to_string(net.language.most_tokens()) +
                                            ". Say it in fewer words.");
  }
  for (const std::int64_t id : token_ids) {
    if (id >= 0 && id < net.language.vocabulary) continue;
    throw NeuralError(Fault::bad_input,
                      "The tokenizer and the style model don't belong together: "
                      "there is no token " +
                          std::to_string(id));
  }
  c10::InferenceMode no_gradients;
  const auto seen = [&](const std::string& stage, const at::Tensor& value) {
    if (watch) watch(stage, numbers_of(value));
  };
  const at::Device device = net.weights.device();
  const at::Tensor ids =
      at::tensor(at::ArrayRef<std::int64_t>(token_ids.data(), token_ids.size()), at::kLong)
          .to(device);
  const at::Tensor places = net.positions.narrow(0, net.language.pad_id + 1, count);
  at::Tensor x = net.embedding_norm(net.words.index_select(0, ids) + net.kind + places);
  seen("xlmr_embeddings", x);
  for (std::size_t i = 0; i < net.layers.size(); ++i) {
    x = net.layers[i](x, net.language.heads);
    seen("xlmr_layer" + std::to_string(i), x);
  }
  if (net.project) x = (*net.project)(x);
  seen("proj", x);
  x = net.transformer(x);
  seen("transformer", x);
  x = x.mean(0);
  seen("mean", x);
  x = net.to_latents(x);
  seen("latents", x);
  return numbers_of(x / x.norm().clamp_min(1e-12));
}

}  // namespace musicgen::diffrhythm
