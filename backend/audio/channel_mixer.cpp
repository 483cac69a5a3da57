#include "audio/channel_mixer.h"

#include "audio/libav.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

std::size_t place(int row, int column, int columns) {
  return static_cast<std::size_t>(row * columns + column);
}

std::vector<double> empty_matrix(int inputs, int outputs) {
  return std::vector<double>(place(outputs, 0, inputs));
}

std::vector<double> spread(int inputs, int outputs) {
  std::vector<double> shares = empty_matrix(inputs, outputs);
  for (int channel = 0; channel < inputs; ++channel) shares[place(channel, channel, inputs)] = 1.0;
  if (inputs == 1) shares[place(1, 0, inputs)] = 1.0;
  return shares;
}

// For counts of channels that no loudspeaker layout has: they take turns.
std::vector<double> share_out(int inputs, int outputs) {
  std::vector<double> shares = empty_matrix(inputs, outputs);
  const int inputs_each = (inputs + outputs - 1) / outputs;
  for (int channel = 0; channel < inputs; ++channel) {
    shares[place(channel % outputs, channel, inputs)] = 1.0 / inputs_each;
  }
  return shares;
}

class ChannelMixer final : public Source {
 public:
  ChannelMixer(std::unique_ptr<Source> source, int channels)
      : source_(std::move(source)),
        inputs_(static_cast<std::size_t>(source_->format().channels)),
        outputs_(static_cast<std::size_t>(channels)),
        shares_(outputs_ * inputs_) {
    std::ranges::transform(mixing_matrix(source_->format().channels, channels), shares_.begin(),
                           [](double share) { return static_cast<float>(share); });
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

std::vector<double> mixing_matrix(int inputs, int outputs) {
  if (outputs > inputs) return spread(inputs, outputs);
  libav::quieten();
  // libav scales all 64 x 64 entries, whatever the count of channels.
  constexpr int kStride = 64;
  std::vector<double> large(kStride * kStride);
  AVChannelLayout from{};
  AVChannelLayout to{};
  av_channel_layout_default(&from, inputs);
  av_channel_layout_default(&to, outputs);
  if (swr_build_matrix2(&from, &to, M_SQRT1_2, M_SQRT1_2, 0.0, 1.0, 1.0, large.data(), kStride,
                        AV_MATRIX_ENCODING_NONE, nullptr) < 0) {
    return share_out(inputs, outputs);
  }
  std::vector<double> shares = empty_matrix(inputs, outputs);
  for (int row = 0; row < outputs; ++row) {
    std::copy_n(large.begin() + row * kStride, inputs, shares.begin() + row * inputs);
  }
  return shares;
}

std::unique_ptr<Source> mix_channels(std::unique_ptr<Source> source, int channels) {
  if (channels < 1) throw InvalidParameter("A sound needs at least one channel.").at("/channels");
  if (source->format().channels == channels) return source;
  return std::make_unique<ChannelMixer>(std::move(source), channels);
}

}  // namespace musicgen::audio
