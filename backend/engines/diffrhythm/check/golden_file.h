#pragma once
// One safetensors file of goldens, and the report of what became of each of its tensors.

#include <span>
#include <string>
#include <vector>

#include "engines/diffrhythm/check/report.h"

namespace musicgen::diffrhythm {

class GoldenFile {
 public:
  GoldenFile(GoldenFolder& folder, Report& report, std::string file)
      : folder_(folder), report_(report), file_(std::move(file)) {}

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, view] : folder_.goldens(file_).tensors()) names.push_back(name);
    return names;
  }
  bool has(const std::string& name) const { return folder_.goldens(file_).contains(name); }
  Shape shape(const std::string& name) const { return folder_.goldens(file_).at(name).shape; }
  std::string meaning(const std::string& name) const { return folder_.meaning(file_, name); }

  std::vector<float> input(const std::string& name) {
    report_.used(folder_, file_, name);
    return floats_of(folder_.goldens(file_).at(name));
  }
  // Nothing where the file has no such tensor.
  void compare(const std::string& name, std::span<const float> values, double tolerance) {
    if (has(name)) report_.compare(folder_, file_, name, values, tolerance);
  }
  void skip(const std::string& name, const std::string& why) {
    if (has(name)) report_.skip(folder_, file_, name, why);
  }

 private:
  GoldenFolder& folder_;
  Report& report_;
  std::string file_;
};

}  // namespace musicgen::diffrhythm
