#include "effects/limiter.h"

#include <algorithm>

#include "audio/true_peak.h"
#include "effects/gain_curve.h"

namespace musicgen::effects {
namespace {

constexpr std::size_t kBlockFrames = 4096;

// The limiter itself: takes blocks, gives blocks.
class LimiterLine {
 public:
  LimiterLine(audio::StreamFormat format, Decibels gain, Decibels ceiling)
      : channels_(static_cast<std::size_t>(format.channels)),
        gain_(static_cast<float>(gain.as_gain())),
        ceiling_(static_cast<float>(ceiling.as_gain())),
        detector_(format),
        curve_(format.sample_rate_hz),
        delay_frames_(detector_.delay_frames() + curve_.delay_frames()),
        to_skip_(delay_frames_),
        to_flush_(delay_frames_),
        line_((delay_frames_ + kBlockFrames) * channels_),
        peaks_(kBlockFrames),
        limited_(kBlockFrames * channels_) {}

  // Takes at most `kBlockFrames` frames and gives as many, but for the delay at the start.
  std::span<const float> next(std::span<const float> interleaved) {
    const std::size_t frames = interleaved.size() / channels_;
    const std::span<float> input =
        std::span(line_).subspan(delay_frames_ * channels_, frames * channels_);
    std::transform(interleaved.begin(), interleaved.end(), input.begin(),
                   [this](float sample) { return sample * gain_; });
    const std::span<float> peaks = std::span(peaks_).first(frames);
    detector_.process(input, peaks);
    for (std::size_t frame = 0; frame < frames; ++frame) {
      const float gain = curve_.next(peaks[frame] > ceiling_ ? ceiling_ / peaks[frame] : 1.0f);
      for (std::size_t i = frame * channels_; i < (frame + 1) * channels_; ++i) {
        limited_[i] = line_[i] * gain;
      }
    }
    std::copy_n(line_.begin() + static_cast<std::ptrdiff_t>(frames * channels_),
                delay_frames_ * channels_, line_.begin());
    const std::size_t skipped = std::min(to_skip_, frames);
    to_skip_ -= skipped;
    return std::span(limited_).subspan(skipped * channels_, (frames - skipped) * channels_);
  }

  // After the last block: hands over what the delay still holds. Empty once that is all out.
  std::span<const float> flush() {
    const std::vector<float> silence(std::min(to_flush_, kBlockFrames) * channels_, 0.0f);
    to_flush_ -= silence.size() / channels_;
    return next(silence);
  }

  bool is_flushed() const { return to_flush_ == 0; }

 private:
  std::size_t channels_;
  float gain_;
  float ceiling_;
  audio::TruePeakDetector detector_;
  GainCurve curve_;
  std::size_t delay_frames_;
  std::size_t to_skip_;
  std::size_t to_flush_;
  std::vector<float> line_;  // the sound of the delay, then the present block
  std::vector<float> peaks_;
  std::vector<float> limited_;
};

class LimitedSource final : public audio::Source {
 public:
  LimitedSource(std::unique_ptr<audio::Source> source, Decibels gain, Decibels ceiling)
      : source_(std::move(source)),
        channels_(static_cast<std::size_t>(source_->format().channels)),
        line_(source_->format(), gain, ceiling),
        input_(kBlockFrames * channels_) {}

  audio::StreamFormat format() const override { return source_->format(); }

  std::size_t read(std::span<float> interleaved) override {
    std::size_t done = 0;
    const std::size_t wanted = interleaved.size() / channels_ * channels_;
    while (done < wanted) {
      if (ready_.empty() && !make_ready()) break;
      const std::size_t count = std::min(wanted - done, ready_.size());
      std::copy_n(ready_.begin(), count, interleaved.begin() + static_cast<std::ptrdiff_t>(done));
      ready_ = ready_.subspan(count);
      done += count;
    }
    return done / channels_;
  }

 private:
  // False once all is out.
  bool make_ready() {
    while (ready_.empty()) {
      const std::size_t frames = over_ ? 0 : source_->read(input_);
      over_ = frames == 0;
      if (over_ && line_.is_flushed()) return false;
      ready_ = over_ ? line_.flush() : line_.next(std::span(input_).first(frames * channels_));
    }
    return true;
  }

  std::unique_ptr<audio::Source> source_;
  std::size_t channels_;
  LimiterLine line_;
  std::vector<float> input_;
  bool over_ = false;
  std::span<const float> ready_;
};

class LimitingSink final : public audio::Sink {
 public:
  LimitingSink(audio::Sink& out, Decibels gain, Decibels ceiling)
      : out_(out), line_(out.format(), gain, ceiling) {}

  audio::StreamFormat format() const override { return out_.format(); }

  void write(std::span<const float> interleaved) override {
    const std::size_t block = kBlockFrames * static_cast<std::size_t>(format().channels);
    while (!interleaved.empty()) {
      const auto now = interleaved.first(std::min(block, interleaved.size()));
      out_.write(line_.next(now));
      interleaved = interleaved.subspan(now.size());
    }
  }

  void finish() override {
    while (!line_.is_flushed()) out_.write(line_.flush());
  }

 private:
  audio::Sink& out_;
  LimiterLine line_;
};

}  // namespace

std::unique_ptr<audio::Source> limit(std::unique_ptr<audio::Source> source, Decibels gain,
                                     Decibels ceiling) {
  return std::make_unique<LimitedSource>(std::move(source), gain, ceiling);
}

std::unique_ptr<audio::Sink> limit_into(audio::Sink& out, Decibels gain, Decibels ceiling) {
  return std::make_unique<LimitingSink>(out, gain, ceiling);
}

}  // namespace musicgen::effects
