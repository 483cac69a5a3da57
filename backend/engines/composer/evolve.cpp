#include "engines/composer/evolve.h"

#include <cmath>

#include "engines/composer/brief/genre.h"
#include "engines/composer/random.h"
#include "engines/composer/sound/session.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {
namespace {

constexpr Seconds kShortestMovement{60};
constexpr Seconds kLongestMovement{240};
constexpr int kFewestBars = 16;
constexpr int kBarsTogether = 8;
constexpr Seconds kRing{6};      // for the last sounds of a movement that is followed by another
constexpr Seconds kLastRing{3};  // for those of the piece
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

// The piece as it grows: takes one movement after the other, each from its first frame to the end
// of its ring, and lets the ring of one sound into the next.
class Piece final : public audio::Sink {
 public:
  Piece(audio::Sink& out, Frames total, std::unique_ptr<Voice> ambience)
      : out_(out),
        total_(total),
        ambience_(std::move(ambience)),
        ambience_fades_(total, std::min(kAmbienceFadeIn, total / 6),
                        std::min(kAmbienceFadeOut, total / 6)) {}

  audio::StreamFormat format() const override { return out_.format(); }

  // The next movement begins at the frame that comes now, the one after it at `next`.
  void begin_movement(Frames next) {
    next_ = std::min(next, total_);
    std::swap(ringing_, ring_);
    ring_.clear();
    rung_ = 0;
  }

  Frames position() const { return position_; }

  void write(std::span<const float> interleaved) override {
    const auto own = static_cast<std::size_t>(next_ - position_) * 2;
    const auto now = interleaved.first(std::min(own, interleaved.size()));
    if (!now.empty()) play(now);
    const auto later = interleaved.subspan(now.size());
    ring_.insert(ring_.end(), later.begin(), later.end());
  }

  void finish() override {}

 private:
  void play(std::span<const float> sound) {
    block_.assign(sound.begin(), sound.end());
    const std::size_t ringing = std::min(block_.size(), ringing_.size() - rung_);
    for (std::size_t i = 0; i < ringing; ++i) block_[i] += ringing_[rung_ + i];
    rung_ += ringing;
    if (ambience_) add_ambience();
    position_ += static_cast<Frames>(block_.size() / 2);
    out_.write(block_);
  }

  // Voices sound in whole blocks, movements don't: what is left of a block waits for the next call.
  void add_ambience() {
    const std::size_t frames = block_.size() / 2;
    while (bed_left_.size() - bed_at_ < frames) grow_bed();
    for (std::size_t i = 0; i < frames; ++i, ++bed_at_) {
      const float gain = ambience_fades_.at(position_ + static_cast<Frames>(i));
      block_[2 * i] += gain * bed_left_[bed_at_];
      block_[2 * i + 1] += gain * bed_right_[bed_at_];
    }
  }

  void grow_bed() {
    constexpr std::size_t kBedFrames = 256 * kBlock;
    for (std::vector<float>* side : {&bed_left_, &bed_right_}) {
      side->erase(side->begin(), side->begin() + static_cast<std::ptrdiff_t>(bed_at_));
      side->resize(side->size() + kBedFrames);
    }
    bed_at_ = 0;
    const std::size_t from = bed_left_.size() - kBedFrames;
    ambience_->add_to(Stereo{bed_left_, bed_right_}.part(from, kBedFrames), bed_frames_);
    bed_frames_ += static_cast<Frames>(kBedFrames);
  }

  audio::Sink& out_;
  Frames total_;
  Frames position_ = 0;
  Frames next_ = 0;
  std::vector<float> ringing_;  // from the movement before, interleaved
  std::size_t rung_ = 0;        // samples of it that were played
  std::vector<float> ring_;     // of this movement
  std::vector<float> block_;
  std::unique_ptr<Voice> ambience_;
  EndFades ambience_fades_;
  std::vector<float> bed_left_;
  std::vector<float> bed_right_;
  std::size_t bed_at_ = 0;
  Frames bed_frames_ = 0;
};

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

  Piece piece(out, total, make_ambience(song, mix));
  for (std::size_t i = 0; i < plan.size(); ++i) {
    throw_if_stopped(stop);
    piece.begin_movement(i + 1 < plan.size() ? frames_of(plan[i + 1].start, kSampleRate) : total);
    const Brief brief =
        brief_of(song, bpm, plan[i], seconds_of(total - piece.position(), kSampleRate));
    const Score score = write_movement(brief, plan[i].movement);
    // The instruments keep the song's seed, and with it their sound.
    Session session(score, song, instruments, mix, options);
    const auto from = static_cast<double>(piece.position());
    session.run(
        piece, {},
        [&](double share, std::string_view stage) {
          const double frames = from + share * static_cast<double>(session.frames());
          if (progress) progress(std::min(1.0, frames / static_cast<double>(total)), stage);
        },
        stop);
  }
}

}  // namespace musicgen::composer
