#pragma once
#include <array>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <vector>

#include "engines/composer/sound/note_player.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// Plays one note into a buffer; the same shape always gives the same samples.
using NoteSource = std::function<Recording(const NoteShape&)>;

// Recordings of notes, the least recently used ones given up once they fill `budget` bytes.
class NoteCache {
 public:
  NoteCache(NoteSource source, std::size_t budget);

  // The recording of a note; empty as long as its work is not done.
  std::shared_ptr<const Recording> find(const NoteShape& shape);

  // Makes the recordings that were found missing: a function each, for any thread.
  std::vector<std::function<void()>> take_work();

  // Gives up what exceeds the budget. Call it while no work is under way.
  void keep_to_budget();

 private:
  struct Entry {
    NoteShape shape;
    std::shared_ptr<Recording> recording;
  };

  NoteSource source_;
  std::size_t budget_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::map<NoteShape, std::list<Entry>::iterator> places_;
  std::vector<std::shared_ptr<Recording>> uncounted_;  // in `bytes_`
  std::vector<std::function<void()>> work_;
};

struct SampledOptions {
  NoteShape shape;         // bank, program and vibrato of all notes
  bool drums = false;      // strokes ring as long as they like; some silence others
  bool sustained = false;  // sounds as loud as long as it is held: bowed, blown, sung
  std::size_t cache_bytes = std::size_t{16} << 20;
};

// A part of recorded notes. Each different note is played once and then copied: a song has few
// hundred different notes, and copying is some ten times faster. Velocities are rounded to 16
// layers, the rest is gain; lengths are rounded by up to 3 %.
class SampledVoice : public Voice {
 public:
  // `notes` are sorted by start.
  SampledVoice(NoteSource source, const SampledOptions& options, std::vector<PlayedNote> notes);

  void add_to(Stereo out, Frames start) override;
  std::vector<std::function<void()>> preparations(Frames end) override;

 private:
  struct Sounding {
    std::shared_ptr<const Recording> recording;
    Frames start = 0;
    float gain = 1;
    Frames fade_in = 0;   // frames; 0: none
    Frames cut_at = 0;    // frame of the song from which it fades out
    Frames cut_fade = 0;  // frames of that fade
    int choke_group = 0;

    Frames end() const;
  };

  Sounding choose(const PlayedNote& note);
  void choke(int group, Frames at);
  static void mix(const Sounding& sounding, Stereo out, Frames start);

  SampledOptions options_;
  NoteCache cache_;
  std::vector<PlayedNote> notes_;
  std::size_t next_ = 0;
  std::array<int, 128> strokes_{};  // of each drum so far
  std::deque<Sounding> chosen_;     // recordings of the notes before next_ that don't sound yet
  std::vector<Sounding> sounding_;
};

}  // namespace musicgen::composer
