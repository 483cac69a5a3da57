#pragma once
// A subtractive synthesiser: detuned oscillators, a resonant filter with its own envelope, an
// amplifier. Basses, leads, plucks, brass and pads are patches of it (voices.toml).

#include <array>
#include <vector>

#include "engines/composer/random.h"
#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/noise.h"
#include "engines/composer/sound/synths/envelope.h"
#include "engines/composer/sound/synths/oscillator.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

struct SynthPatch {
  bool mono = false;  // one note at a time; notes that touch glide into each other
  double glide = 0;   // seconds

  Wave wave = Wave::saw;
  int unison = 1;           // oscillators a note, 1 to 9
  double detune_cents = 0;  // of the outermost ones
  double spread = 0;        // of the oscillators over the stereo image, 0 to 1
  double width = 0.5;       // of a pulse
  double width_sweep = 0;   // how far its LFO moves it
  Wave second_wave = Wave::saw;
  double second_level = 0;  // beside 1 of the first
  double second_semitones = 0;
  double sub_level = 0;  // sine an octave below
  double noise_level = 0;
  double drift_cents = 2;  // of each note by chance

  double cutoff_hz = 20000;     // at middle C
  double resonance = 0.7;       // Q, 0.5 to 12
  bool steep = false;           // 24 instead of 12 dB an octave
  double key_track = 0.5;       // 1: the cutoff follows the pitch
  double velocity_octaves = 1;  // from soft to loud
  double envelope_octaves = 0;
  EnvelopeSettings filter{0.002, 0.3, 0, 0.2};
  double lfo_hz = 0.2;
  double lfo_octaves = 0;

  EnvelopeSettings amplifier{};
  double vibrato_cents = 0;
  double vibrato_hz = 5.2;
  double vibrato_delay = 0.3;  // seconds
};
BOOST_DESCRIBE_STRUCT(SynthPatch, (),
                      (mono, glide, wave, unison, detune_cents, spread, width, width_sweep,
                       second_wave, second_level, second_semitones, sub_level, noise_level,
                       drift_cents, cutoff_hz, resonance, steep, key_track, velocity_octaves,
                       envelope_octaves, filter, lfo_hz, lfo_octaves, amplifier, vibrato_cents,
                       vibrato_hz, vibrato_delay))

class Synth : public Voice {
 public:
  // `notes` are sorted by start. Throws InternalError for a patch out of range.
  Synth(const SynthPatch& patch, std::vector<PlayedNote> notes, std::uint64_t seed,
        std::string_view part);

  void add_to(Stereo out, Frames start) override;

 private:
  static constexpr std::size_t kStep = 16;  // frames between moves of the controls
  static constexpr int kMostUnison = 9;

  struct Oscillator {
    double phase = 0;
    double ratio = 1;  // to the note's frequency
    float left = 1, right = 1;
  };

  // One sounding note.
  struct Tone {
    Tone(const SynthPatch& patch, Random& random);

    PlayedNote note;
    std::array<Oscillator, kMostUnison> oscillators;
    Oscillator second, sub;
    Noise noise;
    Envelope amplifier, filter;
    double pitch = 60;    // with glide
    double drift = 0;     // semitones
    double lfo_turn = 0;  // where its LFOs begin, so that chords shimmer
    double level = 0;     // of the amplifier at the end of the last step
    StereoLowPass low_pass, second_low_pass;
    double width = 0.5;  // of its pulses at the end of the last step
    bool released = false;
  };

  void begin(const PlayedNote& note);
  void add_block(Stereo out, Frames start);
  void add_step(Tone& tone, Stereo out, Frames start);
  void oscillate(Tone& tone, Stereo out, double pitch, double seconds);
  void add_oscillator(Oscillator& oscillator, Wave wave, double hz, float level, double width,
                      double next_width, Stereo out);
  void filter(Tone& tone, Stereo out, double pitch, double seconds);
  void limit_polyphony();

  SynthPatch patch_;
  Random random_;
  std::vector<PlayedNote> notes_;
  std::size_t next_ = 0;
  std::vector<Tone> tones_;
};

}  // namespace musicgen::composer
