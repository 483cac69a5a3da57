#include "audio/encoder.h"
#include "base/error.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/sound/session.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {

namespace {

std::unique_ptr<audio::Sink> open_scratch(const std::filesystem::path& file) {
  return audio::open_encoder(file, {.format = audio::FileFormat::wav,
                                    .input = {.sample_rate_hz = kSampleRate, .channels = 2},
                                    .bits_per_sample = 32});
}

// Stem names come from the score and become file names here.
std::string file_name_of(std::size_t index, std::string_view name) {
  std::string file = "stem-" + std::to_string(index) + "-";
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    file += plain ? c : '-';
  }
  return file + ".wav";
}

}  // namespace

Rendering render(const Score& score, const Brief& brief, const RenderOptions& options,
                 const std::filesystem::path& scratch, const ProgressFn& progress,
                 std::stop_token stop) {
  throw_if_stopped(stop);
  const std::filesystem::path data = data_folder();
  const Instruments instruments = load_instruments(data);
  Session session(score, brief, instruments, load_mix(data, brief.genre),
                  {.sound_font = find_sound_font(options.sound_font), .threads = options.threads});

  Rendering rendering{.mix = scratch / "mix.wav", .stems = {}, .frames = session.frames()};
  const auto mix = open_scratch(rendering.mix);
  std::vector<std::unique_ptr<audio::Sink>> files;
  std::vector<audio::Sink*> sinks;
  if (options.stems) {
    for (const std::string& name : session.stem_names()) {
      rendering.stems.push_back({name, scratch / file_name_of(files.size(), name)});
      files.push_back(open_scratch(rendering.stems.back().file));
      sinks.push_back(files.back().get());
    }
  }
  session.run(*mix, sinks, progress, stop);
  mix->finish();
  for (const auto& file : files) file->finish();
  return rendering;
}

}  // namespace musicgen::composer
