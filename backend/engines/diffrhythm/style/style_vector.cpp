#include "engines/diffrhythm/style/style_vector.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "engines/diffrhythm/checkpoint/mapped_file.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

// Magic, version 1.0, header length 118 (numpy.lib.format).
constexpr std::string_view kStart{"\x93NUMPY\x01\x00\x76\x00", 10};
constexpr std::string_view kHeader =
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 512), }";
constexpr std::size_t kHeaderSize = 128;
constexpr double kExcerptSeconds = 10;

[[noreturn]] void refuse(const std::string& why) {
  throw NeuralError(Fault::bad_checkpoint,
                    "The style file isn't a NumPy file of 512 32-bit floats: " + why);
}

}  // namespace

std::vector<float> read_style_vector(const std::filesystem::path& npy) {
  return parse_style_vector(MappedFile(npy).bytes());
}

std::vector<float> parse_style_vector(std::span<const std::byte> npy) {
  if (npy.size() != kHeaderSize + kStyleNumbers * sizeof(float)) {
    refuse("it has " + std::to_string(npy.size()) + " bytes instead of 2176");
  }
  const std::string_view head(reinterpret_cast<const char*>(npy.data()), kHeaderSize);
  const std::string_view fields = head.substr(kStart.size());
  if (!head.starts_with(kStart) || !fields.starts_with(kHeader) ||
      fields.find_first_not_of(' ', kHeader.size()) != fields.size() - 1 ||
      !fields.ends_with('\n')) {
    refuse("its header says something else");
  }
  std::vector<float> numbers(kStyleNumbers);
  std::memcpy(numbers.data(), npy.data() + kHeaderSize, numbers.size() * sizeof(float));
  for (const float number : numbers) {
    if (!std::isfinite(number)) refuse("it has a number that isn't finite");
  }
  return numbers;
}

std::vector<float> blend_styles(std::span<const float> first, std::span<const float> second,
                                double share) {
  std::vector<double> sum(first.size());
  double square = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] = (1 - share) * first[i] + share * second[i];
    square += sum[i] * sum[i];
  }
  const double length = std::max(std::sqrt(square), 1e-12);
  std::vector<float> blended(sum.size());
  for (std::size_t i = 0; i < sum.size(); ++i) blended[i] = static_cast<float>(sum[i] / length);
  return blended;
}

double style_excerpt_start(double length_seconds) {
  if (!(length_seconds >= kExcerptSeconds)) {
    throw NeuralError(Fault::bad_input, "A style reference needs at least 10 seconds of sound");
  }
  return std::floor(length_seconds / 2) - kExcerptSeconds / 2;
}

}  // namespace musicgen::diffrhythm
