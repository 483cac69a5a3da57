// Which sound font plays; docs/sound.md has the measurements behind the order.

#include "base/error.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {

namespace {

// Uncompressed fonts come first: FluidSynth reads from them only the samples that it plays, while
// the Ogg samples of an SF3 font take seconds to decode.
const std::vector<std::filesystem::path> kUsualPlaces = {
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/sounds/sf2/MuseScore_General.sf2",
    "/usr/share/sounds/sf3/MuseScore_General.sf3",
    "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
    "/usr/share/sounds/sf3/FluidR3Mono_GM.sf3",
    "/usr/share/sounds/sf2/default-GM.sf2",
    "/usr/share/sounds/sf3/default-GM.sf3",
    "/usr/share/sounds/sf2/TimGM6mb.sf2",
};

constexpr auto kAdvice = "apt install fluid-soundfont-gm";

}  // namespace

std::filesystem::path find_sound_font(const std::filesystem::path& preferred) {
  std::error_code error;
  if (!preferred.empty()) {
    if (std::filesystem::is_regular_file(preferred, error)) return preferred;
    throw EngineUnavailable("The sound font " + preferred.filename().string() + " is not there.")
        .advise(std::string("Correct MUSICGEN_SOUND_FONT, or leave it out and run: ") + kAdvice);
  }
  return first_sound_font(kUsualPlaces);
}

std::filesystem::path first_sound_font(const std::vector<std::filesystem::path>& places) {
  std::error_code error;
  for (const std::filesystem::path& place : places) {
    if (std::filesystem::is_regular_file(place, error)) return place;
  }
  throw EngineUnavailable("No General MIDI sound font is installed.").advise(kAdvice);
}

}  // namespace musicgen::composer
