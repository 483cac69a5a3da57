#pragma once
// The loop that a file's author wrote into it, as players of game music read it.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/units.h"

namespace musicgen::audio {

struct LoopMarks {
  Frames start = 0;
  std::optional<Frames> end;  // exclusive; none: the end of the file
  bool operator==(const LoopMarks&) const = default;
};

// The text of a file's field, none where the file lacks it.
using FieldOf = std::function<std::optional<std::string>(const char* name)>;

// Marks in the fields LOOPSTART, LOOPLENGTH and LOOPEND (RPG Maker, SDL_mixer; also LOOP_START and
// LOOP-START): frames of the file, or times such as 62.5 or 1:02.5. None where they are missing or
// can't be understood; whether the place exists in the file is left to the caller.
std::optional<LoopMarks> loop_marks_in_fields(const FieldOf& field, int sample_rate_hz);

// The first forward loop in the chunk "smpl" of a WAV file. Throws FileNotFound.
std::optional<LoopMarks> loop_marks_in_wav(const std::filesystem::path& path);

// Writes marks in place: into a WAV file as its chunk "smpl", into others as LOOPSTART and
// LOOPLENGTH. The sound is not touched. `marks.end` must be known. Throws FileNotFound,
// InvalidAudioFormat; std::system_error where the disk is full or the file may not be changed.
void write_loop_marks(const std::filesystem::path& path, const LoopMarks& marks,
                      int sample_rate_hz);

}  // namespace musicgen::audio
