#pragma once
// A song on the mixing desk: its parts, its bus and its ambience, rendered chunk by chunk in step.

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "audio/stream.h"
#include "base/progress.h"
#include "engines/composer/sound/bus.h"
#include "engines/composer/sound/channel.h"
#include "engines/composer/sound/note_player.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/worker_pool.h"

namespace musicgen::composer {

struct SessionOptions {
  std::filesystem::path sound_font;
  int threads = 0;                     // 0: as many as the machine has cores
  std::size_t chunk_frames = 1 << 16;  // whole blocks; changes nothing that can be heard
  bool ambience = true;
};

// What lies under the music: the layers that were asked for, and the hiss of the genre's tape. Null
// where there is none.
std::unique_ptr<Voice> make_ambience(const Brief& brief, const MixSettings& settings);

class Session {
 public:
  Session(const Score& score, const Brief& brief, const Instruments& instruments,
          const MixSettings& settings, const SessionOptions& options);

  // The parts in the score's order, then "space" (room and echoes), then "ambience" where the
  // brief asks for some.
  const std::vector<std::string>& stem_names() const { return stem_names_; }
  Frames frames() const { return frames_; }

  // Plays the song once: the mix into `mix`, and each stem into its sink in `stems`, which is
  // empty where no stems are wanted. Sinks are not finished here.
  void run(audio::Sink& mix, std::span<audio::Sink* const> stems, const ProgressFn& progress,
           std::stop_token stop);

 private:
  // Buffers of one chunk. Two of them take turns: while the channels fill one, the bus works on
  // the other.
  struct Chunk {
    std::vector<StemBuffer> stems;
    Frames start = 0;
    std::size_t frames = 0;  // whole blocks; the last chunk may reach beyond the song
  };

  std::vector<std::function<void()>> preparations(Frames end);
  void render_stem(Chunk& chunk, std::size_t stem);
  void finish(Chunk& chunk, audio::Sink& mix, std::span<audio::Sink* const> stems);
  void write(Chunk& chunk, audio::Sink& mix, std::span<audio::Sink* const> stems);
  std::string stage_at(Frames from, Frames to) const;

  struct Entries {
    std::string part;
    std::vector<Frames> starts;  // of its notes
  };

  Frames frames_;
  std::size_t chunk_frames_;
  std::vector<std::string> stem_names_;
  std::vector<Entries> entries_;
  Transport transport_;
  DuckCurve duck_;
  NotePlayers players_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::unique_ptr<Voice> ambience_;
  std::optional<Bus> bus_;
  EndFades music_fades_;
  EndFades ambience_fades_;
  std::vector<float> interleaved_;
  WorkerPool pool_;
};

}  // namespace musicgen::composer
