#include "engines/composer/sound/synths/synth.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace musicgen::composer {

namespace {

constexpr std::size_t kMostTones = 24;
constexpr double kStepSeconds = 16.0 / kSampleRate;

// In a mono patch a note ends where the next begins; notes that touch are played legato.
std::vector<PlayedNote> one_at_a_time(std::vector<PlayedNote> notes) {
  constexpr Frames kTouching = kSampleRate / 50;
  std::vector<PlayedNote> line;
  for (PlayedNote& note : notes) {
    if (!line.empty() && line.back().start == note.start) {
      if (line.back().pitch < note.pitch) continue;  // of a chord the lowest note stays
      line.pop_back();
    }
    if (!line.empty()) {
      note.continues = line.back().end() + kTouching >= note.start;
      if (line.back().end() > note.start || note.continues) {
        line.back().length = note.start - line.back().start;
      }
    }
    line.push_back(note);
  }
  return line;
}

double sine(double turns) {
  return std::sin(2 * std::numbers::pi * (turns - std::floor(turns)));
}

void check(bool fine, const char* what) {
  if (!fine) throw InternalError(std::string("A synthesiser's patch has a wrong ") + what + ".");
}

}  // namespace

Synth::Tone::Tone(const SynthPatch& patch, Random& random)
    : noise(random.next()), amplifier(patch.amplifier, kStep), filter(patch.filter, kStep) {
  const int count = patch.unison;
  const double loudness = 1 / std::sqrt(static_cast<double>(count));
  for (int i = 0; i < count; ++i) {
    // Evenly spaced but for a little bend, so that no two pairs beat at the same rate.
    const double place = count == 1 ? 0 : 2.0 * i / (count - 1) - 1;
    const double cents = patch.detune_cents *
                         (0.86 * place + 0.14 * place * place * place + 0.03 * std::sin(5.0 * i));
    const double angle = (patch.spread * (i % 2 == 0 ? place : -place) + 1) * std::numbers::pi / 4;
    oscillators[static_cast<std::size_t>(i)] = {
        .phase = random.uniform(),
        .ratio = std::exp2(cents / 1200),
        .left = static_cast<float>(loudness * std::numbers::sqrt2 * std::cos(angle)),
        .right = static_cast<float>(loudness * std::numbers::sqrt2 * std::sin(angle))};
  }
  second = {.phase = random.uniform(), .ratio = std::exp2(patch.second_semitones / 12)};
  sub = {.phase = 0, .ratio = 0.5};
  width = patch.width;
  drift = patch.drift_cents / 100 * random.uniform(-1, 1);
  lfo_turn = random.uniform();
}

Synth::Synth(const SynthPatch& patch, std::vector<PlayedNote> notes, std::uint64_t seed,
             std::string_view part)
    : patch_(patch),
      random_(seed, "sound/synth/" + std::string(part)),
      notes_(patch.mono ? one_at_a_time(std::move(notes)) : std::move(notes)) {
  check(patch.unison >= 1 && patch.unison <= kMostUnison, "unison");
  check(patch.resonance >= 0.5 && patch.resonance <= 12, "resonance");
  check(patch.width > 0.02 && patch.width < 0.98, "width");
}

void Synth::add_to(Stereo out, Frames start) {
  for (std::size_t at = 0; at < out.size(); at += kBlock) {
    add_block(out.part(at, kBlock), start + static_cast<Frames>(at));
  }
}

void Synth::begin(const PlayedNote& note) {
  if (patch_.mono && note.continues && !tones_.empty()) {
    Tone& tone = tones_.back();
    tone.note = note;
    tone.released = false;
    tone.amplifier.strike();
    tone.filter.strike();
    return;
  }
  tones_.emplace_back(patch_, random_);
  tones_.back().note = note;
  tones_.back().pitch = note.pitch;
  limit_polyphony();
}

// The notes that were released first make room.
void Synth::limit_polyphony() {
  if (tones_.size() <= kMostTones) return;
  const auto oldest = std::ranges::find_if(tones_, &Tone::released);
  tones_.erase(oldest == tones_.end() ? tones_.begin() : oldest);
}

void Synth::add_block(Stereo out, Frames start) {
  for (std::size_t at = 0; at < kBlock; at += kStep) {
    const Frames step_start = start + static_cast<Frames>(at);
    const Frames step_end = step_start + static_cast<Frames>(kStep);
    while (next_ < notes_.size() && notes_[next_].start < step_end) begin(notes_[next_++]);
    for (Tone& tone : tones_) {
      if (!tone.released && tone.note.end() < step_end) {
        tone.released = true;
        tone.amplifier.release();
        tone.filter.release();
      }
      // A tone that began within this step starts on its own frame.
      const auto skip = static_cast<std::size_t>(
          std::max<Frames>(tone.note.continues ? 0 : tone.note.start - step_start, 0));
      add_step(tone, out.part(at + skip, kStep - skip), step_start);
    }
    std::erase_if(tones_, [](const Tone& tone) { return tone.amplifier.over(); });
  }
}

void Synth::add_step(Tone& tone, Stereo out, Frames start) {
  const double seconds = static_cast<double>(start - tone.note.start) / kSampleRate;
  const double glide = patch_.glide > 0 ? 1 - std::exp(-kStepSeconds * 4 / patch_.glide) : 1;
  tone.pitch += glide * (tone.note.pitch - tone.pitch);
  const double vibrato = patch_.vibrato_cents / 100 *
                         std::clamp((seconds - patch_.vibrato_delay) / 0.4, 0.0, 1.0) *
                         sine(patch_.vibrato_hz * seconds);
  const double pitch = tone.pitch + tone.drift + vibrato;

  std::array<float, kStep> left{}, right{};
  const Stereo step{std::span(left).first(out.size()), std::span(right).first(out.size())};
  oscillate(tone, step, pitch, seconds);
  filter(tone, step, pitch, seconds);

  // Velocity acts as in the sound font: the level grows with its square.
  const double loudness = tone.note.velocity * tone.note.velocity;
  const double from = tone.level;
  tone.level = tone.amplifier.next() * loudness;
  const auto rise = static_cast<float>((tone.level - from) / static_cast<double>(out.size()));
  auto level = static_cast<float>(from);
  for (std::size_t i = 0; i < out.size(); ++i, level += rise) {
    out.left[i] += level * step.left[i];
    out.right[i] += level * step.right[i];
  }
}

void Synth::oscillate(Tone& tone, Stereo out, double pitch, double seconds) {
  const double hz = frequency_of(pitch);
  const double width = tone.width;
  if (patch_.width_sweep > 0) {
    tone.width =
        patch_.width + patch_.width_sweep * sine(patch_.lfo_hz * 1.7 * seconds + tone.lfo_turn);
  }
  for (int i = 0; i < patch_.unison; ++i) {
    add_oscillator(tone.oscillators[static_cast<std::size_t>(i)], patch_.wave, hz, 1, width,
                   tone.width, out);
  }
  if (patch_.second_level > 0) {
    add_oscillator(tone.second, patch_.second_wave, hz, static_cast<float>(patch_.second_level),
                   patch_.width, patch_.width, out);
  }
  if (patch_.sub_level > 0) {
    add_oscillator(tone.sub, Wave::sine, hz, static_cast<float>(patch_.sub_level), 0.5, 0.5, out);
  }
  if (patch_.noise_level > 0) {
    const auto level = static_cast<float>(patch_.noise_level);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out.left[i] += level * tone.noise.next();
      out.right[i] += level * tone.noise.next();
    }
  }
}

void Synth::add_oscillator(Oscillator& oscillator, Wave wave, double hz, float level, double width,
                           double next_width, Stereo out) {
  const double advance = std::min(hz * oscillator.ratio / kSampleRate, 0.24);
  std::array<float, kStep> samples;
  const auto wanted = std::span(samples).first(out.size());
  if (wave == Wave::saw) {
    oscillator.phase = fill_saw<kStep>(wanted, oscillator.phase, advance);
  } else if (wave == Wave::pulse) {
    // A pulse is the difference of two saws; the second one drifts as the width moves.
    std::array<float, kStep> other;
    const double shifted = oscillator.phase + 1 - width;
    const double drift = (width - next_width) / static_cast<double>(out.size());
    fill_saw<kStep>(std::span(other).first(out.size()), shifted - std::floor(shifted),
                    std::max(advance + drift, 1e-6));
    oscillator.phase = fill_saw<kStep>(wanted, oscillator.phase, advance);
    for (std::size_t i = 0; i < out.size(); ++i) samples[i] = other[i] - samples[i];
  } else {
    const auto step = static_cast<float>(advance);
    for (std::size_t i = 0; i < out.size(); ++i) {
      samples[i] = wave_at(wave, static_cast<float>(oscillator.phase), step, 0.5f);
      oscillator.phase += advance;
      if (oscillator.phase >= 1) oscillator.phase -= 1;
    }
  }
  const float to_left = level * oscillator.left, to_right = level * oscillator.right;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out.left[i] += to_left * samples[i];
    out.right[i] += to_right * samples[i];
  }
}

void Synth::filter(Tone& tone, Stereo out, double pitch, double seconds) {
  const double octaves = patch_.key_track * (pitch - 60) / 12 +
                         patch_.velocity_octaves * (tone.note.velocity - 0.7) +
                         patch_.envelope_octaves * tone.filter.next() +
                         patch_.lfo_octaves * sine(patch_.lfo_hz * seconds + tone.lfo_turn);
  const double cutoff = patch_.cutoff_hz * std::exp2(octaves);
  if (cutoff > 19000) return;
  tone.low_pass.set(StateVariable::coefficients(cutoff, patch_.resonance));
  if (patch_.steep) {
    // The second stage adds slope, not another peak.
    tone.second_low_pass.set(StateVariable::coefficients(cutoff, 0.6));
    tone.low_pass.process(out, tone.second_low_pass);
  } else {
    tone.low_pass.process(out);
  }
}

}  // namespace musicgen::composer
