#include "engines/diffrhythm/style/mulan_config.h"

#include <string>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

// Larger than any real size, and small enough that no product of three overflows.
constexpr std::int64_t kLargest = 1'000'000;
constexpr std::int64_t kDeepest = 256;

void check(std::int64_t size, const std::string& name, std::int64_t largest) {
  if (size >= 1 && size <= largest) return;
  throw NeuralError(Fault::bad_checkpoint, "config.json: " + name + " is " + std::to_string(size) +
                                               ", which makes no sense");
}

std::int64_t size_at(const JsonValue& config, const std::string& name,
                     std::int64_t largest = kLargest) {
  const std::int64_t size = config.at(name).integer();
  check(size, name, largest);
  return size;
}

// Leaves `size` as it is where there is no such member.
void read_size(const JsonValue& config, const std::string& name, std::int64_t& size,
               std::int64_t largest = kLargest) {
  if (config.find(name) != nullptr) size = size_at(config, name, largest);
}

void read_number(const JsonValue& config, const std::string& name, double& number) {
  if (const JsonValue* value = config.find(name)) number = value->number();
}

void require(const JsonValue& config, const std::string& name, const std::string& wanted) {
  const JsonValue* value = config.find(name);
  if (value == nullptr || value->string() == wanted) return;
  throw NeuralError(Fault::unsupported, "config.json: " + name + " is " + value->string() +
                                            "; only " + wanted + " is supported");
}

void require_whole_heads(std::int64_t dim, std::int64_t heads) {
  if (dim % heads == 0) return;
  throw NeuralError(Fault::bad_checkpoint, "config.json: " + std::to_string(dim) +
                                               " numbers can't be split among " +
                                               std::to_string(heads) + " heads");
}

MulanTower tower_of(const JsonValue& transformer, const JsonValue& model) {
  MulanTower tower;
  tower.dim = size_at(transformer, "dim");
  tower.depth = size_at(transformer, "tf_depth", kDeepest);
  tower.heads = size_at(transformer, "heads");
  tower.head_dim = size_at(transformer, "dim_head");
  read_size(transformer, "ff_mult", tower.ff_mult);
  tower.model_dim = tower.dim;
  const JsonValue* model_dim = model.find("model_dim");
  if (model_dim != nullptr && !model_dim->is_null()) tower.model_dim = size_at(model, "model_dim");
  if (const JsonValue* layer = model.find("use_layer_idx")) tower.layer = layer->integer();
  return tower;
}

}  // namespace

MulanConfig MulanConfig::from(const JsonValue& config) {
  MulanConfig result;
  const JsonValue& mulan = config.at("mulan");
  read_size(mulan, "dim_latent", result.latent_dim);
  read_size(mulan, "sr", result.sample_rate_hz);
  read_size(mulan, "clip_secs", result.clip_seconds);
  const JsonValue& text = config.at("text_model");
  if (text.at("name").string().find("xlm-roberta") == std::string::npos) {
    throw NeuralError(Fault::unsupported, "config.json: the text model is " +
                                              text.at("name").string() +
                                              "; only xlm-roberta is supported");
  }
  result.text = tower_of(config.at("text_transformer"), text);
  result.audio = tower_of(config.at("audio_transformer"), config.at("audio_model"));
  return result;
}

XlmRobertaConfig XlmRobertaConfig::from(const JsonValue& config) {
  XlmRobertaConfig result;
  result.vocabulary = size_at(config, "vocab_size", 100 * kLargest);
  result.dim = size_at(config, "hidden_size");
  result.heads = size_at(config, "num_attention_heads");
  result.ff_dim = size_at(config, "intermediate_size");
  result.depth = size_at(config, "num_hidden_layers", kDeepest);
  result.positions = size_at(config, "max_position_embeddings");
  read_size(config, "type_vocab_size", result.token_types);
  if (const JsonValue* pad = config.find("pad_token_id")) result.pad_id = pad->integer();
  read_number(config, "layer_norm_eps", result.epsilon);
  require(config, "hidden_act", "gelu");
  require_whole_heads(result.dim, result.heads);
  if (result.pad_id < 0 || result.most_tokens() < 2) {
    throw NeuralError(Fault::bad_checkpoint, "config.json: there is no room for a single token");
  }
  return result;
}

MuqConfig MuqConfig::from(const JsonValue& config) {
  MuqConfig result;
  read_size(config, "n_mels", result.mels);
  read_size(config, "hop_length", result.hop);
  read_size(config, "label_rate", result.label_rate_hz);
  read_size(config, "conv_dim", result.conv_dim);
  read_size(config, "encoder_dim", result.dim);
  read_size(config, "encoder_depth", result.depth, kDeepest);
  if (const JsonValue* conformer = config.find("w2v2_config")) {
    read_size(*conformer, "num_attention_heads", result.heads);
    read_size(*conformer, "intermediate_size", result.ff_dim);
    read_size(*conformer, "conv_depthwise_kernel_size", result.kernel);
    read_number(*conformer, "rotary_embedding_base", result.rotary_base);
    read_number(*conformer, "layer_norm_eps", result.epsilon);
    require(*conformer, "position_embeddings_type", "rotary");
    require(*conformer, "hidden_act", "swish");
  }
  if (const JsonValue* statistics = config.find("stat")) {
    read_number(*statistics, "melspec_2048_mean", result.mel_mean);
    read_number(*statistics, "melspec_2048_std", result.mel_deviation);
  }
  require_whole_heads(result.dim, 2 * result.heads);
  if (result.mels % 4 != 0 || result.kernel % 2 == 0 ||
      (result.label_rate_hz != 25 && result.label_rate_hz != 50)) {
    throw NeuralError(Fault::bad_checkpoint, "config.json: these sizes are no MuQ encoder's");
  }
  return result;
}

}  // namespace musicgen::diffrhythm
