#pragma once
// What one may choose of a song by DiffRhythm beyond its words, style and length.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace musicgen::diffrhythm {

struct SingingParameters {
  std::string genre;
  std::string mood;
  std::vector<std::string> instruments;
  std::optional<double> bpm;
  int steps = 32;
  double cfg_strength = 4;
  double reference_strength = 0.5;
  bool fast = false;
  std::string precision = "auto";
  std::string device = "auto";
};
BOOST_DESCRIBE_STRUCT(SingingParameters, (),
                      (genre, mood, instruments, bpm, steps, cfg_strength, reference_strength, fast,
                       precision, device))

// Checked like any request. Throws InvalidParameter with the field ("/parameters/steps").
SingingParameters parameters_in(const JsonObject& parameters);

// JSON Schema of each parameter by its name.
Json parameter_schemas();

// The words that the style model is given: the prompt, then genre, mood and instruments.
std::string style_words(const std::string& prompt, const SingingParameters& parameters);

}  // namespace musicgen::diffrhythm

template <>
inline constexpr auto musicgen::kRules<musicgen::diffrhythm::SingingParameters> = musicgen::rules({
    {.field = "genre", .about = "Added to the words of the style.", .max = 100, .example = "Pop"},
    {.field = "mood", .about = "Added to the words of the style.", .max = 100, .example = "Tender"},
    {.field = "instruments", .about = "Added to the words of the style.", .max = 12},
    {.field = "bpm",
     .about = "Tempo by which lyrics without times are laid out; left out: 100.",
     .min = 20,
     .max = 300},
    {.field = "steps",
     .about = "Points of time at which the song is refined. More takes longer.",
     .min = 2,
     .max = 200},
    {.field = "cfg_strength",
     .about = "How strictly words and style are followed; 0 takes half the time and hardly does.",
     .min = 0,
     .max = 20},
    {.field = "reference_strength",
     .about = "Of a reference song against the words of the style: 1 follows the song alone.",
     .min = 0,
     .max = 1},
    {.field = "fast",
     .about = "Half of the evaluations, and int8 where the processor can: quicker, less exact."},
    {.field = "precision",
     .about = "Numbers of the matrix products; auto: what suits the device.",
     .one_of = "auto|fp32|bf16|fp16|int8"},
    {.field = "device",
     .about = "What computes; auto: a GPU where there is one.",
     .one_of = "auto|cpu|cuda|mps"},
});
