#include "engines/composer/sound/sampled_voice.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace musicgen::composer {

namespace {

constexpr Frames kNever = std::numeric_limits<Frames>::max() / 2;
constexpr Frames kDrumLength = 5 * kSampleRate;     // drums ring as long as they like
constexpr Frames kLongestPiece = 12 * kSampleRate;  // longer sustained notes are bowed again
constexpr Frames kBowChange = 3 * kSampleRate / 2;
constexpr Frames kChokeFade = kSampleRate / 100;
constexpr int kVariants = 3;

// Keys of the General MIDI percussion map that silence each other; 0: none.
int choke_group_of(int key) {
  switch (key) {
    case 42:
    case 44:
    case 46:
      return 1;  // hi-hat
    case 71:
    case 72:
      return 2;  // whistle
    case 73:
    case 74:
      return 3;  // guiro
    case 78:
    case 79:
      return 4;  // cuica
    case 80:
    case 81:
      return 5;  // triangle
    default:
      return 0;
  }
}

// Lengths on a geometric grid of 6 % steps, at least 20 ms, so that notes that sound alike share a
// recording.
Frames rounded_length(Frames length) {
  constexpr double kStep = 1.06;
  const double shortest = kSampleRate / 50.0;
  const double ratio = std::max(static_cast<double>(length) / shortest, 1.0);
  return std::llround(shortest * std::pow(kStep, std::round(std::log(ratio) / std::log(kStep))));
}

// The middle of one of 16 layers.
int rounded_velocity(float velocity) {
  const int midi = std::clamp(static_cast<int>(std::lround(velocity * 127.0f)), 1, 127);
  return std::min(midi / 8 * 8 + 4, 127);
}

// The sound font standard's default modulator makes the level grow with the square of velocity.
float gain_between(float velocity, int layer) {
  const float ratio = velocity * 127.0f / static_cast<float>(layer);
  return ratio * ratio;
}

// Long notes of sustained instruments as overlapping pieces, the way a section of players changes
// bows or breathes, so that no recording grows without bound.
std::vector<PlayedNote> in_pieces(const std::vector<PlayedNote>& notes, bool sustained) {
  std::vector<PlayedNote> pieces;
  pieces.reserve(notes.size());
  for (PlayedNote note : notes) {
    while (sustained && note.length > kLongestPiece + kBowChange) {
      pieces.push_back(note);
      pieces.back().length = kLongestPiece;
      note.start += kLongestPiece - kBowChange;
      note.length -= kLongestPiece - kBowChange;
      note.continues = true;
    }
    note.length = std::min(note.length, kLongestPiece + kBowChange);
    pieces.push_back(note);
  }
  std::ranges::stable_sort(pieces, {}, &PlayedNote::start);
  return pieces;
}

// A key that is struck again is released first.
void release_before_repeats(std::vector<PlayedNote>& notes) {
  std::map<int, PlayedNote*> last;
  for (PlayedNote& note : notes) {
    PlayedNote*& before = last[note.pitch];
    if (before != nullptr && !note.continues && before->end() > note.start) {
      before->length = std::max<Frames>(note.start - before->start, kBlock);
    }
    before = &note;
  }
}

}  // namespace

NoteCache::NoteCache(NoteSource source, std::size_t budget)
    : source_(std::move(source)), budget_(budget) {}

std::shared_ptr<const Recording> NoteCache::find(const NoteShape& shape) {
  if (const auto place = places_.find(shape); place != places_.end()) {
    entries_.splice(entries_.begin(), entries_, place->second);
    return place->second->recording;
  }
  entries_.push_front({shape, std::make_shared<Recording>()});
  places_[shape] = entries_.begin();
  uncounted_.push_back(entries_.front().recording);
  work_.push_back(
      [this, shape, recording = entries_.front().recording] { *recording = source_(shape); });
  return entries_.front().recording;
}

std::vector<std::function<void()>> NoteCache::take_work() {
  return std::exchange(work_, {});
}

void NoteCache::keep_to_budget() {
  for (const auto& recording : std::exchange(uncounted_, {})) bytes_ += recording->bytes();
  while (bytes_ > budget_ && entries_.size() > 1) {
    bytes_ -= entries_.back().recording->bytes();
    places_.erase(entries_.back().shape);
    entries_.pop_back();
  }
}

SampledVoice::SampledVoice(NoteSource source, const SampledOptions& options,
                           std::vector<PlayedNote> notes)
    : options_(options),
      cache_(std::move(source), options.cache_bytes),
      notes_(in_pieces(notes, options.sustained)) {
  if (!options_.drums) release_before_repeats(notes_);
}

Frames SampledVoice::Sounding::end() const {
  return std::min(start + recording->frames(), cut_at + cut_fade);
}

SampledVoice::Sounding SampledVoice::choose(const PlayedNote& note) {
  const int layer = rounded_velocity(note.velocity);
  NoteShape shape = options_.shape;
  shape.pitch = note.pitch;
  shape.velocity = layer;
  shape.length = rounded_length(note.length);
  int group = 0;
  if (options_.drums) {
    shape.length = kDrumLength;
    shape.variant = strokes_[static_cast<std::size_t>(note.pitch)]++ % kVariants;
    group = choke_group_of(note.pitch);
  }
  return {.recording = cache_.find(shape),
          .start = note.start,
          .gain = gain_between(note.velocity, layer),
          .fade_in = note.continues ? kBowChange : 0,
          .cut_at = kNever,
          .choke_group = group};
}

std::vector<std::function<void()>> SampledVoice::preparations(Frames end) {
  // As `add_to` finds it while other threads still make the notes of later frames.
  if (next_ == notes_.size() || notes_[next_].start >= end) return {};
  cache_.keep_to_budget();
  while (next_ < notes_.size() && notes_[next_].start < end) {
    chosen_.push_back(choose(notes_[next_++]));
  }
  return cache_.take_work();
}

void SampledVoice::choke(int group, Frames at) {
  for (Sounding& sounding : sounding_) {
    if (sounding.choke_group != group || sounding.cut_at != kNever) continue;
    sounding.cut_at = at;
    sounding.cut_fade = kChokeFade;
  }
}

void SampledVoice::add_to(Stereo out, Frames start) {
  const Frames end = start + static_cast<Frames>(out.size());
  for (const auto& work : preparations(end)) work();
  while (!chosen_.empty() && chosen_.front().start < end) {
    const Sounding& next = chosen_.front();
    if (next.choke_group != 0) choke(next.choke_group, next.start);
    sounding_.push_back(next);
    chosen_.pop_front();
  }
  for (const Sounding& sounding : sounding_) mix(sounding, out, start);
  std::erase_if(sounding_, [end](const Sounding& sounding) { return sounding.end() <= end; });
}

void SampledVoice::mix(const Sounding& sounding, Stereo out, Frames start) {
  const Frames from = std::max(start, sounding.start);
  const Frames to = std::min(start + static_cast<Frames>(out.size()), sounding.end());
  const Frames plain_from = std::min(to, sounding.start + sounding.fade_in);
  const Frames plain_to = std::max(plain_from, std::min(to, sounding.cut_at));

  const Recording& note = *sounding.recording;
  const auto add = [&](Frames first, Frames last, auto gain_at) {
    for (Frames i = first; i < last; ++i) {
      const auto at = static_cast<std::size_t>(i - start);
      const auto in = static_cast<std::size_t>(i - sounding.start);
      const float gain = gain_at(i);
      out.left[at] += gain * note.left[in];
      out.right[at] += gain * note.right[in];
    }
  };
  const float gain = sounding.gain;
  add(from, plain_from, [&](Frames i) {
    const double share =
        static_cast<double>(i - sounding.start) / static_cast<double>(sounding.fade_in);
    return gain * static_cast<float>(std::sin(share * 1.5707963267948966));
  });
  add(std::max(from, plain_from), plain_to, [gain](Frames) { return gain; });
  add(std::max(from, plain_to), to, [&](Frames i) {
    const auto left = static_cast<float>(sounding.cut_at + sounding.cut_fade - i);
    return gain * left / static_cast<float>(sounding.cut_fade);
  });
}

}  // namespace musicgen::composer
