#pragma once
// The smooth gain of a limiter, made from the gain that each frame needs.

#include <cstddef>
#include <vector>

namespace musicgen::effects {

// The lowest of the last `width` values (Lemire, "Streaming maximum-minimum filter using no more
// than three comparisons per element", 2006). Before the first one the value was 1.
class SlidingMinimum {
 public:
  explicit SlidingMinimum(std::size_t width);
  float next(float value);

 private:
  struct Entry {
    std::size_t index;
    float value;
  };
  // A ring that holds the values that can still become the minimum, in rising order.
  Entry& entry(std::size_t place) { return ring_[place % ring_.size()]; }

  std::size_t width_;
  std::size_t index_ = 0;
  std::vector<Entry> ring_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// The mean of the last `width` values. Before the first one the value was 1.
class BoxFilter {
 public:
  explicit BoxFilter(std::size_t width);
  double next(double value);

 private:
  std::vector<double> values_;
  std::size_t oldest_ = 0;
  double sum_;
};

class GainCurve {
 public:
  explicit GainCurve(int sample_rate_hz);

  // Frames by which the curve lags behind.
  std::size_t delay_frames() const { return delay_; }

  // Takes the gain that a frame needs, at most 1, and gives the one for the frame `delay_frames()`
  // earlier: never more than that frame or its near neighbours need.
  float next(float needed);

 private:
  std::size_t box_;
  std::size_t delay_;
  SlidingMinimum held_;
  BoxFilter first_box_;
  BoxFilter second_box_;
  double release_;
  double released_ = 1.0;
};

}  // namespace musicgen::effects
