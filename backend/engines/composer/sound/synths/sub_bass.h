#pragma once
// The 808 bass: a long sine that drops into its pitch, slides from note to note, and is driven
// until small loudspeakers hear it too.

#include <vector>

#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/synths/envelope.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

struct SubBassPatch {
  double drop_semitones = 14;  // how far above its pitch a note begins
  double drop_s = 0.035;       // until that has fallen by 60 dB
  double glide_s = 0.09;       // between notes that touch
  double click = 0.12;         // of the attack
  double drive = 0.4;          // 0: a sine, 1: buzzing
  double tone_hz = 900;        // low-pass after the drive
  EnvelopeSettings amplifier{0.002, 4.5, 0, 0.09};
};
BOOST_DESCRIBE_STRUCT(SubBassPatch, (),
                      (drop_semitones, drop_s, glide_s, click, drive, tone_hz, amplifier))

class SubBass : public Voice {
 public:
  // `notes` are sorted by start; one sounds at a time.
  SubBass(const SubBassPatch& patch, std::vector<PlayedNote> notes);

  void add_to(Stereo out, Frames start) override;

 private:
  static constexpr std::size_t kStep = 16;

  void begin(const PlayedNote& note, bool slides);
  void add_step(Stereo out, Frames start);

  SubBassPatch patch_;
  std::vector<PlayedNote> notes_;
  std::size_t next_ = 0;
  PlayedNote note_;
  bool sounding_ = false;
  bool released_ = false;
  Envelope amplifier_;
  double pitch_ = 36;
  double drop_ = 0;   // semitones
  double click_ = 0;  // level
  double phase_ = 0;
  double loudness_ = 0;
  double level_ = 0;
  OnePole tone_;
  OnePole second_tone_;
};

}  // namespace musicgen::composer
