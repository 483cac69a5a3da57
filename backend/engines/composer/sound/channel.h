#pragma once
#include "engines/composer/sound/colour.h"
#include "engines/composer/sound/curves.h"
#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// What a channel needs to know besides its own settings.
struct ChannelInput {
  VoiceSettings voice;
  PartMix mix;
  double pan = 0;  // -1 left to +1 right
  ExpressionCurve expression;
  const DuckCurve& duck;
  TapeSettings tape;
  const Transport& transport;
};

// One strip of the mixing desk: a voice, its filters and effects, its fader.
class Channel {
 public:
  Channel(std::unique_ptr<Voice> voice, const ChannelInput& input);

  // Fills `out` with the part as it stands in the mix. Calls follow each other without a gap;
  // `start` and the size of `out` are whole blocks.
  void render(Stereo out, Frames start);

  // As of Voice.
  std::vector<std::function<void()>> preparations(Frames end) { return voice_->preparations(end); }

  double reverb_send() const { return reverb_send_; }
  double echo_send() const { return echo_send_; }

 private:
  void process(Stereo block, Frames start);
  void darken(Stereo block, double brightness);
  void fade(Stereo block, Frames start, const ExpressionCurve::Value& end);
  void place(Stereo block) const;

  std::unique_ptr<Voice> voice_;
  ExpressionCurve expression_;
  const DuckCurve* duck_;
  float voice_gain_;
  double mix_gain_;
  double duck_db_;
  double reverb_send_;
  double echo_send_;
  float width_;
  float left_gain_;
  float right_gain_;
  std::vector<StereoBiquad> equaliser_;
  Saturation saturation_;
  Chorus chorus_;
  StereoLowPass dark_;
  Tape tape_;
  Frames silent_ = 0;
};

}  // namespace musicgen::composer
