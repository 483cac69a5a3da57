#pragma once
// What the transformer is told besides the latents: times and lyrics.

#include <string>

#include <ATen/ATen.h>

#include "engines/diffrhythm/dit/config.h"
#include "engines/diffrhythm/dit/weights.h"

namespace musicgen::diffrhythm {

// sin and cos of 1000 t over 128 frequencies: [items] -> [items, 256].
// half_time: 1000 t is rounded to fp16, as the official inference has it.
at::Tensor time_waves(const at::Tensor& time, bool half_time);

// Linear(SiLU(Linear(time_waves))): [items] -> [items, 512]. name: "time_embed", ...
at::Tensor time_embedding(Weights& weights, const std::string& name, const at::Tensor& time,
                          bool half_time);

// cos, then sin, of position * 10000^(-2i/width): [positions, width].
at::Tensor text_positions(std::int64_t positions, std::int64_t width, bool half_table);

// Tokens [texts, frames] to [texts, frames, text_dim]: embedding, positions, ConvNeXt V2 blocks
// (Woo et al. 2023). Its response normalisation looks along the whole song, so that no part of the
// text can be embedded by itself; the flow's time has no part in it, so that a song needs it once.
at::Tensor text_embedding(Weights& weights, const DitConfig& config, const at::Tensor& tokens,
                          bool half_table);

}  // namespace musicgen::diffrhythm
