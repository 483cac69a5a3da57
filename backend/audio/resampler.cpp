#include "audio/resampler.h"

#include "audio/soxr_stream.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr std::size_t kBlockFrames = 4096;

class Resampler final : public Source {
 public:
  Resampler(std::unique_ptr<Source> source, int sample_rate_hz)
      : source_(std::move(source)),
        format_{sample_rate_hz, source_->format().channels},
        soxr_(source_->format().sample_rate_hz, sample_rate_hz, format_.channels),
        input_(kBlockFrames * static_cast<std::size_t>(format_.channels)) {}

  StreamFormat format() const override { return format_; }

  std::size_t read(std::span<float> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    const std::size_t wanted = interleaved.size() / channels * channels;
    while (pending_.size() - begin_ < wanted && !over_) fill();
    const std::size_t count = std::min(wanted, pending_.size() - begin_);
    std::copy_n(pending_.begin() + static_cast<std::ptrdiff_t>(begin_), count, interleaved.begin());
    begin_ += count;
    return count / channels;
  }

 private:
  void fill() {
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    const std::size_t frames = source_->read(input_);
    const auto samples = frames * static_cast<std::size_t>(format_.channels);
    soxr_.feed(std::span(input_).first(samples), pending_);
    if (samples < input_.size()) {
      soxr_.finish(pending_);
      over_ = true;
    }
  }

  std::unique_ptr<Source> source_;
  StreamFormat format_;
  SoxrStream soxr_;
  std::vector<float> input_;
  std::vector<float> pending_;
  std::size_t begin_ = 0;
  bool over_ = false;
};

}  // namespace

std::unique_ptr<Source> resample(std::unique_ptr<Source> source, int sample_rate_hz) {
  if (sample_rate_hz < 1) {
    throw InvalidParameter("A sample rate must be positive.").at("/sample_rate_hz");
  }
  if (source->format().sample_rate_hz == sample_rate_hz) return source;
  return std::make_unique<Resampler>(std::move(source), sample_rate_hz);
}

}  // namespace musicgen::audio
