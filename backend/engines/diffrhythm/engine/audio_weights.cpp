#include "engines/diffrhythm/engine/audio_weights.h"

#include "base/log.h"
#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

// The last layer of the half that hears, so that a file that was cut down to its words lacks it.
constexpr std::string_view kLastAudioWeight = "mulan.audio.model.model.conformer.layer_norm.weight";

bool look_into(const fs::path& style_model) {
  try {
    return Checkpoint::open(style_model).contains(kLastAudioWeight);
  } catch (const NeuralError& error) {
    log::warning("the style model can't be read: {}", error.what());
    return false;
  }
}

}  // namespace

bool AudioWeights::are_in(const fs::path& style_model) {
  std::error_code error;
  const fs::file_time_type written = fs::last_write_time(style_model, error);
  if (error) return false;
  const std::lock_guard lock(looking_);
  const auto known = seen_.find(style_model);
  if (known != seen_.end() && known->second.written == written) return known->second.has_audio;
  return (seen_[style_model] = {written, look_into(style_model)}).has_audio;
}

}  // namespace musicgen::diffrhythm
