#include "engines/composer/sound/synths/sub_bass.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace musicgen::composer {

namespace {

constexpr double kStepSeconds = 16.0 / kSampleRate;
constexpr Frames kTouching = kSampleRate / 50;

// A smooth, slightly uneven curve: its odd part squares the sine, its even part adds the octave.
double driven(double x, double drive) {
  if (drive <= 0) return x;
  const double gain = 1 + 5 * drive;
  const double bias = 0.25 * drive;
  return (std::tanh(gain * x + bias) - std::tanh(bias)) / std::tanh(gain);
}

}  // namespace

SubBass::SubBass(const SubBassPatch& patch, std::vector<PlayedNote> notes)
    : patch_(patch),
      notes_(std::move(notes)),
      amplifier_(patch.amplifier, kStep),
      tone_(patch.tone_hz),
      second_tone_(patch.tone_hz) {}

void SubBass::add_to(Stereo out, Frames start) {
  for (std::size_t at = 0; at < out.size(); at += kStep) {
    const Frames step_start = start + static_cast<Frames>(at);
    const Frames step_end = step_start + static_cast<Frames>(kStep);
    while (next_ < notes_.size() && notes_[next_].start < step_end) {
      const PlayedNote& note = notes_[next_++];
      begin(note, sounding_ && note_.end() + kTouching >= note.start);
    }
    if (!sounding_) continue;
    if (!released_ && note_.end() < step_end) {
      released_ = true;
      amplifier_.release();
    }
    add_step(out.part(at, kStep), step_start);
    if (amplifier_.over()) sounding_ = false;
  }
}

void SubBass::begin(const PlayedNote& note, bool slides) {
  note_ = note;
  loudness_ = note.velocity * note.velocity;
  amplifier_.strike();
  released_ = false;
  sounding_ = true;
  if (slides) return;
  pitch_ = note.pitch;
  drop_ = patch_.drop_semitones;
  click_ = patch_.click;
}

void SubBass::add_step(Stereo out, Frames) {
  const double glide = 1 - std::exp(-kStepSeconds * 4 / std::max(patch_.glide_s, 1e-3));
  pitch_ += glide * (note_.pitch - pitch_);
  drop_ *= std::exp(-6.9 * kStepSeconds / std::max(patch_.drop_s, 1e-3));
  click_ *= std::exp(-6.9 * kStepSeconds / 0.012);
  const double advance = frequency_of(pitch_ + drop_) / kSampleRate;
  const double from = level_;
  level_ = amplifier_.next() * loudness_;
  const double rise = (level_ - from) / static_cast<double>(out.size());
  double level = from;
  for (std::size_t i = 0; i < out.size(); ++i, level += rise) {
    const double turn = 2 * std::numbers::pi * phase_;
    const double body = driven(std::sin(turn), patch_.drive) + click_ * std::sin(9 * turn);
    const float x = second_tone_.low(tone_.low(static_cast<float>(level * body)));
    out.left[i] += x;
    out.right[i] += x;
    phase_ += advance;
    phase_ -= std::floor(phase_);
  }
}

}  // namespace musicgen::composer
