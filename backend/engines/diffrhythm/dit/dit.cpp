#include "engines/diffrhythm/dit/dit.h"

#include <algorithm>

#include <ATen/Parallel.h>

#include "engines/diffrhythm/dit/embeddings.h"
#include "engines/diffrhythm/dit/rows.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr float kEpsilon = 1e-6F;

void need(bool fits, const std::string& why) {
  if (!fits) throw NeuralError(Fault::bad_input, why);
}

// Does the work for each row of a matrix on a CPU, on all threads.
void for_rows(const at::Tensor& matrix, const std::function<void(std::int64_t row)>& work) {
  at::parallel_for(0, matrix.size(0), 16, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row) work(row);
  });
}

float* row_of(const at::Tensor& matrix, std::int64_t row) {
  return matrix.data_ptr<float>() + row * matrix.stride(0);
}

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, Reused& memory) {
  if (!x.is_cpu()) {
    const at::Tensor scale = at::rsqrt(x.square().mean({-1}, true).add_(kEpsilon));
    return x.mul(scale).mul_(gain);
  }
  at::Tensor out = memory.matrix(x.size(0), x.size(1));
  for_rows(x, [&](std::int64_t row) {
    rms_norm_row(row_of(x, row), gain.data_ptr<float>(), kEpsilon, row_of(out, row), x.size(1));
  });
  return out;
}

// silu(gate) up of rows that hold gate and up beside each other.
at::Tensor gated(const at::Tensor& both, Reused& memory) {
  const std::int64_t width = both.size(1) / 2;
  const auto halves = both.chunk(2, 1);
  if (!both.is_cpu() || both.scalar_type() != at::kFloat) {
    return at::silu(halves[0]).mul_(halves[1]);
  }
  at::Tensor out = memory.matrix(both.size(0), width);
  for_rows(both, [&](std::int64_t row) {
    const float* gate = row_of(both, row);
    gate_row(gate, gate + width, row_of(out, row), width);
  });
  return out;
}

// May overwrite x.
at::Tensor mish_of(const at::Tensor& x) {
  if (!x.is_cpu()) return at::mish(x);
  at::Tensor out = x.contiguous();
  const at::Tensor rows = out.view({-1, out.size(-1)});
  for_rows(rows, [&](std::int64_t row) { mish_row(row_of(rows, row), rows.size(1)); });
  return out;
}

std::string block_name(std::int64_t block) {
  return "transformer_blocks." + std::to_string(block) + ".";
}

}  // namespace

Dit::Dit(const Checkpoint& file, const DitConfig& config, const DitOptions& options)
    : config_(config),
      options_(options),
      weights_(file.below("transformer."), options.device, options.dtype) {
  std::map<std::string, Shape> shapes;
  for (auto& [name, shape] : dit_shapes(config)) shapes.emplace("transformer." + name, shape);
  if (options.dtype == at::kChar && (!has_int8() || !options.device.is_cpu())) {
    throw NeuralError(Fault::unsupported, "int8 needs a CPU and a build with oneDNN");
  }
  file.expect(shapes, "a DiffRhythm model for " + std::to_string(config.max_frames) + " frames");
  if (weights_.keeps_matrices()) {
    for (std::int64_t i = 0; i < config.depth; ++i) {
      qkv(i);
      out(i);
      gate_and_up(i);
      down(i);
    }
  }
}

Matrix Dit::qkv(std::int64_t block) {
  const std::string name = block_name(block) + "self_attn.";
  return weights_.rows({name + "q_proj.weight", name + "k_proj.weight", name + "v_proj.weight"});
}

Matrix Dit::out(std::int64_t block) {
  return weights_.rows({block_name(block) + "self_attn.o_proj.weight"});
}

Matrix Dit::gate_and_up(std::int64_t block) {
  const std::string name = block_name(block) + "mlp.";
  return weights_.rows({name + "gate_proj.weight", name + "up_proj.weight"});
}

Matrix Dit::down(std::int64_t block) {
  return weights_.rows({block_name(block) + "mlp.down_proj.weight"}, Weights::Scratch::second);
}

Dit::Song Dit::prepare(const DitInputs& inputs, const Watch& watch) {
  const c10::InferenceMode guard;
  const auto items = static_cast<std::int64_t>(inputs.texts.size());
  need(inputs.tokens.dim() == 2 && inputs.cond.dim() == 3, "tokens or latents have a wrong shape");
  const std::int64_t frames = inputs.tokens.size(1);
  need(frames > 0 && frames <= config_.max_frames,
       "this model makes 1 to " + std::to_string(config_.max_frames) + " frames");
  need(items > 0 && inputs.cond.sizes() == at::IntArrayRef({items, frames, config_.mel_dim}) &&
           inputs.style.sizes() == at::IntArrayRef({items, kStyleSize}) &&
           inputs.start.numel() == items && inputs.duration.numel() == items,
       "latents, styles and times don't fit together");
  for (const std::int64_t row : inputs.texts) {
    need(row >= 0 && row < inputs.tokens.size(0), "an item names a text that isn't there");
  }
  need(inputs.tokens.min().item<std::int64_t>() >= 0 &&
           inputs.tokens.max().item<std::int64_t>() <= config_.text_num_embeds,
       "a token isn't in the model's vocabulary");

  const at::Device device = options_.device;
  Song song;
  song.texts = inputs.texts;
  song.text = text_embedding(weights_, config_, inputs.tokens.to(device), options_.half_buffers);
  if (watch) watch("text_embed", song.text);
  song.rope = Rope::of(frames, config_.head_dim(), options_.half_buffers, device);

  song.times =
      time_embedding(weights_, "start_time_embed", inputs.start.to(device), options_.half_time);
  if (config_.has_duration()) {
    song.times = song.times + time_embedding(weights_, "duration_time_embed",
                                             inputs.duration.to(device), options_.half_time);
  }

  // The projection's columns are x, cond, text, style, c; all but x and c stand still.
  const at::Tensor weight = weights_.small("input_embed.proj.weight");
  const std::int64_t mel = config_.mel_dim;
  const at::Tensor by_cond = weight.narrow(1, mel, mel);
  const at::Tensor by_text = weight.narrow(1, 2 * mel, config_.text_dim);
  const at::Tensor by_style = weight.narrow(1, 2 * mel + config_.text_dim, kStyleSize);
  const at::Tensor style =
      at::linear(inputs.style.to(device), by_style, weights_.small("input_embed.proj.bias"));
  song.still = at::empty({items, frames, config_.dim}, style.options());
  for (std::int64_t item = 0; item < items; ++item) {
    at::Tensor part = song.still[item];
    at::addmm_out(part, style[item], song.text[song.texts[item]], by_text.t());
    part.addmm_(inputs.cond[item].to(device), by_cond.t());
  }
  return song;
}

Dit::Song Dit::Song::first(std::int64_t items) const {
  Song part = *this;
  part.texts.resize(static_cast<std::size_t>(items));
  const std::int64_t used = 1 + *std::max_element(part.texts.begin(), part.texts.end());
  part.text = text.narrow(0, 0, used);
  part.still = still.narrow(0, 0, items);
  part.times = times.narrow(0, 0, items);
  return part;
}

at::Tensor Dit::velocity(const Song& song, const at::Tensor& x_in, const at::Tensor& time,
                         const std::function<bool()>& stop, const Watch& watch) {
  const c10::InferenceMode guard;
  need(x_in.dim() == 3 && x_in.size(0) == song.still.size(0) &&
           x_in.size(1) == song.still.size(1) && x_in.size(2) == config_.mel_dim,
       "the latents don't fit the prepared song");
  const at::Tensor c =
      time_embedding(weights_, "time_embed", time.to(options_.device), options_.half_time) +
      song.times;
  if (watch) watch("c", c);
  at::Tensor x =
      input_embedding(song, x_in.to(options_.device), c, watch).reshape({-1, config_.dim});
  const at::IntArrayRef shape = song.still.sizes();
  for (std::int64_t i = 0; i < config_.depth; ++i) {
    attend(i, song, x);
    feed_forward(i, x);
    if (watch) watch("block" + std::to_string(i), x.view(shape));
    if (i < config_.fusions()) fuse_text(i, song, x, watch);
    if (stop && stop()) throw NeuralError(Fault::cancelled, "the generation was cancelled");
  }
  return output(x.view(shape), c, watch);
}

at::Tensor Dit::input_embedding(const Song& song, const at::Tensor& x, const at::Tensor& c,
                                const Watch& watch) {
  const at::Tensor weight = weights_.small("input_embed.proj.weight");
  const std::int64_t mel = config_.mel_dim;
  const at::Tensor by_x = weight.narrow(1, 0, mel);
  const at::Tensor by_c = weight.narrow(1, 2 * mel + config_.text_dim + kStyleSize, kConditionSize);
  at::Tensor h = song.still + at::mm(c, by_c.t()).unsqueeze(1);
  h.view({-1, config_.dim}).addmm_(x.reshape({-1, mel}), by_x.t());
  if (watch) watch("input_proj", h);

  const at::Tensor first = weights_.large("input_embed.conv_pos_embed.conv1d.0.weight");
  const at::Tensor second = weights_.large("input_embed.conv_pos_embed.conv1d.2.weight");
  for (std::int64_t item = 0; item < h.size(0); ++item) {
    at::Tensor p = h[item].t().unsqueeze(0);
    p = mish_of(at::conv1d(p, first, weights_.small("input_embed.conv_pos_embed.conv1d.0.bias"), 1,
                           kConvKernel / 2, 1, kConvGroups));
    p = mish_of(at::conv1d(p, second, weights_.small("input_embed.conv_pos_embed.conv1d.2.bias"), 1,
                           kConvKernel / 2, 1, kConvGroups));
    h[item].add_(p[0].t());
  }
  if (watch) watch("input_embed", h);
  return h;
}

void Dit::attend(std::int64_t block, const Song& song, at::Tensor& x) {
  const at::Tensor& gain = weights_.small(block_name(block) + "input_layernorm.weight");
  const at::Tensor joined = product(rms_norm(x, gain, first_), qkv(block), second_);
  add_product(x, attention(joined, song.still.size(0), kHeads, song.rope, first_), out(block));
}

void Dit::feed_forward(std::int64_t block, at::Tensor& x) {
  const at::Tensor& gain = weights_.small(block_name(block) + "post_attention_layernorm.weight");
  const Matrix wide = gate_and_up(block);
  const Matrix narrow = down(block);
  for (std::int64_t from = 0; from < x.size(0); from += kRowsAtOnce) {
    at::Tensor rows = x.narrow(0, from, std::min(kRowsAtOnce, x.size(0) - from));
    const at::Tensor both = product(rms_norm(rows, gain, first_), wide, second_);
    add_product(rows, gated(both, first_), narrow);
  }
}

void Dit::fuse_text(std::int64_t block, const Song& song, at::Tensor& x, const Watch& watch) {
  const std::string name = "text_fusion_linears." + std::to_string(block) + ".0";
  const std::int64_t frames = song.text.size(1);
  const at::Tensor weight = weights_.large(name + ".weight");
  std::vector<at::Tensor> seen;
  for (std::int64_t text = 0; text < song.text.size(0); ++text) {
    const at::Tensor fused =
        at::silu(at::addmm(weights_.small(name + ".bias"), song.text[text], weight.t()));
    for (std::size_t item = 0; item < song.texts.size(); ++item) {
      if (song.texts[item] == text) {
        x.narrow(0, static_cast<std::int64_t>(item) * frames, frames).add_(fused);
      }
    }
    if (watch) seen.push_back(fused);
  }
  if (watch) watch("fusion" + std::to_string(block), at::stack(seen));
}

at::Tensor Dit::output(const at::Tensor& x, const at::Tensor& c, const Watch& watch) {
  const at::Tensor modulation = at::linear(at::silu(c), weights_.small("norm_out.linear.weight"),
                                           weights_.small("norm_out.linear.bias"));
  const auto parts = modulation.unsqueeze(1).chunk(2, -1);  // scale first, then shift
  at::Tensor h = at::layer_norm(x, {config_.dim}, {}, {}, kEpsilon);
  h = h.mul_(parts[0] + 1).add_(parts[1]);
  if (watch) watch("norm_out", h);
  const at::Tensor out =
      at::linear(h, weights_.small("proj_out.weight"), weights_.small("proj_out.bias"));
  if (watch) watch("out", out);
  return out;
}

}  // namespace musicgen::diffrhythm
