#include "studio/file_names.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen::studio {
namespace {

constexpr std::size_t kMaxCharacters = 120;
constexpr std::size_t kMaxBytes = 220;  // file systems take 255, with extension and number

// What Windows keeps for devices (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
bool is_reserved(const std::string& name) {
  const std::string stem = to_lower_ascii(name.substr(0, name.find('.')));
  for (const std::string_view device : {"con", "prn", "aux", "nul"}) {
    if (stem == device) return true;
  }
  const bool numbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
  return numbered && stem[3] >= '0' && stem[3] <= '9';
}

[[noreturn]] void refuse_pattern(const std::string& detail) {
  throw InvalidParameter(detail)
      .at("/filename")
      .advise("Fields are {title}, {artist}, {album}, {genre}, {mood}, {key}, {bpm} and {year}.");
}

std::string value_of(const library::Track& track, std::string_view field) {
  if (field == "title") return track.title;
  if (field == "artist") return track.artist;
  if (field == "album") return track.album;
  if (field == "genre") return track.genre;
  if (field == "mood") return track.mood;
  if (field == "key") return track.key;
  if (field == "bpm") return track.bpm ? fmt::format("{:g}", *track.bpm) : "";
  if (field == "year") return track.year ? fmt::format("{}", *track.year) : "";
  refuse_pattern(fmt::format("filename has an unknown field \"{}\".",
                             first_characters(clean_text(field), 40)));
}

std::string filled(const library::Track& track, std::string_view pattern) {
  std::string name;
  while (!pattern.empty()) {
    const std::size_t brace = std::min(pattern.find_first_of("{}"), pattern.size());
    name += pattern.substr(0, brace);
    pattern.remove_prefix(brace);
    if (pattern.empty()) break;
    const std::size_t end = pattern.find('}');
    if (end == 0 || end == std::string_view::npos) refuse_pattern("filename has a single brace.");
    name += value_of(track, pattern.substr(1, end - 1));
    pattern.remove_prefix(end + 1);
  }
  return name;
}

// Spaces, dots and the dashes that stand beside an empty field.
std::string trimmed(std::string name) {
  constexpr const char* kLoose = " .-_";
  name.erase(0, name.find_first_not_of(kLoose));
  const std::size_t last = name.find_last_not_of(kLoose);
  return last == std::string::npos ? "" : name.substr(0, last + 1);
}

}  // namespace

std::string file_name_for(const library::Track& track, std::string_view pattern) {
  std::string name = clean_text(filled(track, pattern));
  for (char& c : name) {
    if (std::string_view("<>:\"/\\|?*").find(c) != std::string_view::npos) c = '-';
  }
  name = trimmed(first_characters(trimmed(name), kMaxCharacters));
  while (name.size() > kMaxBytes) {
    name = trimmed(first_characters(name, count_characters(name) - 1));
  }
  if (name.empty()) return "track";
  return is_reserved(name) ? "_" + name : name;
}

std::string unique_file_name(const std::string& name, const std::string& extension,
                             std::set<std::string>& taken) {
  std::string unique = name + extension;
  for (int number = 2; !taken.insert(to_lower_ascii(unique)).second; ++number) {
    unique = fmt::format("{} ({}){}", name, number, extension);
  }
  return unique;
}

}  // namespace musicgen::studio
