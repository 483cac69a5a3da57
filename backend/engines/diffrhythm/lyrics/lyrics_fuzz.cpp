// libFuzzer: any bytes as lyrics are laid out within the model's frames, or refused as lyrics.

#include <cstdint>
#include <cstdlib>

#include "base/config.h"
#include "base/error.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"
#include "engines/diffrhythm/lyrics/layout.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace lyrics = musicgen::lyrics;
  static const lyrics::Tokenizer tokenizer(musicgen::resource_folder() / "lyrics",
                                           lyrics::open_speaker);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const lyrics::Layout layout = lyrics::lay_out(text, tokenizer, {});
    const auto& tokens = layout.frames.tokens;
    if (tokens.size() != 2048 && tokens.size() != 6144) std::abort();
    for (const std::int32_t token : tokens) {
      if (token < 0 || token > 363) std::abort();
    }
    for (const lyrics::LyricsLine& line : layout.report.lines) {
      if (line.start && !(*line.start < layout.report.duration)) std::abort();
    }
  } catch (const musicgen::Error& error) {
    if (error.code() != musicgen::ErrorCode::invalid_lyrics) std::abort();
  }
  return 0;
}
