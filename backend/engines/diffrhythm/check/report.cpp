#include "engines/diffrhythm/check/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <ostream>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

template <class T>
std::vector<float> converted(std::span<const std::byte> bytes) {
  std::vector<float> result(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < result.size(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    result[i] = static_cast<float>(value);
  }
  return result;
}

// IEEE 754 binary16.
float half_value(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1F;
  const int fraction = bits & 0x3FF;
  float magnitude = 0;
  if (exponent == 0x1F) {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(static_cast<float>(fraction), -24);
  } else {
    magnitude = std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

std::vector<float> halves(std::span<const std::byte> bytes) {
  std::vector<float> result(bytes.size() / 2);
  for (std::size_t i = 0; i < result.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes.data() + 2 * i, 2);
    result[i] = half_value(bits);
  }
  return result;
}

std::string scientific(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", value);
  return text;
}

}  // namespace

std::vector<float> floats_of(const TensorView& view) {
  switch (view.dtype) {
    case Dtype::f32:
      return converted<float>(view.bytes);
    case Dtype::f64:
      return converted<double>(view.bytes);
    case Dtype::f16:
      return halves(view.bytes);
    case Dtype::i64:
      return converted<std::int64_t>(view.bytes);
    case Dtype::i32:
      return converted<std::int32_t>(view.bytes);
    case Dtype::i16:
      return converted<std::int16_t>(view.bytes);
    case Dtype::i8:
      return converted<std::int8_t>(view.bytes);
    case Dtype::u8:
    case Dtype::boolean:
      return converted<std::uint8_t>(view.bytes);
    case Dtype::bf16:
      break;
  }
  throw NeuralError(Fault::bad_checkpoint, "goldens in bf16 aren't known");
}

void Report::compare(GoldenFolder& folder, const std::string& file, const std::string& tensor,
                     std::span<const float> values, double tolerance) {
  const std::vector<float> wanted = floats_of(folder.goldens(file).at(tensor));
  used(folder, file, tensor);
  ++compared_;
  const std::string what = file + " " + tensor;
  if (wanted.size() != values.size()) {
    line(folder, what, false,
         std::to_string(values.size()) + " numbers instead of " + std::to_string(wanted.size()));
    return;
  }
  double worst = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double error = std::abs(double{values[i]} - double{wanted[i]});
    worst = std::isfinite(error) ? std::max(worst, error) : std::numeric_limits<double>::infinity();
  }
  line(folder, what, worst <= tolerance, scientific(worst) + " of " + scientific(tolerance));
}

void Report::expect(GoldenFolder& folder, const std::string& what, bool fits,
                    const std::string& why) {
  ++compared_;
  line(folder, what, fits, fits ? "as it should be" : why);
}

void Report::used(GoldenFolder& folder, const std::string& file, const std::string& tensor) {
  seen_[folder.name()].emplace(file, tensor);
}

void Report::skip(GoldenFolder& folder, const std::string& file, const std::string& tensor,
                  const std::string& why) {
  used(folder, file, tensor);
  ++unchecked_;
  out_ << "  --  " << folder.name() << "/" << file << " " << tensor << ": not checked, " << why
       << "\n";
}

void Report::fail(GoldenFolder& folder, const std::string& stage, const std::string& why) {
  line(folder, stage, false, why);
}

void Report::close(GoldenFolder& folder, const std::string& why) {
  for (const auto& [key, meaning] : folder.listed()) {
    if (seen_[folder.name()].contains(key)) continue;
    skip(folder, key.first, key.second, why);
  }
}

void Report::summary() {
  out_ << compared_ << " compared, " << failures_ << " over tolerance, " << unchecked_
       << " not checked\n";
}

void Report::line(const GoldenFolder& folder, const std::string& what, bool fits,
                  const std::string& found) {
  if (!fits) ++failures_;
  out_ << (fits ? "  ok  " : "FAIL  ") << folder.name() << "/" << what << ": " << found
       << std::endl;
}

}  // namespace musicgen::diffrhythm
