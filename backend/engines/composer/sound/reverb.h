#pragma once
#include <array>
#include <vector>

#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// A room as a feedback delay network: 16 lines of mutually prime lengths, mixed by a Hadamard
// matrix (Jot and Chaigne, "Digital delay networks for designing artificial reverberators", AES
// 90th Convention, 1991; the decay of each line at low and high frequencies after their section
// 3.2), fed through short all-passes that thicken the first echoes (Schroeder 1962; Dattorro,
// "Effect design, part 1", JAES 45, 1997). Two line lengths drift slowly, which keeps the tail from
// ringing.
class Reverb {
 public:
  explicit Reverb(const RoomSettings& room);

  // Adds the room's answer to `in` to `out`; whole blocks.
  void add_to(Stereo out, Stereo in, Frames start);

 private:
  static constexpr std::size_t kLines = 16;
  using Lane = std::array<float, kBlock>;

  // A ring buffer that is read and written in whole blocks.
  class BlockDelay {
   public:
    BlockDelay() = default;
    BlockDelay(std::size_t frames, std::size_t spare);
    // The block that was written `delay` frames ago; `delay` at least a block.
    void read(std::span<float> out, std::size_t delay) const;
    void read_drifting(std::span<float> out, double from, double to) const;
    void write(std::span<const float> in);

   private:
    std::vector<float> line_;
    std::size_t mask_ = 0;
    std::size_t at_ = 0;
  };

  class AllPass {
   public:
    AllPass() = default;
    AllPass(std::size_t frames, float gain) : line_(frames), gain_(gain) {}
    void process(std::span<float> block);

   private:
    std::vector<float> line_;
    float gain_ = 0;
    std::size_t at_ = 0;
  };

  struct Line {
    BlockDelay delay;
    std::size_t length = 0;
    float gain = 0;     // of one turn at low frequencies
    float damping = 0;  // pole of the low-pass that shortens high frequencies
    float state = 0;
  };

  void process(Stereo out, Stereo in, Frames start);
  void read_lines(Frames start);
  void mix_lines();

  float level_;
  std::array<BlockDelay, 2> predelay_;
  std::size_t predelay_frames_;
  std::array<Biquad, 2> low_cut_;
  std::array<std::array<AllPass, 4>, 2> diffusion_;
  std::array<Line, kLines> lines_;
  std::array<Lane, kLines> lanes_{};
};

}  // namespace musicgen::composer
