#include "engines/composer/evolve.h"

#include <cmath>

#include "engines/composer/brief/genre.h"
#include "engines/composer/piece.h"
#include "engines/composer/random.h"
#include "engines/composer/sound/session.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {
namespace {

constexpr Seconds kShortestMovement{60};
constexpr Seconds kLongestMovement{240};
constexpr int kFewestBars = 16;
constexpr int kBarsTogether = 8;
constexpr Seconds kLastRing{3};          // for those of the piece
constexpr double kLastRingShare = 0.12;  // of a short piece
constexpr Frames kAmbienceFadeIn = 3 * kSampleRate / 2;
constexpr Frames kAmbienceFadeOut = 4 * kSampleRate;

double bar_seconds(const Brief& song, double bpm) {
  return song.meter.quarters() * 60 / bpm;
}

int bars_of_movement(const Brief& song, double bpm) {
  const Seconds length = std::clamp(song.duration, kShortestMovement, kLongestMovement);
  const double bars = length.count() / bar_seconds(song, bpm);
  return std::max(kFewestBars, static_cast<int>(std::lround(bars / kBarsTogether)) * kBarsTogether);
}

// How many bars the last movement has: it ends so early that its last chord can ring, or else goes
// on beyond the end of the piece. 0: not even one fits, and the score makes do with beats.
int bars_of_last(Seconds left, double bar, bool closes) {
  if (!closes) return static_cast<int>(std::ceil(left.count() / bar));
  const double ring = std::min(kLastRing.count(), kLastRingShare * left.count());
  return static_cast<int>((left.count() - ring) / bar);
}

// The movement's own brief. The last one fills what is left of the piece; the others ring on after
// their bars.
Brief brief_of(const Brief& song, double bpm, const PlannedMovement& planned, Seconds left) {
  Brief brief = song;
  brief.seed = planned.seed;
  brief.bpm = bpm;
  brief.duration = planned.movement.closes
                       ? left
                       : planned.movement.bars * Seconds(bar_seconds(song, bpm)) + kRing;
  return brief;
}

}  // namespace

std::vector<PlannedMovement> plan_movements(const Brief& song, double bpm,
                                            const engines::Evolution& wanted) {
  const double bar = bar_seconds(song, bpm);
  const int usual = bars_of_movement(song, bpm);
  const int count =
      std::max(1, static_cast<int>(std::lround(wanted.duration.count() / (usual * bar))));
  std::vector<PlannedMovement> plan;
  for (int i = 0; i < count; ++i) {
    PlannedMovement planned;
    planned.start = Seconds(i * usual * bar);
    planned.seed = Random(wanted.seed, fmt::format("movement/{}", i)).next();
    planned.movement = {.bars = usual, .band_seed = song.seed, .opens = i == 0, .closes = false};
    plan.push_back(planned);
  }
  Movement& last = plan.back().movement;
  last.closes = wanted.closes;
  last.bars = bars_of_last(wanted.duration - plan.back().start, bar, wanted.closes);
  return plan;
}

void play_evolution(const engines::Evolution& wanted, const std::filesystem::path& sound_font,
                    audio::Sink& out, const ProgressFn& progress, std::stop_token stop) {
  const Brief song = brief_from_json(wanted.brief);
  const double bpm = write_score(song).bpm;
  const std::filesystem::path data = data_folder();
  const Instruments instruments = load_instruments(data);
  const MixSettings mix = load_mix(data, song.genre);
  const SessionOptions options{.sound_font = find_sound_font(sound_font), .ambience = false};
  const Frames total = frames_of(wanted.duration, kSampleRate);
  const std::vector<PlannedMovement> plan = plan_movements(song, bpm, wanted);

  Piece piece(out, total,
              {make_ambience(song, mix), EndFades(total, std::min(kAmbienceFadeIn, total / 6),
                                                  std::min(kAmbienceFadeOut, total / 6))});
  for (std::size_t i = 0; i < plan.size(); ++i) {
    throw_if_stopped(stop);
    const Brief brief =
        brief_of(song, bpm, plan[i], seconds_of(total - piece.position(), kSampleRate));
    const Score score = write_movement(brief, plan[i].movement);
    // The instruments keep the song's seed, and with it their sound.
    Session session(score, song, instruments, mix, options);
    const bool last = i + 1 == plan.size();
    piece.play(session, last ? total : frames_of(plan[i + 1].start, kSampleRate), progress, stop);
  }
}

}  // namespace musicgen::composer
