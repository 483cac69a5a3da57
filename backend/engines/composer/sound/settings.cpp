#include "engines/composer/sound/settings.h"

#include "engines/composer/brief/data_file.h"

namespace musicgen::composer {

namespace {

template <class T>
std::map<std::string, T> read_entries(const std::filesystem::path& file) {
  const JsonObject entries = read_data_file(file);
  std::map<std::string, T> table;
  for (const auto& entry : entries) {
    const std::string name(entry.key());
    table[name] = entry_of<T>(entries, name, file);
  }
  return table;
}

}  // namespace

Instruments load_instruments(const std::filesystem::path& data) {
  return {.voices = read_entries<VoiceSettings>(data / "voices.toml"),
          .kits = read_entries<DrumKit>(data / "drum_kits.toml")};
}

MixSettings load_mix(const std::filesystem::path& data, const std::string& genre) {
  if (genre.empty()) return {};
  const std::filesystem::path file = data / "genres" / (genre + ".toml");
  return entry_of<MixSettings>(read_data_file(file), "sound", file);
}

}  // namespace musicgen::composer
