#pragma once
// Lyrics before they are sung: what will be sung when, and what may go wrong.

#include <optional>
#include <string>

#include "base/json.h"
#include "engines/diffrhythm/lyrics/layout.h"
#include "engines/registry.h"

namespace musicgen::studio {

// The body of POST /api/lyrics/check.
struct LyricsRequest {
  std::string lyrics;
  std::optional<Seconds> duration;
  std::string model;
  std::optional<double> bpm;
};
BOOST_DESCRIBE_STRUCT(LyricsRequest, (), (lyrics, duration, model, bpm))

// May be used from any thread. Its dictionaries are read when lyrics first need them.
class LyricsChecker {
 public:
  // `engines` outlives the checker.
  explicit LyricsChecker(const engines::Registry& engines);

  // Throws InvalidLyrics, naming the line; InvalidParameter for a model that does not sing or a
  // duration that it can't make; ModelNotFound; EngineUnavailable where espeak-ng is missing.
  lyrics::LyricsReport check(const LyricsRequest& request) const;

 private:
  const engines::Registry& engines_;
  lyrics::Tokenizer tokenizer_;
};

}  // namespace musicgen::studio

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::LyricsRequest> = musicgen::rules({
    {.field = "lyrics",
     .about = "Lines with times (LRC), or plain lines with headings such as [verse].",
     .required = true,
     .max = 20000,
     .example = "[verse]\nMoonlight spills through broken blinds"},
    {.field = "duration",
     .about = "Seconds of the song; left out: what the lyrics need, 95 to 285.",
     .min = 5,
     .max = 285},
    {.field = "model", .about = "The model that will sing; left out: DiffRhythm.", .max = 100},
    {.field = "bpm", .about = "Tempo for plain lyrics; left out: 100.", .min = 20, .max = 300},
});
