#pragma once
// Which models are on this disk, and where their files are.
//
//   models::Store store(config);
//   const models::ModelFiles files = store.files(store.resolve("DiffRhythm"));
//   load(files.path("cfm"));
//
// Layout: <MODEL_CACHE_DIR>/<part>/ holds the part's files and part.json, which says what they must
// be. A folder gets its name when it is whole. Beside them lies .downloads/, for what is half done.
//
// Roles of DiffRhythm: cfm, cfm_config (may be missing), vae, mulan, mulan_config, muq_config,
// tokenizer (SentencePiece), text_config, negative_style.

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/progress.h"
#include "models/catalogue.h"

namespace musicgen::models {

// A file as it was when it was installed.
struct StoredFile {
  std::string name;
  std::int64_t bytes = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(StoredFile, (), (name, bytes, sha256))

// part.json
struct StoredPart {
  std::string part;
  std::string source;  // the repository, or "import"
  std::string revision;
  TimePoint installed_at;
  std::vector<StoredFile> files;
};
BOOST_DESCRIBE_STRUCT(StoredPart, (), (part, source, revision, installed_at, files))

class ModelFiles {
 public:
  // Throws EngineUnavailable where the model has no such file.
  const std::filesystem::path& path(const std::string& role) const;
  std::optional<std::filesystem::path> optional_path(const std::string& role) const;

 private:
  friend class Store;
  std::map<std::string, std::filesystem::path> paths_;
};

struct Damage {
  std::string part;
  std::string file;
  std::string problem;  // "is missing"
};
BOOST_DESCRIBE_STRUCT(Damage, (), (part, file, problem))

class Store {
 public:
  // Throws EngineUnavailable where the catalogue can't be used. Touches nothing.
  explicit Store(const Config& config);

  const Catalogue& catalogue() const { return catalogue_; }
  const std::filesystem::path& folder() const { return folder_; }

  // The model that a name means: of several the first installed one, otherwise the first.
  // Throws ModelNotFound.
  const Model& resolve(std::string_view name) const;

  // Whether all files are there in their full size; `verify` also reads them.
  bool is_installed(const Model& model) const { return missing(model).empty(); }
  bool is_installed(const Part& part) const { return stored(part).has_value(); }
  std::vector<const Part*> missing(const Model& model) const;
  std::optional<StoredPart> stored(const Part& part) const;

  // A number that is another one once a part was installed, found damaged or removed, by whatever
  // program. Cheap enough to be asked for several times a second.
  std::int64_t state() const;

  // Bytes on the disk of the model's parts, and of what is half downloaded.
  std::int64_t bytes_of(const Model& model) const;
  std::int64_t half_done_bytes(const Model& model) const;

  // Throws ModelNotFound with the command that installs it.
  ModelFiles files(const Model& model) const;

  // Reads every file and compares it with part.json. A damaged part counts as not installed from
  // then on, so that a pull replaces it. Throws ModelNotFound, Cancelled.
  std::vector<Damage> verify(const Model& model, const ProgressFn& progress,
                             const std::stop_token& stop);

  // Removes the model's parts and half done downloads, but for parts that another installed model
  // needs. Returns the bytes that were freed. Throws ModelNotFound where nothing is there, Conflict
  // while a part is being installed.
  std::int64_t remove(const Model& model);

  // Removes what is half downloaded and nobody is fetching. Returns the bytes that were freed.
  std::int64_t forget_downloads();

  // Bytes on the disk of everything in the folder, whatever models it belongs to, and those of them
  // that are half downloaded.
  std::int64_t bytes_in_folder() const;
  std::int64_t half_done_bytes() const;

  // Where a part's files are gathered before it is installed, and where it stands then.
  std::filesystem::path download_folder(const Part& part) const;
  std::filesystem::path part_folder(const Part& part) const;

  // Makes a gathered folder the part: writes part.json, syncs, renames.
  void install(const Part& part, const std::filesystem::path& gathered, const StoredPart& what);

 private:
  Catalogue catalogue_;
  std::filesystem::path folder_;
};

// "musicgen models pull DiffRhythm-1.2-full"
std::string install_command(const Model& model);

// The right to change a part; it ends with the object or with the process.
class PartLock {
 public:
  // Nothing where somebody else has it.
  static std::optional<PartLock> try_lock(const Store& store, const Part& part);
  PartLock(PartLock&& other) noexcept;
  PartLock& operator=(PartLock&&) = delete;
  ~PartLock();

 private:
  explicit PartLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace musicgen::models
