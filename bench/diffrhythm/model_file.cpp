#include "diffrhythm/model_file.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace musicgen::bench {

namespace {

// The bits of a normal fp16 number of about this size; plenty for random weights.
std::uint16_t half_bits(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  const auto exponent = static_cast<int>(bits >> 23 & 0xFF) - 127 + 15;
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
  if (exponent <= 0) return sign;
  return static_cast<std::uint16_t>(sign | exponent << 10 | (bits >> 13 & 0x3FF));
}

std::size_t count_of(const diffrhythm::Shape& shape) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  return count;
}

// What is shared by all tensors of one size, so that a gigabyte takes seconds.
std::vector<std::uint16_t> random_weights(const diffrhythm::Shape& shape, const std::string& name) {
  const bool gain = name.find("layernorm") != name.npos;
  // A trained flow changes slowly with time, which random weights on 1000 t don't.
  const float scale = name.find("time_mlp.0.weight") != name.npos ? 0.01F : 1;
  std::mt19937 bits(static_cast<unsigned>(count_of(shape)));
  const std::size_t rows = shape.empty() ? 1 : static_cast<std::size_t>(shape[0]);
  const float width =
      shape.size() > 1 ? scale / std::sqrt(static_cast<float>(count_of(shape) / rows)) : 0.05F;
  std::vector<std::uint16_t> pattern(1 << 20);
  std::normal_distribution<float> values(gain ? 1.0F : 0.0F, width);
  for (std::uint16_t& number : pattern) number = half_bits(values(bits));
  return pattern;
}

}  // namespace

void write_random_model(const std::filesystem::path& path, const diffrhythm::DitConfig& config) {
  if (std::filesystem::exists(path)) return;
  std::string header = "{";
  std::size_t from = 0;
  const auto shapes = diffrhythm::dit_shapes(config);
  for (const auto& [name, shape] : shapes) {
    const std::size_t to = from + 2 * count_of(shape);
    header += (header.size() > 1 ? ",\"" : "\"") + ("transformer." + name) +
              R"(":{"dtype":"F16","shape":)" + diffrhythm::text_of(shape) + ",\"data_offsets\":[" +
              std::to_string(from) + "," + std::to_string(to) + "]}";
    from = to;
  }
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::filesystem::path aside = path.string() + ".part";
  std::ofstream file(aside, std::ios::binary);
  const std::uint64_t length = header.size();
  file.write(reinterpret_cast<const char*>(&length), sizeof length);
  file << header;
  for (const auto& [name, shape] : shapes) {
    const auto pattern = random_weights(shape, name);
    for (std::size_t left = count_of(shape); left > 0;) {
      const std::size_t part = std::min(left, pattern.size());
      file.write(reinterpret_cast<const char*>(pattern.data()),
                 static_cast<std::streamsize>(2 * part));
      left -= part;
    }
  }
  file.close();
  if (!file) throw std::runtime_error("can't write " + aside.string());
  std::filesystem::rename(aside, path);
}

}  // namespace musicgen::bench
