#pragma once
// A folder of reference data: what the official code computed, and the model it did so with.
// manifest.json at the top lists every tensor of every folder below it.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/checkpoint/json.h"

namespace musicgen::diffrhythm {

// One folder below the manifest: a model, its config, and safetensors files of goldens.
class GoldenFolder {
 public:
  // entries: of this folder, from the manifest.
  GoldenFolder(std::filesystem::path path, const std::vector<const JsonValue*>& entries);

  const std::filesystem::path& path() const { return path_; }
  std::string name() const { return path_.filename().string(); }
  bool has(const std::string& file) const { return std::filesystem::exists(path_ / file); }

  // The goldens of a safetensors file here; opened once.
  const Checkpoint& goldens(const std::string& file);

  // What the manifest says of a tensor; empty where it isn't listed.
  std::string meaning(const std::string& file, const std::string& tensor) const;

  // All that the manifest lists, as (file, tensor).
  const std::map<std::pair<std::string, std::string>, std::string>& listed() const {
    return meanings_;
  }

 private:
  std::filesystem::path path_;
  std::map<std::pair<std::string, std::string>, std::string> meanings_;
  std::map<std::string, Checkpoint> opened_;
};

// The folders that a manifest lists, in its order. Throws NeuralError where there is no manifest.
std::vector<GoldenFolder> golden_folders(const std::filesystem::path& root);

}  // namespace musicgen::diffrhythm
