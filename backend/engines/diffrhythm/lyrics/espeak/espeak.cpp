#include "engines/diffrhythm/lyrics/espeak/espeak.h"

#include <mutex>

#include <espeak-ng/speak_lib.h>

#include "base/error.h"

namespace musicgen::lyrics {
namespace {

constexpr int kIpa = espeakPHONEMES_IPA;
constexpr int kUnderscoreBetweenPhones = '_' << 8;

// The library behind all speakers: whoever holds the gate may call it.
struct Library {
  std::mutex gate;
  int speakers = 0;
};

Library& library() {
  static Library shared;
  return shared;
}

void set_up() {
  const int rate_hz =
      espeak_Initialize(AUDIO_OUTPUT_RETRIEVAL, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
  if (rate_hz >= 0 && espeak_SetVoiceByName("en-us") == EE_OK) return;
  if (rate_hz >= 0) espeak_Terminate();
  throw EngineUnavailable("espeak-ng can't find its data, which says how words are spoken.")
      .advise("apt-get install espeak-ng-data");
}

class Espeak final : public Speaker {
 public:
  Espeak() {
    const std::lock_guard lock(library().gate);
    if (library().speakers == 0) set_up();
    ++library().speakers;
  }
  ~Espeak() override {
    const std::lock_guard lock(library().gate);
    if (--library().speakers == 0) espeak_Terminate();
  }
  Espeak(const Espeak&) = delete;
  Espeak& operator=(const Espeak&) = delete;

  std::string ipa_of(const std::string& text) const override {
    const std::lock_guard lock(library().gate);
    std::string ipa;
    // One call reads one clause and moves `rest` on; it is null after the last.
    const void* rest = text.c_str();
    for (bool first = true; rest != nullptr; first = false) {
      const char* clause =
          espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, kIpa | kUnderscoreBetweenPhones);
      if (!first) ipa += ' ';
      if (clause != nullptr) ipa += clause;
    }
    return ipa;
  }
};

}  // namespace

std::shared_ptr<const Speaker> open_speaker() {
  return std::make_shared<const Espeak>();
}

}  // namespace musicgen::lyrics
