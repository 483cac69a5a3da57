#pragma once
// A track, decoded once and kept on the disk while a loop is made of it: every frame can be read
// again and again without decoding, and memory does not grow with the track.

#include <filesystem>
#include <stop_token>

#include "audio/stream.h"
#include "base/progress.h"
#include "looper/disk.h"

namespace musicgen::looper {

class TrackSound {
 public:
  TrackSound(audio::StreamFormat format, const std::filesystem::path& scratch_folder);

  audio::StreamFormat format() const { return format_; }
  Frames frames() const { return frames_; }

  // How many frames of the file went into it, `again_frames` not counted twice.
  Frames track_frames() const { return track_frames_; }
  void set_track_frames(Frames frames) { track_frames_ = frames; }

  // Whether every sample is a whole number of 16-bit steps, so that 16 bits hold all of it.
  bool fits_16_bits() const { return fits_16_bits_; }

  void append(std::span<const float> interleaved);
  void flush() { file_.flush(); }

  // Fills whole frames from `from` on; silence before the start and past the end.
  void read(Frames from, std::span<float> interleaved) const;

 private:
  audio::StreamFormat format_;
  ScratchFile file_;
  Frames frames_ = 0;
  Frames track_frames_ = 0;
  bool fits_16_bits_ = true;
};

// What the track becomes before a loop is made of it.
struct TrackRequest {
  audio::StreamFormat format;  // rate and channels that it is wanted in
  Frames from_frames = 1;      // time is stretched so that this many frames of the file ...
  Frames to_frames = 1;        // ... become this many
  Frames until = 0;            // frames of the file to decode; 0: all
  // Frames of the file that are put behind `until` once more, so that the resampler's filter meets
  // what will really follow there.
  Frames again_from = 0;
  Frames again_frames = 0;
};

// Throws FileNotFound, InvalidAudioFormat, Cancelled; std::system_error where the disk is full.
TrackSound decode_track(const std::filesystem::path& path, const TrackRequest& request,
                        const std::filesystem::path& scratch_folder, const ProgressFn& progress,
                        const std::stop_token& stop);

}  // namespace musicgen::looper
