#include "engines/composer/sound/settings.h"

#include <sstream>

#include <toml++/toml.h>

#include "base/error.h"

namespace musicgen::composer {

namespace {

Json read_toml(const std::filesystem::path& file) {
  try {
    std::ostringstream text;
    text << toml::json_formatter(toml::parse_file(file.string()));
    return parse_json(text.str());
  } catch (const toml::parse_error& error) {
    throw InternalError("The data file " + file.filename().string() +
                        " is damaged: " + std::string(error.description()));
  }
}

template <class T>
T read_entry(const Json& value, const std::filesystem::path& file, const std::string& entry) {
  try {
    return from_json<T>(value);
  } catch (const InvalidParameter& error) {
    throw InternalError("The data file " + file.filename().string() + " has a wrong entry " +
                        entry + error.field() + ": " + error.detail());
  }
}

}  // namespace

VoiceTable load_voices(const std::filesystem::path& voices_file) {
  const Json tables = read_toml(voices_file);
  VoiceTable voices;
  for (const auto& [key, value] : tables.as_object()) {
    const std::string name(key);
    voices[name] = read_entry<VoiceSettings>(value, voices_file, name);
  }
  return voices;
}

MixSettings load_mix(const std::filesystem::path& genre_file) {
  std::error_code error;
  if (!std::filesystem::exists(genre_file, error)) return {};
  const Json tables = read_toml(genre_file);
  const Json* sound = tables.as_object().if_contains("sound");
  return sound == nullptr ? MixSettings{} : read_entry<MixSettings>(*sound, genre_file, "sound");
}

}  // namespace musicgen::composer
