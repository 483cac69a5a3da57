#pragma once
// Single notes of a General MIDI sound font, played by FluidSynth into buffers.

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "base/units.h"

namespace musicgen::composer {

// What decides how a recorded note sounds.
struct NoteShape {
  int bank = 0;  // 128: percussion
  int program = 0;
  int pitch = 60;
  int velocity = 90;  // 1 to 127
  Frames length = 22050;
  double vibrato = 0;  // 0 to 1, fades in while the note is held
  int variant = 0;     // strokes of a drum differ a little from one to the next
  auto operator<=>(const NoteShape&) const = default;
};

struct Recording {
  std::vector<float> left;
  std::vector<float> right;

  Frames frames() const { return static_cast<Frames>(left.size()); }
  std::size_t bytes() const { return (left.size() + right.size()) * sizeof(float); }
};

class NotePlayer {
 public:
  // Reads the font's tables; samples are read when a note first needs them.
  // Throws EngineUnavailable where the file is no sound font.
  explicit NotePlayer(const std::filesystem::path& sound_font);
  ~NotePlayer();

  // The note from its start until it has died away. The same shape gives the same samples, whatever
  // was played before.
  Recording play(const NoteShape& shape);

 private:
  struct Synth;
  std::unique_ptr<Synth> synth_;
};

// Players of one font for any number of threads. FluidSynth counts the uses of a sample without
// locks, so each player loads the font for itself; the samples in memory are shared by FluidSynth.
class NotePlayers {
 public:
  explicit NotePlayers(std::filesystem::path sound_font);

  Recording play(const NoteShape& shape);

 private:
  std::filesystem::path sound_font_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<NotePlayer>> idle_;
};

}  // namespace musicgen::composer
