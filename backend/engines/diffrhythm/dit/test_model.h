#pragma once
// A small model with random weights in the official layout, written by the test that needs it.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <unistd.h>

#include "engines/diffrhythm/dit/config.h"

namespace musicgen::diffrhythm::testing {

inline DitConfig small_config() {
  DitConfig config;
  config.dim = 64;
  config.depth = 2;
  config.ff_mult = 2;
  config.text_dim = 32;
  config.conv_layers = 1;
  config.max_frames = 6144;
  return config;
}

// A safetensors file in fp32. Biases and gains are near 1 or 0 as training leaves them, so that
// values neither vanish nor grow from block to block. without: a key to leave out.
inline std::filesystem::path write_model(const DitConfig& config, const std::string& file_name,
                                         const std::string& without = "") {
  std::string header = "{";
  std::string data;
  std::mt19937 bits(7);
  for (const auto& [name, shape] : dit_shapes(config)) {
    if (name == without) continue;
    std::size_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
    const bool gain = name.find("norm.weight") != name.npos || name.find("layernorm") != name.npos;
    const double fan_in = shape.size() > 1 ? double(count) / double(shape[0]) : 100;
    // A trained flow changes slowly with time, which random weights on 1000 t don't.
    const double scale = name.find("time_mlp.0.weight") != name.npos ? 0.01 : 1;
    std::normal_distribution<float> values(gain ? 1.0F : 0.0F, float(scale / std::sqrt(fan_in)));
    const std::size_t from = data.size();
    for (std::size_t i = 0; i < count; ++i) {
      const float value = values(bits);
      data.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    header += (header.size() > 1 ? ",\"" : "\"") + ("transformer." + name) +
              R"(":{"dtype":"F32","shape":)" + text_of(shape) + ",\"data_offsets\":[" +
              std::to_string(from) + "," + std::to_string(data.size()) + "]}";
  }
  header += "}";
  const std::uint64_t length = header.size();
  const auto path =
      std::filesystem::temp_directory_path() / (std::to_string(::getpid()) + "-" + file_name);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&length), sizeof length);
  file << header << data;
  return path;
}

}  // namespace musicgen::diffrhythm::testing
