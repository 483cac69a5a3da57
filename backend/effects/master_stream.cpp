#include "audio/decoder.h"
#include "effects/limiter.h"
#include "effects/master.h"

namespace musicgen::effects {
namespace {

constexpr Seconds kListened{180};
constexpr std::size_t kBlockFrames = 1 << 14;

class MasteringSink final : public audio::Sink {
 public:
  MasteringSink(audio::Sink& out, const MasterOptions& options, const std::filesystem::path& folder,
                std::stop_token stop)
      : out_(out),
        options_(options),
        stop_(std::move(stop)),
        file_(folder / "opening.wav"),
        opening_(audio::open_encoder(
            file_,
            {.format = audio::FileFormat::wav, .input = out.format(), .bits_per_sample = 32})),
        awaited_(frames_of(kListened, out.format().sample_rate_hz)) {}

  audio::StreamFormat format() const override { return out_.format(); }

  void write(std::span<const float> interleaved) override {
    if (limiter_) return limiter_->write(interleaved);
    opening_->write(interleaved);
    awaited_ -= static_cast<Frames>(interleaved.size()) / format().channels;
    if (awaited_ <= 0) play_opening();
  }

  void finish() override {
    if (!limiter_) play_opening();
    limiter_->finish();
  }

 private:
  void play_opening() {
    opening_->finish();
    const Decibels gain = gain_for([this] { return audio::open_decoder_as(file_, format()); }, 0,
                                   options_, {}, stop_);
    limiter_ = limit_into(out_, gain, Decibels{options_.ceiling_dbtp - kCeilingMarginDb});
    const auto in = audio::open_decoder(file_);
    const auto channels = static_cast<std::size_t>(format().channels);
    std::vector<float> block(kBlockFrames * channels);
    while (const std::size_t frames = in->read(block)) {
      throw_if_stopped(stop_);
      limiter_->write(std::span(block).first(frames * channels));
    }
    std::filesystem::remove(file_);
  }

  audio::Sink& out_;
  MasterOptions options_;
  std::stop_token stop_;
  std::filesystem::path file_;
  std::unique_ptr<audio::Sink> opening_;
  Frames awaited_;
  std::unique_ptr<audio::Sink> limiter_;  // once the gain is known
};

}  // namespace

std::unique_ptr<audio::Sink> master_stream(audio::Sink& out, const MasterOptions& options,
                                           const std::filesystem::path& scratch_folder,
                                           std::stop_token stop) {
  return std::make_unique<MasteringSink>(out, options, scratch_folder, std::move(stop));
}

}  // namespace musicgen::effects
