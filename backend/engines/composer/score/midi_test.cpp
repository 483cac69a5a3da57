#include <memory>
#include <set>

#include <gtest/gtest.h>
#include <smf.h>

#include "engines/composer/score/score.h"
#include "engines/composer/score/testing.h"

namespace musicgen::composer {
namespace {

using testing::brief_for;

struct SmfDelete {
  void operator()(smf_t* smf) const { smf_delete(smf); }
};
using Smf = std::unique_ptr<smf_t, SmfDelete>;

Smf read(const std::string& bytes) {
  std::string copy = bytes;
  return Smf(smf_load_from_memory(copy.data(), static_cast<int>(copy.size())));
}

std::multiset<std::tuple<int, int, int>> notes_in(smf_t* smf) {  // pulses, key, velocity
  std::multiset<std::tuple<int, int, int>> notes;
  smf_rewind(smf);
  while (const smf_event_t* event = smf_get_next_event(smf)) {
    if ((event->midi_buffer[0] & 0xF0) == 0x90 && event->midi_buffer[2] > 0) {
      notes.emplace(event->time_pulses, event->midi_buffer[1], event->midi_buffer[2]);
    }
  }
  return notes;
}

TEST(Midi, HoldsAllNotesAtTheirTimes) {
  for (const char* genre : {"pop", "jazz", "ambient"}) {
    const Score score = write_score(brief_for(genre, 2, 60));
    const Smf smf = read(to_midi(score));
    ASSERT_NE(smf, nullptr);
    EXPECT_EQ(smf->ppqn, 480);
    EXPECT_EQ(smf->format, 1);
    EXPECT_EQ(smf->number_of_tracks, static_cast<int>(score.parts.size()) + 1);
    std::multiset<std::tuple<int, int, int>> written;
    for (const Part& part : score.parts) {
      for (const Note& note : part.notes) {
        written.emplace(static_cast<int>(std::lround(note.start * 480)), note.pitch,
                        std::clamp(static_cast<int>(std::lround(note.velocity * 127)), 1, 127));
      }
    }
    EXPECT_EQ(notes_in(smf.get()), written) << genre;
  }
}

TEST(Midi, LastsAsLongAsTheMusic) {
  const Score score = write_score(brief_for("rock", 2, 60));
  const Smf smf = read(to_midi(score));
  EXPECT_NEAR(smf_get_length_seconds(smf.get()), 60, 2.5);
}

TEST(Midi, NamesTracksAndKeepsDrumsOnTheirChannel) {
  const Score score = write_score(brief_for("pop", 2, 60));
  const Smf smf = read(to_midi(score));
  for (std::size_t i = 0; i < score.parts.size(); ++i) {
    smf_track_t* track = smf_get_track_by_number(smf.get(), static_cast<int>(i) + 2);
    std::set<int> channels;
    bool named = false, program = false;
    for (int n = 1; n <= track->number_of_events; ++n) {
      smf_event_t* event = smf_track_get_event_by_number(track, n);
      if (smf_event_is_metadata(event)) {
        const std::unique_ptr<char, decltype(&free)> text(smf_event_extract_text(event), free);
        named = named || (text != nullptr && score.parts[i].name == text.get());
        continue;
      }
      channels.insert(event->midi_buffer[0] & 0x0F);
      program = program || (event->midi_buffer[0] & 0xF0) == 0xC0;
    }
    EXPECT_TRUE(named && program) << score.parts[i].name;
    const bool drums =
        score.parts[i].role == Role::drums || score.parts[i].role == Role::percussion;
    ASSERT_EQ(channels.size(), 1u);
    EXPECT_EQ(*channels.begin() == 9, drums) << score.parts[i].name;
  }
}

TEST(Midi, SaysTempoMeterAndKey) {
  Brief brief = brief_for("folk", 2, 30);
  brief.meter = {6, 8};
  brief.key = {2, Mode::dorian};  // no sharps, no flats
  const Score score = write_score(brief);
  const Smf smf = read(to_midi(score));
  const smf_tempo_t* tempo = smf_get_tempo_by_pulses(smf.get(), 0);
  EXPECT_NEAR(60e6 / tempo->microseconds_per_quarter_note, score.bpm, 0.01);
  EXPECT_EQ(tempo->numerator, 6);
  EXPECT_EQ(tempo->denominator, 8);
  bool signature = false;
  smf_rewind(smf.get());
  while (const smf_event_t* event = smf_get_next_event(smf.get())) {
    if (event->midi_buffer[0] != 0xFF || event->midi_buffer[1] != 0x59) continue;
    signature = true;
    EXPECT_EQ(static_cast<signed char>(event->midi_buffer[3]), 0);
    EXPECT_EQ(event->midi_buffer[4], 1);
  }
  EXPECT_TRUE(signature);
}

TEST(Midi, HasTheSameBytesForTheSameScore) {
  const Brief brief = brief_for("chiptune", 9, 40);
  EXPECT_EQ(to_midi(write_score(brief)), to_midi(write_score(brief)));
}

}  // namespace
}  // namespace musicgen::composer
