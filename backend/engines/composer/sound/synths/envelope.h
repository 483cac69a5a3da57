#pragma once
#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// Seconds and a level; decay and release are the time to fall by 60 dB of what is left to fall.
struct EnvelopeSettings {
  double attack = 0.005;
  double decay = 0.5;
  double sustain = 1;  // 0 to 1
  double release = 0.2;
};
BOOST_DESCRIBE_STRUCT(EnvelopeSettings, (), (attack, decay, sustain, release))

// Rises along a straight line, decays and releases exponentially, as analogue envelopes do. It is
// advanced in steps of a few frames.
class Envelope {
 public:
  Envelope(const EnvelopeSettings& settings, std::size_t step_frames)
      : sustain_(settings.sustain),
        rise_(static_cast<double>(step_frames) /
              std::max(settings.attack * kSampleRate, static_cast<double>(step_frames))),
        decay_(fall(settings.decay, step_frames)),
        release_(fall(settings.release, step_frames)) {}

  // Begins again from where it is.
  void strike() { stage_ = Stage::attack; }
  void release() { stage_ = Stage::release; }

  double next() {
    switch (stage_) {
      case Stage::attack:
        level_ += rise_;
        if (level_ >= 1) {
          level_ = 1;
          stage_ = Stage::decay;
        }
        break;
      case Stage::decay:
        level_ += decay_ * (sustain_ - level_);
        break;
      case Stage::release:
        level_ -= release_ * level_;
        break;
    }
    return level_;
  }
  double level() const { return level_; }
  bool over() const { return stage_ == Stage::release && level_ < 3e-5; }

 private:
  enum class Stage { attack, decay, release };

  static double fall(double seconds, std::size_t step_frames) {
    const double steps = std::max(seconds, 0.001) * kSampleRate / static_cast<double>(step_frames);
    return 1 - std::exp(-6.9 / steps);
  }

  double sustain_, rise_, decay_, release_;
  double level_ = 0;
  Stage stage_ = Stage::attack;
};

}  // namespace musicgen::composer
