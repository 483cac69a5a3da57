#include "audio/channel_mixer.h"

#include "audio/libav.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

// The share of each input channel (column) in each output channel (row).
struct MixingMatrix {
  std::size_t inputs;
  std::vector<float> shares;

  MixingMatrix(int from, int to)
      : inputs(static_cast<std::size_t>(from)), shares(inputs * static_cast<std::size_t>(to)) {}
  float& at(int row, int column) {
    return shares[static_cast<std::size_t>(row) * inputs + static_cast<std::size_t>(column)];
  }
};

MixingMatrix spread(int inputs, int outputs) {
  MixingMatrix matrix(inputs, outputs);
  for (int channel = 0; channel < inputs; ++channel) matrix.at(channel, channel) = 1.0f;
  if (inputs == 1) matrix.at(1, 0) = 1.0f;
  return matrix;
}

// For counts of channels that no loudspeaker layout has: they take turns.
MixingMatrix share_out(int inputs, int outputs) {
  MixingMatrix matrix(inputs, outputs);
  const int inputs_each = (inputs + outputs - 1) / outputs;
  for (int channel = 0; channel < inputs; ++channel) {
    matrix.at(channel % outputs, channel) = 1.0f / static_cast<float>(inputs_each);
  }
  return matrix;
}

MixingMatrix mixing_matrix(int inputs, int outputs) {
  if (outputs > inputs) return spread(inputs, outputs);
  // libav scales all 64 x 64 entries, whatever the count of channels.
  constexpr int kStride = 64;
  std::vector<double> shares(kStride * kStride);
  AVChannelLayout from{};
  AVChannelLayout to{};
  av_channel_layout_default(&from, inputs);
  av_channel_layout_default(&to, outputs);
  if (swr_build_matrix2(&from, &to, M_SQRT1_2, M_SQRT1_2, 0.0, 1.0, 1.0, shares.data(), kStride,
                        AV_MATRIX_ENCODING_NONE, nullptr) < 0) {
    return share_out(inputs, outputs);
  }
  MixingMatrix matrix(inputs, outputs);
  for (int row = 0; row < outputs; ++row) {
    for (int column = 0; column < inputs; ++column) {
      matrix.at(row, column) =
          static_cast<float>(shares[static_cast<std::size_t>(row * kStride + column)]);
    }
  }
  return matrix;
}

class ChannelMixer final : public Source {
 public:
  ChannelMixer(std::unique_ptr<Source> source, int channels)
      : source_(std::move(source)),
        inputs_(static_cast<std::size_t>(source_->format().channels)),
        outputs_(static_cast<std::size_t>(channels)),
        shares_(mixing_matrix(source_->format().channels, channels).shares) {}

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
          sum += shares_[row * inputs_ + column] * input_[frame * inputs_ + column];
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
  std::vector<float> shares_;
  std::vector<float> input_;
};

}  // namespace

std::unique_ptr<Source> mix_channels(std::unique_ptr<Source> source, int channels) {
  if (channels < 1) throw InvalidParameter("A sound needs at least one channel.").at("/channels");
  if (source->format().channels == channels) return source;
  libav::quieten();
  return std::make_unique<ChannelMixer>(std::move(source), channels);
}

}  // namespace musicgen::audio
