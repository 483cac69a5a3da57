#pragma once
// What the data files say about sound: how each instrument is played (voices.toml), and how a genre
// mixes (the [sound] table of its file). Levels are decibels, frequencies Hz.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/composer/sound/synths/drums.h"

namespace musicgen::composer {

enum class VoiceKind { soundfont, synth, sub_bass, chip, chip_drums, drum_machine };
BOOST_DESCRIBE_ENUM(VoiceKind, soundfont, synth, sub_bass, chip, chip_drums, drum_machine)

// How one instrument of instruments.toml sounds.
struct VoiceSettings {
  VoiceKind kind = VoiceKind::soundfont;
  int bank = 0;               // soundfont: 128 for drum kits
  int program = 0;            // soundfont; of a drum_machine, for drums that it lacks
  double vibrato = 0;         // soundfont: 0 to 1
  bool sustained = false;     // soundfont: bowed, blown or sung
  std::string kit;            // drum_machine: a name of drum_kits.toml
  Json patch = JsonObject{};  // synth, sub_bass, chip: their own settings
  double gain_db = 0;         // brings every instrument to the same loudness
  double pan = 0;             // -1 left to +1 right
  double width = 1;           // of the stereo image; 0: mono
  double high_pass_hz = 20;
  double low_shelf_db = 0;   // below 250 Hz
  double presence_db = 0;    // around 3 kHz
  double high_shelf_db = 0;  // above 7 kHz
  double drive = 0;          // 0 to 1, gentle saturation
  double chorus = 0;         // 0 to 1
};
BOOST_DESCRIBE_STRUCT(VoiceSettings, (),
                      (kind, bank, program, vibrato, sustained, kit, patch, gain_db, pan, width,
                       high_pass_hz, low_shelf_db, presence_db, high_shelf_db, drive, chorus))

// The parts of one role in a genre's mix.
struct PartMix {
  double level_db = 0;
  double pan = 0;  // parts of the same role alternate between its sides
  double width = 1;
  double high_pass_hz = 20;
  double low_shelf_db = 0;
  double high_shelf_db = 0;
  double drive = 0;
  double reverb_db = -18;  // send, relative to the part
  double delay_db = -90;   // send
  double duck_db = 0;      // how far the kick pushes it down
};
BOOST_DESCRIBE_STRUCT(PartMix, (),
                      (level_db, pan, width, high_pass_hz, low_shelf_db, high_shelf_db, drive,
                       reverb_db, delay_db, duck_db))

// The room that all parts share.
struct RoomSettings {
  double seconds = 1.8;  // until the tail has fallen by 60 dB
  double size = 1;       // scales the distances; 0.3 a booth, 1 a hall, 2 a cathedral
  double predelay_ms = 15;
  double damping_hz = 6000;  // where the tail lasts half as long
  double low_cut_hz = 180;
  double level_db = 0;
};
BOOST_DESCRIBE_STRUCT(RoomSettings, (),
                      (seconds, size, predelay_ms, damping_hz, low_cut_hz, level_db))

// Echoes in time with the music, to and fro between the sides.
struct EchoSettings {
  double beats = 0.75;
  double feedback = 0.35;
  double damping_hz = 4000;
  double low_cut_hz = 250;
};
BOOST_DESCRIBE_STRUCT(EchoSettings, (), (beats, feedback, damping_hz, low_cut_hz))

// A worn cassette deck. 0 of everything: none.
struct TapeSettings {
  double wow = 0;         // cents of slow drift
  double flutter = 0;     // cents of fast drift
  double saturation = 0;  // 0 to 1
  double high_cut_hz = 20000;
  double hiss = 0;  // level of the "tape" ambience that lies under every song
};
BOOST_DESCRIBE_STRUCT(TapeSettings, (), (wow, flutter, saturation, high_cut_hz, hiss))

struct DuckSettings {
  double release_beats = 0.5;
};
BOOST_DESCRIBE_STRUCT(DuckSettings, (), (release_beats))

// The bus compressor that holds the mix together.
struct GlueSettings {
  double threshold_db = -14;
  double ratio = 1.6;
  double attack_ms = 25;
  double release_ms = 180;
};
BOOST_DESCRIBE_STRUCT(GlueSettings, (), (threshold_db, ratio, attack_ms, release_ms))

struct MixSettings {
  RoomSettings room;
  EchoSettings echo;
  TapeSettings tape;
  DuckSettings duck;
  GlueSettings glue;
  std::map<std::string, PartMix> parts;  // by the name of the role
};
BOOST_DESCRIBE_STRUCT(MixSettings, (), (room, echo, tape, duck, glue, parts))

// What there is to play on.
struct Instruments {
  std::map<std::string, VoiceSettings> voices;  // by the name of the instrument
  std::map<std::string, DrumKit> kits;
};

// Reads voices.toml and drum_kits.toml in the folder of the data files.
// Throws EngineUnavailable that names the file and the entry at fault.
Instruments load_instruments(const std::filesystem::path& data);

// The [sound] table of a genre; the defaults without one, since a song of ambience alone has no
// genre. Throws EngineUnavailable.
MixSettings load_mix(const std::filesystem::path& data, const std::string& genre);

}  // namespace musicgen::composer
