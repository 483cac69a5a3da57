#pragma once
// What a check found, tensor by tensor.

#include <iosfwd>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "engines/diffrhythm/check/golden.h"

namespace musicgen::diffrhythm {

// Numbers of a tensor as floats, whatever they are in the file.
std::vector<float> floats_of(const TensorView& view);

class Report {
 public:
  explicit Report(std::ostream& out) : out_(out) {}

  // Compares with the golden of that name. Prints its largest absolute error beside the tolerance;
  // it counts as a failure where that is over, a number isn't finite, or the sizes differ.
  void compare(GoldenFolder& folder, const std::string& file, const std::string& tensor,
               std::span<const float> values, double tolerance);

  // A check that has no golden tensor: keys of a model, lines of text.
  void expect(GoldenFolder& folder, const std::string& what, bool fits, const std::string& why);

  // The tensor was used as an input, so that it needs no check of its own.
  void used(GoldenFolder& folder, const std::string& file, const std::string& tensor);

  // A tensor that a stage knows of and leaves out.
  void skip(GoldenFolder& folder, const std::string& file, const std::string& tensor,
            const std::string& why);

  // A stage that ended early; counts as a failure.
  void fail(GoldenFolder& folder, const std::string& stage, const std::string& why);

  // Prints what of the folder no stage looked at, and why.
  void close(GoldenFolder& folder, const std::string& why);

  int compared() const { return compared_; }
  int failures() const { return failures_; }
  void summary();

 private:
  using Key = std::pair<std::string, std::string>;
  void line(const GoldenFolder& folder, const std::string& what, bool fits,
            const std::string& found);

  std::ostream& out_;
  int compared_ = 0;
  int failures_ = 0;
  int unchecked_ = 0;
  std::map<std::string, std::set<Key>> seen_;  // by folder
};

}  // namespace musicgen::diffrhythm
