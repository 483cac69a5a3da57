#pragma once
// Which models can be had, and of what they are made. The catalogue is data:
// share/musicgen/models/catalogue.json. A model is a list of parts; a part is what one repository
// of the hub gives, is stored once, and may serve several models.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace musicgen::models {

struct FileSpec {
  std::string role;        // what the engine knows it by: "cfm", "vae", ... (see store.h)
  std::string name;        // in the repository and on the disk; a plain file name
  std::int64_t bytes = 0;  // about; the hub says it exactly
  bool optional = false;   // not every repository has it, and the engine can do without
  std::string url;         // where it lies outside the hub; then `sha256` is needed
  std::string sha256;      // 64 hex digits; empty: the hub says it
};
BOOST_DESCRIBE_STRUCT(FileSpec, (), (role, name, bytes, optional, url, sha256))

struct Part {
  std::string name;         // of its folder
  std::string repo;         // "ASLP-lab/DiffRhythm-vae"; empty where every file has a URL
  std::string license;      // SPDX name
  std::string license_url;  // its text
  std::vector<FileSpec> files;

  std::int64_t bytes() const;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, repo, license, license_url, files))

struct Durations {
  double min = 0;
  double max = 0;
};
BOOST_DESCRIBE_STRUCT(Durations, (), (min, max))

struct Model {
  std::string name;
  std::string about;
  std::vector<std::string> aliases;  // may be shared; earlier models come first
  std::vector<std::string> abilities;
  Durations durations;  // seconds
  std::vector<std::string> parts;
};
BOOST_DESCRIBE_STRUCT(Model, (), (name, about, aliases, abilities, durations, parts))

class Catalogue {
 public:
  // Reads and checks the file: names that could leave their folder, unknown parts and wrong
  // checksums are refused. Throws EngineUnavailable that says what is wrong.
  explicit Catalogue(const std::filesystem::path& file);

  // In the order of preference.
  const std::vector<Model>& models() const { return models_; }
  const std::vector<Part>& parts() const { return parts_; }

  // Those that a name or an alias means, in any case; empty where nothing is called so.
  std::vector<const Model*> called(std::string_view name) const;

  // The first of them. Throws ModelNotFound that lists what there is.
  const Model& find(std::string_view name) const;

  std::vector<const Part*> parts_of(const Model& model) const;
  std::int64_t bytes_of(const Model& model) const;

  // "Apache-2.0, CC-BY-NC-4.0 (no commercial use), MIT"
  std::string license_of(const Model& model) const;

 private:
  std::vector<Model> models_;
  std::vector<Part> parts_;
};

}  // namespace musicgen::models
