#pragma once
// Reads any audio file that libav knows, block by block.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "audio/loop_marks.h"
#include "audio/stream.h"

namespace musicgen::audio {

struct FileInfo {
  std::string container;  // libav's short name: "mp3", "flac", "ogg", "mov,mp4,...", "wav"
  std::string codec;      // "mp3", "opus", "pcm_s16le", ...
  StreamFormat format;
  std::optional<Frames> frames;  // exact where the container tells, otherwise its estimate
  Seconds duration{0};
  int bitrate = 0;  // bits per second, 0 = unknown
  std::optional<LoopMarks> loop_marks;
};

// A Source with seeking. Gapless data (encoder delay and padding) is honoured, so that a decoded
// MP3 or Opus file has the length that was encoded.
class Decoder : public Source {
 public:
  virtual const FileInfo& info() const = 0;

  // Continues at exactly this frame; past the end leaves the source over.
  virtual void seek(Frames frame) = 0;
};

// Opens the first audio stream of a file at its own rate and channels.
// Throws FileNotFound; InvalidAudioFormat where nothing in it can be decoded (its text says why).
// Damage in the middle of a file is skipped; a file that yields no sound at all throws on `read`.
std::unique_ptr<Decoder> open_decoder(const std::filesystem::path& path);

// The same, converted to the wanted rate (soxr, high quality) and channels (libav's downmix).
std::unique_ptr<Source> open_decoder_as(const std::filesystem::path& path, StreamFormat wanted);

}  // namespace musicgen::audio
