// Stands in for espeak.cpp where the build found no espeak-ng.

#include "base/error.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"

namespace musicgen::lyrics {

std::shared_ptr<const Speaker> open_speaker() {
  throw EngineUnavailable("This build can't read words aloud: it was made without espeak-ng.")
      .advise("Install libespeak-ng-dev and build again.");
}

}  // namespace musicgen::lyrics
