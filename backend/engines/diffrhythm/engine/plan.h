#pragma once
// A request for a song, checked and turned into what the model is given.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/diffrhythm/engine/edit_plan.h"
#include "engines/diffrhythm/lyrics/tokenizer.h"
#include "engines/engine.h"

namespace musicgen::diffrhythm {

enum class ModelKind {
  base,  // 2,048 frames: 95 s
  full,  // 6,144 frames: 96 to 285 s
};

// The song that a plan changes.
struct EditPlan {
  std::filesystem::path sound;
  std::vector<FrameSpan> made;  // of the plan's frames; the others stay as they are
};

struct SingingPlan {
  std::string model;  // "DiffRhythm-1.2-full"
  ModelKind kind = ModelKind::base;
  std::int64_t max_frames = 0;       // of the model
  std::int64_t frames = 0;           // latents to make, 2,048 samples each
  Frames samples = 0;                // of the finished song at 44.1 kHz
  std::vector<std::int64_t> tokens;  // what is sung in each of `frames`; 0: nothing new
  float duration_share = 0;          // frames / max_frames in half precision

  std::optional<EditPlan> edit;  // empty: all is new

  std::string style;                               // words for the style model
  std::optional<std::filesystem::path> reference;  // sound for the style model
  double reference_strength = 0;  // 0: the style is what the words say; 1: what the sound says
  std::string negative_style;     // empty: the vector that comes with the model
  std::uint64_t seed = 0;
  int steps = 32;       // points of time, so that 32 means 31 updates
  double guidance = 4;  // 0: without
  bool fast = false;
  std::string precision;  // auto, fp32, bf16, fp16, int8
  std::string device;     // auto, cpu, cuda, mps

  std::vector<engines::SongSection> sections;
  std::string title;
  std::string genre;
  std::string mood;
  Json brief;  // what was understood, for people and for making the song again
};

// Throws InvalidParameter where a reference song is shorter than what the style model listens to.
void require_reference_length(Seconds duration);

// Throws InvalidLyrics, naming the line; InvalidParameter with the field; EngineUnavailable where
// espeak-ng is missing.
SingingPlan plan_song(const std::string& model, ModelKind kind, const engines::Request& request,
                      const lyrics::Tokenizer& tokenizer);

}  // namespace musicgen::diffrhythm
