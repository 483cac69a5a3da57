#pragma once
// Writes audio files block by block.

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "audio/stream.h"

namespace musicgen::audio {

enum class FileFormat { wav, flac, mp3, ogg, opus, m4a };

struct FormatInfo {
  FileFormat format;
  std::string_view name;       // "mp3": as in the API; also the extension without its dot
  std::string_view mime_type;  // "audio/mpeg"
  bool lossless;
  int default_bitrate;  // bits per second; 0 where lossless
};

// Every format that can be written, in the order a person would read them.
const std::vector<FormatInfo>& formats();
const FormatInfo& info_of(FileFormat format);

// "MP3" or "mp3" -> mp3. Throws InvalidParameter at /format that lists the formats.
FileFormat format_of(std::string_view name);

struct EncoderOptions {
  FileFormat format = FileFormat::mp3;
  StreamFormat input = {};    // what will be written into the sink
  int bitrate = 0;            // bits per second; 0: the format's default (mp3 256k, ogg 192k,
                              // opus 160k, m4a 192k)
  int bits_per_sample = 24;   // 16, 24 or 32 (float, WAV only); WAV and FLAC
  bool deterministic = true;  // no time stamps or random serials in the file
};

// A sink that writes a complete file with correct lengths and gapless fields; WAV beyond 4 GB
// becomes RF64. Opus is resampled to 48 kHz inside. Integer formats get TPDF dither from a fixed
// seed at 16 bits, none at 24. Samples beyond ±1 are clamped, but 32-bit float WAV keeps every bit.
// Throws InvalidParameter for options that the format can't have, std::system_error
// (no_space_on_device) where the disk refuses.
std::unique_ptr<Sink> open_encoder(const std::filesystem::path& path,
                                   const EncoderOptions& options);

}  // namespace musicgen::audio
