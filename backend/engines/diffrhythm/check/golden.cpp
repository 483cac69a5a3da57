#include "engines/diffrhythm/check/golden.h"

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

GoldenFolder::GoldenFolder(std::filesystem::path path, const std::vector<const JsonValue*>& entries)
    : path_(std::move(path)) {
  for (const JsonValue* entry : entries) {
    const std::filesystem::path file = entry->at("file").string();
    const JsonValue* meaning = entry->find("meaning");
    meanings_.emplace(std::pair(file.filename().string(), entry->at("name").string()),
                      meaning ? meaning->string() : "");
  }
}

const Checkpoint& GoldenFolder::goldens(const std::string& file) {
  const auto found = opened_.find(file);
  if (found != opened_.end()) return found->second;
  return opened_.emplace(file, Checkpoint::open(path_ / file)).first->second;
}

std::string GoldenFolder::meaning(const std::string& file, const std::string& tensor) const {
  const auto found = meanings_.find({file, tensor});
  return found == meanings_.end() ? "" : found->second;
}

std::vector<GoldenFolder> golden_folders(const std::filesystem::path& root) {
  if (!std::filesystem::exists(root / "manifest.json")) {
    throw NeuralError(Fault::bad_input, root.string() + " has no manifest.json");
  }
  const JsonValue manifest = JsonValue::read(root / "manifest.json");
  std::vector<std::string> names;
  std::map<std::string, std::vector<const JsonValue*>> entries;
  for (const JsonValue& entry : manifest.at("tensors").array()) {
    const std::string name =
        std::filesystem::path(entry.at("file").string()).parent_path().string();
    if (!entries.contains(name)) names.push_back(name);
    entries[name].push_back(&entry);
  }
  std::vector<GoldenFolder> folders;
  for (const std::string& name : names) folders.emplace_back(root / name, entries[name]);
  return folders;
}

}  // namespace musicgen::diffrhythm
