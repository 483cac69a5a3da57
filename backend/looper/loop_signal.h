#pragma once
// The sound that a loop file is meant to hold: the track up to the end of its loop, the loop body
// as often as it takes, then a fade or the track's own ending. Exact in whole frames, readable from
// anywhere, and cheap: nothing of it exists before it is read.

#include "audio/stream.h"
#include "looper/track_sound.h"

namespace musicgen::looper {

// A loop in frames of the sound that it is made of.
struct LoopShape {
  Frames start = 0;
  Frames length = 0;     // of one body; the first one ends at start + length
  Frames crossfade = 0;  // before each seam; at most `start` and half the length
  // The sound past start + length already continues the loop for so many frames (see
  // TrackRequest::again_frames), and is taken instead of the body's beginning.
  Frames seam_context = 0;
  Frames bodies = 0;  // after so many the track's own ending follows; 0: bodies without end
  Frames total = 0;
  Frames fade_in = 0;
  Frames fade_out = 0;
};

class LoopSignal final : public audio::Source {
 public:
  // `sound` must outlive the signal. Signals of one sound can be read at the same time.
  LoopSignal(const TrackSound& sound, const LoopShape& shape) : sound_(&sound), shape_(shape) {}

  audio::StreamFormat format() const override { return sound_->format(); }
  std::size_t read(std::span<float> interleaved) override;
  void seek(Frames frame) { position_ = frame; }

  const LoopShape& shape() const { return shape_; }

  // Between these two frames the sound repeats itself every `shape().length` frames.
  Frames periodic_from() const;
  Frames periodic_to() const;

 private:
  std::size_t read_body(Frames at, std::span<float> interleaved) const;
  void blend(Frames into_window, Frames old_at, std::span<float> interleaved) const;
  void fade(Frames at, std::span<float> interleaved) const;

  const TrackSound* sound_;
  LoopShape shape_;
  Frames position_ = 0;
};

}  // namespace musicgen::looper
