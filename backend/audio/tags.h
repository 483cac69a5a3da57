#pragma once
// Titles, artists and pictures inside audio files, through TagLib.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace musicgen::audio {

struct Picture {
  std::string mime_type;  // "image/png" or "image/jpeg"
  std::string bytes;
};

struct Tags {
  std::string title;
  std::string artist;
  std::string album;
  std::string genre;
  std::string comment;
  std::string mood;
  std::string key;       // "F# minor"
  int year = 0;          // 0: none
  double bpm = 0.0;      // 0: none
  std::string software;  // "MusicGen Local 0.1.0"
  std::optional<Picture> cover;
};

// Throws FileNotFound, InvalidAudioFormat.
Tags read_tags(const std::filesystem::path& path);

// Replaces the file's tags by these in place; empty fields are removed, a missing cover leaves the
// file's cover as it is. The sound is not touched. Throws FileNotFound, InvalidAudioFormat;
// std::system_error where the disk is full or the file may not be changed.
void write_tags(const std::filesystem::path& path, const Tags& tags);

// Sets fields by their names and leaves all others. Throws as write_tags.
void write_fields(const std::filesystem::path& path,
                  const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace musicgen::audio
