#include "engines/composer/sound/channel.h"

#include <cmath>
#include <numbers>

namespace musicgen::composer {

namespace {

// After so long without input every filter of the strip has rung out.
constexpr Frames kRestAfter = kSampleRate / 2;

bool is_silent(Stereo block) {
  const auto zero = [](float x) { return x == 0; };
  return std::ranges::all_of(block.left, zero) && std::ranges::all_of(block.right, zero);
}

void clear(Stereo block) {
  std::ranges::fill(block.left, 0.0f);
  std::ranges::fill(block.right, 0.0f);
}

std::vector<StereoBiquad> make_equaliser(const VoiceSettings& voice, const PartMix& mix) {
  std::vector<StereoBiquad> filters;
  const double low_cut = std::max(voice.high_pass_hz, mix.high_pass_hz);
  filters.emplace_back(Biquad::high_pass(std::max(low_cut, 20.0)));
  const auto add = [&](double db, const Biquad& filter) {
    if (std::abs(db) > 0.05) filters.emplace_back(filter);
  };
  const double low = voice.low_shelf_db + mix.low_shelf_db;
  const double high = voice.high_shelf_db + mix.high_shelf_db;
  add(low, Biquad::low_shelf(250, low));
  add(voice.presence_db, Biquad::peak(3000, 0.8, voice.presence_db));
  add(high, Biquad::high_shelf(7000, high));
  return filters;
}

double cutoff_of(double brightness) {
  return 220 * std::pow(80.0, brightness);
}

}  // namespace

Channel::Channel(std::unique_ptr<Voice> voice, const ChannelInput& input)
    : voice_(std::move(voice)),
      expression_(input.expression),
      duck_(&input.duck),
      voice_gain_(static_cast<float>(Decibels{input.voice.gain_db}.as_gain())),
      mix_gain_(Decibels{input.mix.level_db}.as_gain()),
      duck_db_(input.mix.duck_db),
      reverb_send_(Decibels{input.mix.reverb_db}.as_gain()),
      echo_send_(input.mix.delay_db <= -80 ? 0 : Decibels{input.mix.delay_db}.as_gain()),
      width_(static_cast<float>(input.voice.width * input.mix.width)),
      // Balance with constant power, unity in the middle.
      left_gain_(static_cast<float>(std::numbers::sqrt2 *
                                    std::cos((input.pan + 1) * std::numbers::pi / 4))),
      right_gain_(static_cast<float>(std::numbers::sqrt2 *
                                     std::sin((input.pan + 1) * std::numbers::pi / 4))),
      equaliser_(make_equaliser(input.voice, input.mix)),
      saturation_(std::min(input.voice.drive + input.mix.drive, 1.0)),
      chorus_(input.voice.chorus),
      tape_(input.tape, input.transport) {}

void Channel::render(Stereo out, Frames start) {
  clear(out);
  voice_->add_to(out, start);
  for (std::size_t at = 0; at < out.size(); at += kBlock) {
    const Stereo block = out.part(at, kBlock);
    const bool silent = is_silent(block);
    silent_ = silent ? silent_ + static_cast<Frames>(kBlock) : 0;
    if (silent_ > kRestAfter) {
      clear(block);
      continue;
    }
    process(block, start + static_cast<Frames>(at));
  }
}

void Channel::process(Stereo block, Frames start) {
  const auto expression = expression_.at(start + static_cast<Frames>(kBlock));
  for (float& x : block.left) x *= voice_gain_;
  for (float& x : block.right) x *= voice_gain_;
  // Saturation of an uneven wave leaves a constant, which the high-pass after it takes away.
  if (saturation_.active()) saturation_.process(block);
  for (StereoBiquad& filter : equaliser_) filter.process(block);
  if (chorus_.active()) chorus_.process(block, start);
  darken(block, expression.brightness);
  fade(block, start, expression);
  place(block);
  if (tape_.active()) tape_.process(block, start);
}

void Channel::darken(Stereo block, double brightness) {
  // An open filter is left out; it is entered from the top, where it changes nothing yet.
  constexpr double kOpen = 0.995;
  if (brightness > kOpen) {
    dark_.reset();
    return;
  }
  dark_.set(StateVariable::coefficients(cutoff_of(brightness), 0.8));
  dark_.process(block);
}

void Channel::fade(Stereo block, Frames start, const ExpressionCurve::Value& end) {
  const auto fader_at = [&](Frames frame, double level_db) {
    return mix_gain_ * Decibels{level_db - duck_db_ * duck_->at(frame)}.as_gain();
  };
  // After a rest the ramp begins where the curve is now, not where the fader was left.
  const double from = fader_at(start, expression_.at(start).level_db);
  const double to = fader_at(start + static_cast<Frames>(kBlock), end.level_db);
  const auto step = static_cast<float>((to - from) / kBlock);
  auto gain = static_cast<float>(from);
  for (std::size_t i = 0; i < block.size(); ++i, gain += step) {
    block.left[i] *= gain;
    block.right[i] *= gain;
  }
}

void Channel::place(Stereo block) const {
  for (std::size_t i = 0; i < block.size(); ++i) {
    const float middle = 0.5f * (block.left[i] + block.right[i]);
    const float side = 0.5f * width_ * (block.left[i] - block.right[i]);
    block.left[i] = left_gain_ * (middle + side);
    block.right[i] = right_gain_ * (middle - side);
  }
}

}  // namespace musicgen::composer
