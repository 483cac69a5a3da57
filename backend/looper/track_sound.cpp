#include "looper/track_sound.h"

#include <cmath>
#include <cstring>

#include <soxr.h>

#include "audio/channel_mixer.h"
#include "audio/decoder.h"
#include "audio/read_ahead.h"
#include "base/error.h"

namespace musicgen::looper {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBlockFrames = 8192;

struct DeleteSoxr {
  void operator()(soxr_t stream) const { soxr_delete(stream); }
};

void check(soxr_error_t error) {
  if (error != nullptr) throw InternalError(fmt::format("Resampling failed: {}.", error));
}

// soxr at a ratio of two lengths, not of two whole rates.
class Stretcher {
 public:
  Stretcher(Frames from, Frames to, int channels, TrackSound& sound)
      : channels_(static_cast<std::size_t>(channels)),
        sound_(sound),
        block_(kBlockFrames * channels_) {
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    // 20 bits: 40 dB below what any lossy codec leaves of the sound.
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, SOXR_HI_PREC_CLOCK);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_error_t error = nullptr;
    stream_.reset(soxr_create(static_cast<double>(from), static_cast<double>(to),
                              static_cast<unsigned>(channels), &error, &io, &quality, &runtime));
    check(error);
  }

  void feed(std::span<const float> interleaved) {
    while (!interleaved.empty()) {
      const std::size_t used = process(interleaved.data(), interleaved.size() / channels_).used;
      interleaved = interleaved.subspan(used * channels_);
    }
  }

  void finish() {
    while (process(nullptr, 0).made > 0) continue;
  }

 private:
  struct Step {
    std::size_t used;
    std::size_t made;
  };

  Step process(const float* input, std::size_t frames) {
    Step step{};
    check(soxr_process(stream_.get(), input, frames, &step.used, block_.data(), kBlockFrames,
                       &step.made));
    sound_.append(std::span(block_).first(step.made * channels_));
    return step;
  }

  std::size_t channels_;
  TrackSound& sound_;
  std::vector<float> block_;
  std::unique_ptr<soxr, DeleteSoxr> stream_;
};

// Keeps the frames of a passing stream that are wanted again after its end.
class Keeper {
 public:
  Keeper(Frames from, Frames count, std::size_t channels)
      : from_(from), to_(from + count), channels_(channels) {}

  void see(Frames at, std::span<const float> interleaved) {
    const Frames frames = static_cast<Frames>(interleaved.size() / channels_);
    const Frames begin = std::clamp<Frames>(from_ - at, 0, frames);
    const Frames end = std::clamp<Frames>(to_ - at, begin, frames);
    const auto wanted = interleaved.subspan(static_cast<std::size_t>(begin) * channels_,
                                            static_cast<std::size_t>(end - begin) * channels_);
    kept_.insert(kept_.end(), wanted.begin(), wanted.end());
  }

  const std::vector<float>& kept() const { return kept_; }

 private:
  Frames from_;
  Frames to_;
  std::size_t channels_;
  std::vector<float> kept_;
};

bool is_16_bit(float sample) {
  const float level = sample * 32768.0f;
  return level == std::rint(level);
}

}  // namespace

TrackSound::TrackSound(audio::StreamFormat format, const fs::path& scratch_folder)
    : format_(format), file_(scratch_folder) {}

void TrackSound::append(std::span<const float> interleaved) {
  file_.append(
      {reinterpret_cast<const std::uint8_t*>(interleaved.data()), interleaved.size_bytes()});
  frames_ += static_cast<Frames>(interleaved.size()) / format_.channels;
  fits_16_bits_ = fits_16_bits_ && std::all_of(interleaved.begin(), interleaved.end(), is_16_bit);
}

void TrackSound::read(Frames from, std::span<float> interleaved) const {
  std::fill(interleaved.begin(), interleaved.end(), 0.0f);
  const Frames count = static_cast<Frames>(interleaved.size()) / format_.channels;
  const Frames begin = std::clamp<Frames>(from, 0, frames_);
  const Frames end = std::clamp<Frames>(from + count, begin, frames_);
  if (begin == end) return;
  const std::uint64_t frame_bytes = sizeof(float) * static_cast<std::uint64_t>(format_.channels);
  auto* out = reinterpret_cast<std::uint8_t*>(interleaved.data());
  file_.read(static_cast<std::uint64_t>(begin) * frame_bytes,
             {out + static_cast<std::uint64_t>(begin - from) * frame_bytes,
              static_cast<std::uint64_t>(end - begin) * frame_bytes});
}

TrackSound decode_track(const fs::path& path, const TrackRequest& request,
                        const fs::path& scratch_folder, const ProgressFn& progress,
                        const std::stop_token& stop) {
  std::unique_ptr<audio::Decoder> decoder = audio::open_decoder(path);
  const Frames expected = request.until > 0 ? request.until : decoder->info().frames.value_or(0);
  const std::unique_ptr<audio::Source> source =
      audio::mix_channels(std::move(decoder), request.format.channels);
  audio::ReadAhead ahead(*source);
  TrackSound sound(request.format, scratch_folder);
  std::optional<Stretcher> stretcher;
  if (request.from_frames != request.to_frames) {
    stretcher.emplace(request.from_frames, request.to_frames, request.format.channels, sound);
  }
  const auto pass_on = [&](std::span<const float> samples) {
    stretcher ? stretcher->feed(samples) : sound.append(samples);
  };
  const auto channels = static_cast<std::size_t>(request.format.channels);
  Keeper keeper(request.again_from, request.again_frames, channels);
  std::vector<float> block(kBlockFrames * channels);
  Frames done = 0;
  while (request.until == 0 || done < request.until) {
    throw_if_stopped(stop);
    const auto wanted = request.until == 0
                            ? kBlockFrames
                            : std::min<std::size_t>(kBlockFrames, request.until - done);
    const std::size_t frames = ahead.read(std::span(block).first(wanted * channels));
    if (frames == 0) break;
    const auto samples = std::span<const float>(block).first(frames * channels);
    pass_on(samples);
    keeper.see(done, samples);
    done += static_cast<Frames>(frames);
    if (progress && expected > 0) {
      progress(std::min(1.0, static_cast<double>(done) / static_cast<double>(expected)),
               "reading the track");
    }
  }
  pass_on(keeper.kept());
  if (stretcher) stretcher->finish();
  sound.flush();
  sound.set_track_frames(done);
  return sound;
}

}  // namespace musicgen::looper
