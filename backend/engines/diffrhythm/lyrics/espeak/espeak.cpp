#include "engines/diffrhythm/lyrics/espeak/espeak.h"

#include <mutex>

#include <espeak-ng/speak_lib.h>

#include "base/error.h"

namespace musicgen::lyrics {
namespace {

constexpr int kIpa = espeakPHONEMES_IPA;
constexpr int kUnderscoreBetweenPhones = '_' << 8;

// The library, once it is set up. There is no way back: espeak_Terminate (1.51) waits for a thread
// of its own that may have missed the signal to end, and then never returns.
class Library {
 public:
  Library() {
    const int rate_hz =
        espeak_Initialize(AUDIO_OUTPUT_RETRIEVAL, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
    if (rate_hz >= 0 && espeak_SetVoiceByName("en-us") == EE_OK) return;
    throw EngineUnavailable("espeak-ng can't find its data, which says how words are spoken.")
        .advise("apt-get install espeak-ng-data");
  }

  std::string ipa_of(const std::string& text) {
    const std::lock_guard lock(mutex_);
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

 private:
  std::mutex mutex_;
};

class Espeak final : public Speaker {
 public:
  explicit Espeak(Library& library) : library_(library) {}
  std::string ipa_of(const std::string& text) const override { return library_.ipa_of(text); }

 private:
  Library& library_;
};

}  // namespace

std::shared_ptr<const Speaker> open_speaker() {
  static Library library;
  return std::make_shared<const Espeak>(library);
}

}  // namespace musicgen::lyrics
