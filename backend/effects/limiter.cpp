#include "effects/limiter.h"

#include "audio/true_peak.h"
#include "effects/gain_curve.h"

namespace musicgen::effects {
namespace {

constexpr std::size_t kBlockFrames = 4096;

class Limiter final : public audio::Source {
 public:
  Limiter(std::unique_ptr<audio::Source> source, Decibels gain, Decibels ceiling)
      : source_(std::move(source)),
        channels_(static_cast<std::size_t>(source_->format().channels)),
        gain_(static_cast<float>(gain.as_gain())),
        ceiling_(static_cast<float>(ceiling.as_gain())),
        detector_(source_->format()),
        curve_(source_->format().sample_rate_hz),
        delay_frames_(detector_.delay_frames() + curve_.delay_frames()),
        to_skip_(delay_frames_),
        to_flush_(delay_frames_),
        line_((delay_frames_ + kBlockFrames) * channels_),
        peaks_(kBlockFrames),
        limited_(kBlockFrames * channels_) {}

  audio::StreamFormat format() const override { return source_->format(); }

  std::size_t read(std::span<float> interleaved) override {
    std::size_t done = 0;
    const std::size_t wanted = interleaved.size() / channels_ * channels_;
    while (done < wanted) {
      if (begin_ == end_ && !process_block()) break;
      const std::size_t count = std::min(wanted - done, end_ - begin_);
      std::copy_n(limited_.begin() + static_cast<std::ptrdiff_t>(begin_), count,
                  interleaved.begin() + static_cast<std::ptrdiff_t>(done));
      begin_ += count;
      done += count;
    }
    return done / channels_;
  }

 private:
  // Makes the next block of `limited_`; false once all is flushed.
  bool process_block() {
    const std::size_t frames = next_input();
    if (frames == 0) return false;
    const std::span<float> peaks = std::span(peaks_).first(frames);
    detector_.process(std::span(line_).subspan(delay_frames_ * channels_, frames * channels_),
                      peaks);
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
    begin_ = skipped * channels_;
    end_ = frames * channels_;
    return true;
  }

  // Puts raised sound behind the delayed one, then as much silence as the delay; returns frames.
  std::size_t next_input() {
    const std::span<float> input = std::span(line_).subspan(delay_frames_ * channels_);
    std::size_t frames = over_ ? 0 : source_->read(input);
    for (float& sample : input.first(frames * channels_)) sample *= gain_;
    over_ = frames < kBlockFrames;
    if (over_) {
      const std::size_t silence = std::min(to_flush_, kBlockFrames - frames);
      std::fill_n(input.begin() + static_cast<std::ptrdiff_t>(frames * channels_),
                  silence * channels_, 0.0f);
      to_flush_ -= silence;
      frames += silence;
    }
    return frames;
  }

  std::unique_ptr<audio::Source> source_;
  std::size_t channels_;
  float gain_;
  float ceiling_;
  audio::TruePeakDetector detector_;
  GainCurve curve_;
  std::size_t delay_frames_;
  std::size_t to_skip_;
  std::size_t to_flush_;
  bool over_ = false;
  std::vector<float> line_;  // the sound of the delay, then the present block
  std::vector<float> peaks_;
  std::vector<float> limited_;
  std::size_t begin_ = 0;  // of what `limited_` still holds, in samples
  std::size_t end_ = 0;
};

}  // namespace

std::unique_ptr<audio::Source> limit(std::unique_ptr<audio::Source> source, Decibels gain,
                                     Decibels ceiling) {
  return std::make_unique<Limiter>(std::move(source), gain, ceiling);
}

}  // namespace musicgen::effects
