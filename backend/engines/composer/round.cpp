#include "engines/composer/round.h"

#include <cmath>

#include "engines/composer/brief/genre.h"
#include "engines/composer/piece.h"
#include "engines/composer/sound/session.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {
namespace {

constexpr Seconds kShortestRound{8};   // longer than what rings on into its beginning
constexpr Seconds kLongestRound{600};  // of a longer song; its first bars are enough
constexpr Seconds kLastRing{4};        // of the ending
constexpr Frames kAmbienceFadeIn = 3 * kSampleRate / 2;
constexpr Frames kAmbienceFadeOut = 4 * kSampleRate;
constexpr Frames kAmbienceTurn = 4 * kSampleRate;

struct Passage {
  Movement movement;
  Seconds length;  // to where the next one begins, or to the end
};

// The song's own bars where their number makes a round, otherwise as many times or as few.
int bars_of_round(const Score& song, double bar_seconds) {
  const int own = song.sections.back().first_bar + song.sections.back().bars;
  const double length = own * bar_seconds;
  if (length < kShortestRound.count()) {
    return own * static_cast<int>(std::ceil(kShortestRound.count() / length));
  }
  return std::min(own, static_cast<int>(kLongestRound.count() / bar_seconds));
}

}  // namespace

engines::Turn play_round(const engines::Round& wanted, const std::filesystem::path& sound_font,
                         audio::Sink& out, const ProgressFn& progress, std::stop_token stop) {
  Brief song = brief_from_json(wanted.brief);
  const Score score = write_score(song);
  song.bpm = score.bpm;
  const double bar = song.meter.quarters() * score.seconds_per_beat();
  const int bars = bars_of_round(score, bar);
  const Movement round{.bars = bars, .band_seed = song.seed, .opens = true, .closes = false};
  const Seconds length(bars * bar);
  // The second time it has the first one's ring in it, and so has every time after that.
  std::vector<Passage> passages{{round, length}, {round, length}};
  if (wanted.closes) {
    passages.push_back({{.bars = bars, .band_seed = song.seed, .opens = false, .closes = true},
                        length + kLastRing});
  }

  const std::filesystem::path data = data_folder();
  const Instruments instruments = load_instruments(data);
  const MixSettings mix = load_mix(data, song.genre);
  const SessionOptions options{.sound_font = find_sound_font(sound_font), .ambience = false};
  const Frames frames = frames_of(length, kSampleRate);
  const Frames total =
      2 * frames + (wanted.closes ? frames_of(passages.back().length, kSampleRate) : 0);
  Bed bed(make_ambience(song, mix), EndFades(total, std::min(kAmbienceFadeIn, frames / 6),
                                             wanted.closes ? kAmbienceFadeOut : 0));
  bed.come_round(frames, 2 * frames, std::min(kAmbienceTurn, frames / 4));
  Piece piece(out, total, std::move(bed));
  for (std::size_t i = 0; i < passages.size(); ++i) {
    throw_if_stopped(stop);
    const Movement& movement = passages[i].movement;
    Brief brief = song;
    brief.duration = movement.closes ? passages[i].length : passages[i].length + kRing;
    Session session(write_movement(brief, movement), song, instruments, mix, options);
    piece.play(session, i < 2 ? static_cast<Frames>(i + 1) * frames : total, progress, stop);
  }
  return {.start = frames, .end = 2 * frames};
}

}  // namespace musicgen::composer
