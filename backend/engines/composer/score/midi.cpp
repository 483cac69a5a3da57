// Standard MIDI Files 1.0 (MIDI Manufacturers Association, RP-001), written as they are laid out.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "engines/composer/score/roman.h"
#include "engines/composer/score/score.h"
#include "engines/composer/score/style.h"

namespace musicgen::composer {
namespace {

using writing::Instrument;

constexpr int kTicks = 480;  // a quarter note
constexpr int kDrumChannel = 9;

struct Event {
  std::int64_t tick;
  int order;  // at one tick: meta, controllers, note ends, note starts
  std::string bytes;
};

std::int64_t tick_of(double beat) {
  return std::llround(beat * kTicks);
}

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes += static_cast<char>(value);
  return bytes;
}

std::string big_endian(std::uint32_t value, int count) {
  std::string bytes;
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8)
    bytes += static_cast<char>(value >> shift);
  return bytes;
}

// Seven bits a byte, the highest first.
std::string variable_length(std::uint32_t value) {
  std::string bytes(1, static_cast<char>(value & 0x7F));
  while (value >>= 7) bytes.insert(bytes.begin(), static_cast<char>((value & 0x7F) | 0x80));
  return bytes;
}

std::string meta(int type, const std::string& data) {
  return bytes_of({0xFF, type}) + variable_length(static_cast<std::uint32_t>(data.size())) + data;
}

std::string track_of(std::vector<Event> events) {
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
  });
  std::string body;
  std::int64_t now = 0;
  for (const Event& event : events) {
    body += variable_length(static_cast<std::uint32_t>(event.tick - now)) + event.bytes;
    now = event.tick;
  }
  body += variable_length(0) + meta(0x2F, "");
  return "MTrk" + big_endian(static_cast<std::uint32_t>(body.size()), 4) + body;
}

// Sharps (positive) or flats of the key's signature.
int signature_of(const Key& key) {
  static constexpr std::array<int, 12> kSharps{0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};
  // Each mode shares its signature with the major key this far below its tonic.
  static const std::map<Mode, int> kBelow{
      {Mode::major, 0},      {Mode::dorian, 2}, {Mode::phrygian, 4},      {Mode::lydian, 5},
      {Mode::mixolydian, 7}, {Mode::minor, 9},  {Mode::harmonic_minor, 9}};
  return kSharps[(key.tonic + 12 - kBelow.at(key.mode)) % 12];
}

std::string conductor_track(const Score& score) {
  const auto tempo = static_cast<std::uint32_t>(std::lround(60e6 / score.bpm));
  const int unit = score.meter.unit == 8 ? 3 : 2;
  const int minor = writing::family_of(score.key.mode) == Mode::minor ? 1 : 0;
  std::vector<Event> events;
  events.push_back({0, 0, meta(0x51, big_endian(tempo, 3))});
  events.push_back({0, 0, meta(0x58, bytes_of({score.meter.beats, unit, 24, 8}))});
  events.push_back({0, 0, meta(0x59, bytes_of({signature_of(score.key), minor}))});
  for (const Section& section : score.sections) {
    events.push_back(
        {tick_of(section.first_bar * score.meter.quarters()), 0, meta(0x06, section.name)});
  }
  return track_of(std::move(events));
}

int controller_value(double part) {
  return std::clamp(static_cast<int>(std::lround(127 * part)), 0, 127);
}

// Linear between points, in steps of half a beat where something moves. Level goes to CC 11, whose
// gain General MIDI defines as the square of the value, brightness to CC 74.
void add_expression(const Part& part, int channel, std::vector<Event>& events) {
  int last_level = -1, last_brightness = -1;
  const auto add = [&](double beat, double level_db, double brightness) {
    const int level = controller_value(std::pow(10.0, std::min(level_db, 0.0) / 40));
    const int bright = controller_value(0.5 * brightness);
    const std::int64_t tick = tick_of(beat);
    if (level != last_level) events.push_back({tick, 1, bytes_of({0xB0 | channel, 11, level})});
    if (bright != last_brightness)
      events.push_back({tick, 1, bytes_of({0xB0 | channel, 74, bright})});
    last_level = level;
    last_brightness = bright;
  };
  for (std::size_t i = 0; i < part.expression.size(); ++i) {
    const Expression& point = part.expression[i];
    add(point.beat, point.level_db, point.brightness);
    if (i + 1 == part.expression.size()) break;
    const Expression& next = part.expression[i + 1];
    for (double beat = point.beat + 0.5; beat < next.beat; beat += 0.5) {
      const double along = (beat - point.beat) / (next.beat - point.beat);
      add(beat, point.level_db + along * (next.level_db - point.level_db),
          point.brightness + along * (next.brightness - point.brightness));
    }
  }
}

std::string part_track(const Part& part, int channel, int program) {
  std::vector<Event> events;
  events.push_back({0, 0, meta(0x03, part.name)});
  events.push_back({0, 1, bytes_of({0xC0 | channel, program})});
  add_expression(part, channel, events);
  for (const Note& note : part.notes) {
    const int velocity = std::clamp(static_cast<int>(std::lround(127 * note.velocity)), 1, 127);
    const std::int64_t start = tick_of(note.start);
    const std::int64_t end = std::max(start + 1, tick_of(note.start + note.length));
    events.push_back({start, 3, bytes_of({0x90 | channel, note.pitch, velocity})});
    events.push_back({end, 2, bytes_of({0x80 | channel, note.pitch, 64})});
  }
  return track_of(std::move(events));
}

int program_of(const std::vector<Instrument>& instruments, const std::string& name) {
  for (const Instrument& instrument : instruments) {
    if (instrument.name == name) return instrument.program;
  }
  return 0;
}

}  // namespace

std::string to_midi(const Score& score) {
  const std::vector<Instrument> instruments = writing::load_instruments();
  std::string file = "MThd" + big_endian(6, 4) + big_endian(1, 2) +
                     big_endian(static_cast<std::uint32_t>(score.parts.size() + 1), 2) +
                     big_endian(kTicks, 2) + conductor_track(score);
  int next_channel = 0;
  for (const Part& part : score.parts) {
    int channel = kDrumChannel;
    if (part.role != Role::drums && part.role != Role::percussion) {
      channel = next_channel++ % 16;
      if (next_channel == kDrumChannel) ++next_channel;
    }
    file += part_track(part, channel, program_of(instruments, part.instrument));
  }
  return file;
}

}  // namespace musicgen::composer
