#pragma once
// Model files for tests, which make their own.

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "engines/diffrhythm/checkpoint/tensor_view.h"

namespace musicgen::diffrhythm::testing_support {

using Weights = std::map<std::string, std::pair<Shape, std::vector<float>>>;

// Normally distributed, the same every time.
inline std::vector<float> noise(std::size_t count, unsigned seed, float deviation = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, deviation);
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

inline void add_noise(Weights& weights, const std::string& name, const Shape& shape,
                      float deviation) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  const auto seed = static_cast<unsigned>(weights.size() + 1);
  weights[name] = {shape, noise(count, seed, deviation)};
}

// Writes them as safetensors and gives the file's path.
inline std::filesystem::path write_model(const Weights& weights, const std::string& name) {
  std::string header = "{", data;
  for (const auto& [key, tensor] : weights) {
    const std::size_t bytes = tensor.second.size() * sizeof(float);
    header += (data.empty() ? "\"" : ",\"") + key + R"(":{"dtype":"F32","shape":)" +
              text_of(tensor.first) + R"(,"data_offsets":[)" + std::to_string(data.size()) + "," +
              std::to_string(data.size() + bytes) + "]}";
    data.append(reinterpret_cast<const char*>(tensor.second.data()), bytes);
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t size = header.size();
  std::string start(sizeof size, '\0');
  std::memcpy(start.data(), &size, sizeof size);
  const auto path =
      std::filesystem::temp_directory_path() / (std::to_string(::getpid()) + "-" + name);
  std::ofstream(path, std::ios::binary) << start << header << data;
  return path;
}

}  // namespace musicgen::diffrhythm::testing_support
