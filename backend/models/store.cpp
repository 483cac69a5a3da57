#include "models/store.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "models/digest.h"

namespace musicgen::models {
namespace fs = std::filesystem;
namespace {

constexpr const char* kManifest = "part.json";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("open");
  const int failed = ::fsync(descriptor);
  ::close(descriptor);
  if (failed != 0) fail("fsync");
}

std::optional<StoredPart> read_manifest(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / kManifest, error)) return std::nullopt;
  try {
    return from_json<StoredPart>(parse_json(read_text_file(folder / kManifest, 1 << 20)));
  } catch (const Error& broken) {
    log::warning("{}/{} can't be used: {}", folder.filename().string(), kManifest, broken.detail());
    return std::nullopt;
  }
}

const StoredFile* entry_of(const StoredPart& stored, const std::string& name) {
  for (const StoredFile& file : stored.files) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

bool has_size(const fs::path& file, std::int64_t bytes) {
  std::error_code error;
  return fs::is_regular_file(file, error) &&
         static_cast<std::int64_t>(fs::file_size(file, error)) == bytes;
}

// Bytes that a folder takes on the disk.
std::int64_t blocks_in(const fs::path& folder) {
  std::int64_t sum = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    struct stat status {};
    if (::lstat(entry->path().c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
      sum += static_cast<std::int64_t>(status.st_blocks) * 512;
    }
  }
  return sum;
}

}  // namespace

const fs::path& ModelFiles::path(const std::string& role) const {
  const auto found = paths_.find(role);
  if (found != paths_.end()) return found->second;
  throw EngineUnavailable(fmt::format("The model has no file for \"{}\".", role));
}

std::optional<fs::path> ModelFiles::optional_path(const std::string& role) const {
  const auto found = paths_.find(role);
  return found == paths_.end() ? std::nullopt : std::optional(found->second);
}

Store::Store(const Config& config)
    : catalogue_(resource_folder() / "models/catalogue.json"), folder_(config.model_folder()) {}

const Model& Store::resolve(std::string_view name) const {
  for (const Model* model : catalogue_.called(name)) {
    if (is_installed(*model)) return *model;
  }
  return catalogue_.find(name);
}

std::vector<const Part*> Store::missing(const Model& model) const {
  std::vector<const Part*> parts = catalogue_.parts_of(model);
  std::erase_if(parts, [&](const Part* part) { return is_installed(*part); });
  return parts;
}

std::optional<StoredPart> Store::stored(const Part& part) const {
  const fs::path folder = part_folder(part);
  auto stored = read_manifest(folder);
  if (!stored) return std::nullopt;
  for (const FileSpec& file : part.files) {
    const StoredFile* entry = entry_of(*stored, file.name);
    if (entry == nullptr ? !file.optional : !has_size(folder / file.name, entry->bytes)) {
      return std::nullopt;
    }
  }
  return stored;
}

std::int64_t Store::bytes_of(const Model& model) const {
  std::int64_t sum = 0;
  for (const Part* part : catalogue_.parts_of(model)) {
    const auto stored_part = stored(*part);
    if (!stored_part) continue;
    for (const StoredFile& file : stored_part->files) sum += file.bytes;
  }
  return sum;
}

std::int64_t Store::half_done_bytes(const Model& model) const {
  std::int64_t sum = 0;
  for (const Part* part : catalogue_.parts_of(model)) sum += blocks_in(download_folder(*part));
  return sum;
}

ModelFiles Store::files(const Model& model) const {
  ModelFiles files;
  for (const Part* part : catalogue_.parts_of(model)) {
    const auto stored_part = stored(*part);
    if (!stored_part) {
      throw ModelNotFound(fmt::format("{} is not installed.", model.name))
          .at("/model")
          .advise(install_command(model));
    }
    for (const FileSpec& file : part->files) {
      if (entry_of(*stored_part, file.name) == nullptr) continue;
      files.paths_[file.role] = part_folder(*part) / file.name;
    }
  }
  return files;
}

std::vector<Damage> Store::verify(const Model& model, const ProgressFn& progress,
                                  const std::stop_token& stop) {
  std::vector<Damage> damages;
  const double total = static_cast<double>(std::max<std::int64_t>(bytes_of(model), 1));
  double done = 0;
  for (const Part* part : catalogue_.parts_of(model)) {
    const auto stored_part = read_manifest(part_folder(*part));
    if (!stored_part) {
      damages.push_back({part->name, "", "is not installed"});
      continue;
    }
    const std::size_t before = damages.size();
    for (const StoredFile& file : stored_part->files) {
      const fs::path path = part_folder(*part) / fs::path(file.name).filename();
      if (!has_size(path, file.bytes)) {
        std::error_code error;
        damages.push_back(
            {part->name, file.name, fs::exists(path, error) ? "has another size" : "is missing"});
        continue;
      }
      const std::string found = sha256_of(
          path,
          [&](std::int64_t bytes) {
            if (progress)
              progress(std::min(1.0, (done + static_cast<double>(bytes)) / total),
                       "checking " + part->name);
          },
          stop);
      done += static_cast<double>(file.bytes);
      if (found != file.sha256) damages.push_back({part->name, file.name, "has other bytes"});
    }
    if (damages.size() > before) fs::remove(part_folder(*part) / kManifest);
  }
  return damages;
}

std::int64_t Store::state() const {
  std::string text;
  for (const Part& part : catalogue_.parts()) {
    std::error_code error;
    const auto time = fs::last_write_time(part_folder(part) / kManifest, error);
    if (!error) text += fmt::format("{} {}\n", part.name, time.time_since_epoch().count());
  }
  return static_cast<std::int64_t>(std::hash<std::string>{}(text) >> 1);
}

std::int64_t Store::remove(const Model& model) {
  std::vector<const Part*> doomed;
  for (const Part* part : catalogue_.parts_of(model)) {
    const auto needs_it = [&](const Model& other) {
      const auto parts = catalogue_.parts_of(other);
      return &other != &model && std::find(parts.begin(), parts.end(), part) != parts.end() &&
             is_installed(other);
    };
    const auto& all = catalogue_.models();
    if (std::none_of(all.begin(), all.end(), needs_it)) doomed.push_back(part);
  }
  std::vector<PartLock> locks;
  std::int64_t freed = 0;
  bool found = false;
  for (const Part* part : doomed) {
    for (const fs::path& folder : {part_folder(*part), download_folder(*part)}) {
      std::error_code error;
      if (!fs::exists(folder, error)) continue;
      found = true;
      freed += blocks_in(folder);
    }
    if (!found) continue;
    auto lock = PartLock::try_lock(*this, *part);
    if (!lock) {
      throw Conflict(fmt::format("{} is being downloaded.", model.name))
          .advise("Cancel the download, or wait until it is done.");
    }
    locks.push_back(std::move(*lock));
  }
  if (!found) throw ModelNotFound(fmt::format("{} is not installed.", model.name)).at("/model");
  for (const Part* part : doomed) {
    // Without its list a part that is only half removed counts as missing.
    std::error_code error;
    fs::remove(part_folder(*part) / kManifest, error);
    fs::remove_all(part_folder(*part));
    fs::remove_all(download_folder(*part));
  }
  return freed;
}

std::int64_t Store::forget_downloads() {
  std::int64_t freed = 0;
  for (const Part& part : catalogue_.parts()) {
    const fs::path folder = download_folder(part);
    std::error_code error;
    if (!fs::exists(folder, error)) continue;
    const auto lock = PartLock::try_lock(*this, part);
    if (!lock) continue;
    freed += blocks_in(folder);
    fs::remove_all(folder);
  }
  return freed;
}

std::int64_t Store::bytes_in_folder() const {
  return blocks_in(folder_);
}

std::int64_t Store::half_done_bytes() const {
  return blocks_in(folder_ / ".downloads");
}

fs::path Store::download_folder(const Part& part) const {
  return folder_ / ".downloads" / part.name;
}

fs::path Store::part_folder(const Part& part) const {
  return folder_ / part.name;
}

void Store::install(const Part& part, const fs::path& gathered, const StoredPart& what) {
  for (const StoredFile& file : what.files) sync(gathered / file.name);
  write_text_file(gathered / kManifest, to_pretty_text(to_json(what)) + "\n");
  const fs::path target = part_folder(part);
  fs::remove_all(target);
  fs::rename(gathered, target);
  sync(folder_);
}

std::string install_command(const Model& model) {
  return "musicgen models pull " + model.name;
}

std::optional<PartLock> PartLock::try_lock(const Store& store, const Part& part) {
  const fs::path folder = store.download_folder(part).parent_path();
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path file = folder / (part.name + ".lock");
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    if (errno == ENOSPC) fail("open");
    throw StorageFull("The folder of the models can't be written to.")
        .advise("Set MODEL_CACHE_DIR to a folder that you may write to, or mend its rights.");
  }
  PartLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  return std::nullopt;
}

PartLock::PartLock(PartLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

PartLock::~PartLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace musicgen::models
