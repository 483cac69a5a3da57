#include "audio/soxr_stream.h"

#include <cmath>

#include <soxr.h>

#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr std::size_t kBlockFrames = 4096;

struct DeleteSoxr {
  void operator()(soxr_t stream) const { soxr_delete(stream); }
};

void check(soxr_error_t error) {
  if (error != nullptr) throw InternalError(fmt::format("Resampling failed: {}.", error));
}

}  // namespace

struct SoxrStream::State {
  std::unique_ptr<soxr, DeleteSoxr> stream;
  std::size_t channels;
  double ratio;
  Frames frames_in = 0;
  Frames frames_out = 0;

  // Appends up to a block of output and returns how many frames of input were used.
  std::size_t process(const float* input, std::size_t frames, std::vector<float>& out) {
    const std::size_t begin = out.size();
    out.resize(begin + kBlockFrames * channels);
    std::size_t used = 0;
    std::size_t made = 0;
    check(
        soxr_process(stream.get(), input, frames, &used, out.data() + begin, kBlockFrames, &made));
    out.resize(begin + made * channels);
    frames_in += static_cast<Frames>(used);
    frames_out += static_cast<Frames>(made);
    return used;
  }
};

SoxrStream::SoxrStream(int from_hz, int to_hz, int channels)
    : state_(std::make_unique<State>(State{nullptr, static_cast<std::size_t>(channels),
                                           static_cast<double>(to_hz) / from_hz})) {
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  state_->stream.reset(soxr_create(from_hz, to_hz, static_cast<unsigned>(channels), &error, &io,
                                   &quality, &runtime));
  check(error);
}

SoxrStream::~SoxrStream() = default;
SoxrStream::SoxrStream(SoxrStream&&) noexcept = default;

void SoxrStream::feed(std::span<const float> interleaved, std::vector<float>& out) {
  while (!interleaved.empty()) {
    const std::size_t used =
        state_->process(interleaved.data(), interleaved.size() / state_->channels, out);
    interleaved = interleaved.subspan(used * state_->channels);
  }
}

void SoxrStream::finish(std::vector<float>& out) {
  const Frames wanted = std::llround(static_cast<double>(state_->frames_in) * state_->ratio);
  Frames before = 0;
  do {
    before = state_->frames_out;
    state_->process(nullptr, 0, out);
  } while (state_->frames_out > before);
  const Frames missing = wanted - state_->frames_out;
  out.resize(static_cast<std::size_t>(std::max<Frames>(
      0, static_cast<Frames>(out.size()) + missing * static_cast<Frames>(state_->channels))));
}

}  // namespace musicgen::audio
