#pragma once
// Movements that follow each other on the bar: what rings on from one sounds into the next.

#include <vector>

#include "audio/stream.h"
#include "base/progress.h"
#include "base/units.h"
#include "engines/composer/sound/bed.h"
#include "engines/composer/sound/session.h"

namespace musicgen::composer {

inline constexpr Seconds kRing{6};  // for the last sounds of a movement that is followed by another

// The piece as it grows: takes one movement after the other, each from its first frame to the end
// of its ring, and passes on the sum with the ambience.
class Piece final : private audio::Sink {
 public:
  Piece(audio::Sink& out, Frames total, Bed bed) : out_(out), total_(total), bed_(std::move(bed)) {}

  // Plays a movement from the frame that comes now; the one after it begins at `next`. Progress is
  // that of the whole piece.
  void play(Session& movement, Frames next, const ProgressFn& progress, std::stop_token stop);

  Frames position() const { return position_; }

 private:
  audio::StreamFormat format() const override { return out_.format(); }
  void write(std::span<const float> interleaved) override;
  void finish() override {}

  void pass_on(std::span<const float> sound);

  audio::Sink& out_;
  Frames total_;
  Bed bed_;
  Frames position_ = 0;
  Frames next_ = 0;
  std::vector<float> ringing_;  // from the movement before, interleaved
  std::size_t rung_ = 0;        // samples of it that were played
  std::vector<float> ring_;     // of this movement
  std::vector<float> block_;
};

}  // namespace musicgen::composer
