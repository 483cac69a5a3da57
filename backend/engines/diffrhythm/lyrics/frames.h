#pragma once
// Where each token of the lyrics stands among the model's frames, exactly as the official code
// places them (DiffRhythm 28ad63c, infer/infer_utils.py, get_lrc_token). A frame is 2,048 samples
// at 44.1 kHz, 46.4 ms.

#include <cstdint>
#include <span>
#include <vector>

namespace musicgen::lyrics {

inline constexpr double kSampleRateHz = 44100;
inline constexpr double kSamplesPerFrame = 2048;
inline constexpr int kShortModelFrames = 2048;  // the model of 95 s
inline constexpr int kLongModelFrames = 6144;   // the model of 96 s to 285 s

struct TokenLine {
  double start_s = 0;
  std::vector<int> tokens;  // none: nothing is said, the line only marks a time
};

struct FrameOptions {
  int max_frames = kShortModelFrames;  // of the model, at least 1
  double seconds = 95;                 // of the song, above 0
  bool keep_last_line = false;         // the 2,048-frame model else leaves it out
};

enum class LineFate {
  sung,
  cut,       // the song ends within it
  past_end,  // starts when the song is over, or has no room left
  left_out,  // the last line, which the 2,048-frame model leaves out
  no_tokens,
};

struct PlacedLine {
  LineFate fate = LineFate::no_tokens;
  int start_frame = 0;   // later than asked for where the line before is still being said
  int wanted_frame = 0;  // where its time lies; may be negative
  int frames = 0;        // that its tokens fill: one each, and one for the end of the line
};

struct Frames {
  std::vector<std::int32_t> tokens;  // max_frames of them; 0 where nothing new is said
  int end_frame = 0;                 // frames of the song, at most max_frames
  float duration = 0;                // end_frame / max_frames, rounded to half precision
  std::vector<PlacedLine> lines;     // one for each line given
};

// '.' within a line is said as ',', and '.' ends each line. Lines are taken in the order given.
Frames place_lines(std::span<const TokenLine> lines, const FrameOptions& options);

}  // namespace musicgen::lyrics
