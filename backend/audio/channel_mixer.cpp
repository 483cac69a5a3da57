#include "audio/channel_mixer.h"

#include "audio/libav.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

// The share of each input channel (column) in each output channel (row).
std::vector<double> mixing_matrix(int inputs, int outputs) {
  std::vector<double> matrix(static_cast<std::size_t>(inputs) * static_cast<std::size_t>(outputs));
  const auto at = [&](int row, int column) -> double& {
    return matrix[static_cast<std::size_t>(row * inputs + column)];
  };
  if (outputs > inputs) {
    for (int channel = 0; channel < inputs; ++channel) at(channel, channel) = 1.0;
    if (inputs == 1) at(1, 0) = 1.0;
    return matrix;
  }
  AVChannelLayout from{};
  AVChannelLayout to{};
  av_channel_layout_default(&from, inputs);
  av_channel_layout_default(&to, outputs);
  const int code = swr_build_matrix2(&from, &to, M_SQRT1_2, M_SQRT1_2, 0.0, 1.0, 1.0,
                                     matrix.data(), inputs, AV_MATRIX_ENCODING_NONE, nullptr);
  if (code >= 0) return matrix;
  // No loudspeaker layout has this many channels: each output gets its share of them.
  for (int channel = 0; channel < inputs; ++channel) {
    at(channel % outputs, channel) = static_cast<double>(outputs) / inputs;
  }
  return matrix;
}

class ChannelMixer final : public Source {
 public:
  ChannelMixer(std::unique_ptr<Source> source, int channels)
      : source_(std::move(source)),
        inputs_(static_cast<std::size_t>(source_->format().channels)),
        outputs_(static_cast<std::size_t>(channels)) {
    for (const double share : mixing_matrix(source_->format().channels, channels)) {
      matrix_.push_back(static_cast<float>(share));
    }
  }

  StreamFormat format() const override {
    return {source_->format().sample_rate_hz, static_cast<int>(outputs_)};
  }

  std::size_t read(std::span<float> interleaved) override {
    input_.resize(interleaved.size() / outputs_ * inputs_);
    const std::size_t frames = source_->read(input_);
    for (std::size_t frame = 0; frame < frames; ++frame) {
      for (std::size_t row = 0; row < outputs_; ++row) {
        float sum = 0.0f;
        for (std::size_t column = 0; column < inputs_; ++column) {
          sum += matrix_[row * inputs_ + column] * input_[frame * inputs_ + column];
        }
        interleaved[frame * outputs_ + row] = sum;
      }
    }
    return frames;
  }

 private:
  std::unique_ptr<Source> source_;
  std::size_t inputs_;
  std::size_t outputs_;
  std::vector<float> matrix_;
  std::vector<float> input_;
};

}  // namespace

std::unique_ptr<Source> mix_channels(std::unique_ptr<Source> source, int channels) {
  if (channels < 1) throw InvalidParameter("A sound needs at least one channel.").at("/channels");
  if (source->format().channels == channels) return source;
  return std::make_unique<ChannelMixer>(std::move(source), channels);
}

}  // namespace musicgen::audio
