#include "models/import.h"

#include <fstream>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "models/digest.h"
#include "models/fetch.h"

namespace musicgen::models {
namespace fs = std::filesystem;
namespace {

struct FoundFile {
  const FileSpec* spec;
  fs::path path;  // resolved: no symbolic link
};

struct FoundPart {
  const Part* part;
  std::vector<FoundFile> files;
};

// The file itself; empty for links to nowhere and for what is no file.
fs::path real_file(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return !error && fs::is_regular_file(real, error) ? real : fs::path();
}

// All required files of the part, each found by `locate`; nothing where one is missing.
template <class Locate>
std::optional<FoundPart> gather(const Part& part, Locate locate) {
  FoundPart found{&part, {}};
  for (const FileSpec& file : part.files) {
    const fs::path path = locate(file);
    if (!path.empty()) {
      found.files.push_back({&file, path});
    } else if (!file.optional) {
      return std::nullopt;
    }
  }
  return found;
}

std::optional<FoundPart> gather_in(const Part& part, const fs::path& folder) {
  return gather(part, [&](const FileSpec& file) { return real_file(folder / file.name); });
}

std::string base_name(const std::string& repo) {
  return repo.substr(repo.find('/') + 1);
}

// The snapshot that refs/main names comes first, then the others, the newest first.
std::vector<fs::path> snapshots_of(const fs::path& repo_folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code error;
  for (fs::directory_iterator entry(repo_folder / "snapshots", error), end; !error && entry != end;
       entry.increment(error)) {
    found.emplace_back(entry->last_write_time(error), entry->path());
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<fs::path> folders;
  if (std::ifstream in(repo_folder / "refs/main"); in) {
    std::string revision;
    in >> revision;
    if (revision.find('/') == std::string::npos)
      folders.push_back(repo_folder / "snapshots" / revision);
  }
  for (auto& [time, path] : found) folders.push_back(std::move(path));
  return folders;
}

// Folders that may hold the files of the part's repository, the likeliest first.
std::vector<fs::path> folders_for(const Part& part, const fs::path& root) {
  std::vector<fs::path> folders;
  if (!part.repo.empty()) {
    const std::string base = base_name(part.repo);
    std::string cached = part.repo;
    cached.replace(cached.find('/'), 1, "--");
    std::vector<fs::path> caches;
    for (const fs::path& place : {root, root / "hub", root / "pretrained"}) {
      // Old caches know some repositories without their organisation.
      for (const std::string& name : {cached, base}) caches.push_back(place / ("models--" + name));
    }
    if (root.filename() == "models--" + cached) caches.push_back(root);
    for (const fs::path& cache : caches) {
      for (const fs::path& snapshot : snapshots_of(cache)) folders.push_back(snapshot);
    }
    folders.push_back(root / part.repo);
    folders.push_back(root / base);
    if (root.filename() == base) folders.push_back(root);
  }
  folders.push_back(root / part.name);
  folders.push_back(root / "infer/example");  // of the model's own repository
  return folders;
}

// Loose files: by a name that only one of the parts has, or by the role.
std::optional<FoundPart> gather_loose(const Part& part, const std::vector<const Part*>& parts,
                                      const fs::path& root) {
  const auto is_only = [&](auto member, const std::string& value) {
    int count = 0;
    for (const Part* one : parts) {
      for (const FileSpec& file : one->files) count += file.*member == value;
    }
    return count == 1;
  };
  return gather(part, [&](const FileSpec& file) {
    fs::path found;
    if (is_only(&FileSpec::role, file.role)) {
      found = real_file(root / (file.role + fs::path(file.name).extension().string()));
    }
    if (found.empty() && is_only(&FileSpec::name, file.name)) found = real_file(root / file.name);
    return found;
  });
}

std::optional<FoundPart> find_part(const Part& part, const std::vector<const Part*>& parts,
                                   const fs::path& root) {
  for (const fs::path& folder : folders_for(part, root)) {
    if (auto found = gather_in(part, folder)) return found;
  }
  return gather_loose(part, parts, root);
}

[[noreturn]] void refuse(const FoundFile& file, std::string_view problem) {
  throw StorageCorrupt(fmt::format("{} {}.",
                                   file.path.filename() == file.spec->name
                                       ? file.spec->name
                                       : fmt::format("{} ({})", file.spec->name,
                                                     clean_text(file.path.filename().string())),
                                   problem))
      .advise("Fetch it anew, or let `musicgen models pull` do it.");
}

// Catches what is obviously something else: an error page, a pointer of Git LFS, a cut file.
void check_kind(const FoundFile& file) {
  std::ifstream in(file.path, std::ios::binary);
  std::string start(40, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(in.gcount()));
  if (start.empty()) refuse(file, "is empty or can't be read");
  if (start.starts_with("version https://git-lfs")) {
    refuse(file, "is only a pointer of Git LFS, not the file itself");
  }
  const std::string kind = fs::path(file.spec->name).extension().string();
  if (kind == ".json") {
    try {
      parse_json(read_text_file(file.path, 16 << 20));
    } catch (const Error&) {
      refuse(file, "is no JSON");
    }
  }
  const bool checkpoint = kind == ".pt" || kind == ".bin";
  if (checkpoint && !start.starts_with("PK\x03\x04") && !start.starts_with("\x80")) {
    refuse(file, "is no checkpoint of PyTorch");
  }
  if (kind == ".npy" && !start.starts_with("\x93NUMPY")) refuse(file, "is no array of NumPy");
}

// Blobs of the hub's cache are named by their checksum.
void check_blob(const FoundFile& file, const std::string& sha256, const std::stop_token& stop) {
  if (file.path.parent_path().filename() != "blobs") return;
  const std::string name = file.path.filename().string();
  const bool same = name.size() == 64   ? name == sha256
                    : name.size() == 40 ? name == git_blob_id_of(file.path, stop)
                                        : true;
  if (!same) refuse(file, "has other bytes than its checksum says");
}

void link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_hard_link(from, to, error);
  if (error) fs::copy_file(from, to);
}

void import_part(Store& store, const FoundPart& found, ImportReport& report,
                 const ProgressFn& progress, const std::stop_token& stop) {
  const auto lock = PartLock::try_lock(store, *found.part);
  if (!lock) {
    throw Conflict(fmt::format("{} is being downloaded.", found.part->name))
        .advise("Cancel the download, or wait until it is done.");
  }
  for (const FoundFile& file : found.files) check_kind(file);
  const ScratchFolder scratch(store.folder());
  const fs::path gathered = scratch.path() / found.part->name;
  fs::create_directory(gathered);
  StoredPart stored{.part = found.part->name, .source = "import", .installed_at = now()};
  for (const FoundFile& file : found.files) {
    if (progress) progress(0, "taking " + found.part->name);
    throw_if_stopped(stop);
    const fs::path target = gathered / file.spec->name;
    link_or_copy(file.path, target);
    const std::string sha256 = sha256_of(target, {}, stop);
    check_blob(file, sha256, stop);
    if (!file.spec->sha256.empty() && sha256 != file.spec->sha256) {
      report.notes.push_back(
          fmt::format("{} is not the official one; it is used all the same.", file.spec->name));
    }
    stored.files.push_back(
        {file.spec->name, static_cast<std::int64_t>(fs::file_size(target)), sha256});
  }
  store.install(*found.part, gathered, stored);
  report.imported.push_back(found.part->name);
}

std::vector<const Part*> wanted_parts(const Store& store, const std::string& as) {
  if (!as.empty()) return store.catalogue().parts_of(store.catalogue().find(as));
  std::vector<const Part*> parts;
  for (const Part& part : store.catalogue().parts()) parts.push_back(&part);
  return parts;
}

// Files whose model can't be told from their names.
void note_ambiguous(const fs::path& root, const std::string& as, ImportReport& report) {
  if (!as.empty() || real_file(root / "cfm_model.pt").empty()) return;
  report.notes.push_back(
      "cfm_model.pt could be of any version: `musicgen models import DIR --as DiffRhythm-1.2-full` "
      "says of which.");
}

}  // namespace

ImportReport import_models(Store& store, const fs::path& folder, const std::string& as,
                           const ProgressFn& progress, const std::stop_token& stop) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error || !fs::is_directory(root, error)) {
    throw FileNotFound(fmt::format("There is no folder {}.", folder.string()));
  }
  const std::vector<const Part*> parts = wanted_parts(store, as);
  ImportReport report;
  fs::create_directories(store.folder(), error);
  if (!error) remove_leftovers(store.folder());
  for (const Part* part : parts) {
    const auto found = find_part(*part, parts, root);
    if (!found) continue;
    if (store.is_installed(*part)) {
      report.present.push_back(part->name);
    } else {
      import_part(store, *found, report, progress, stop);
    }
  }
  note_ambiguous(root, as, report);
  if (report.imported.empty() && report.present.empty()) {
    throw FileNotFound(fmt::format("{} has no model that is known here.", folder.string()))
        .advise(report.notes.empty()
                    ? "Name the folder that has models--ORG--NAME folders, a folder for each "
                      "repository, or the files themselves; docs/models.md shows the names."
                    : report.notes.front());
  }
  return report;
}

}  // namespace musicgen::models
