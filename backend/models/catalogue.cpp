#include "models/catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace musicgen::models {
namespace {

struct Document {
  std::vector<Model> models;
  std::vector<Part> parts;
};
BOOST_DESCRIBE_STRUCT(Document, (), (models, parts))

[[noreturn]] void refuse(std::string_view problem) {
  throw EngineUnavailable(fmt::format("The catalogue of models can't be used: {}", problem))
      .advise("Install the program again.");
}

// One component of a path that stays where it is put.
bool is_plain(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '.' &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
             std::string_view::npos;
}

bool is_repo(std::string_view repo) {
  const std::size_t slash = repo.find('/');
  return slash != std::string_view::npos && is_plain(repo.substr(0, slash)) &&
         is_plain(repo.substr(slash + 1));
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void check_file(const Part& part, const FileSpec& file) {
  const std::string where = fmt::format("{}/{}", clean_text(part.name), clean_text(file.name));
  if (!is_plain(file.name)) refuse(where + " is no plain file name.");
  if (file.role.empty()) refuse(where + " has no role.");
  if (file.bytes <= 0) refuse(where + " has no size.");
  if (!file.sha256.empty() && !is_sha256(file.sha256)) refuse(where + " has a wrong SHA-256.");
  if (file.url.empty() ? part.repo.empty() : file.sha256.empty()) {
    refuse(where + " needs a repository, or a URL with its SHA-256.");
  }
}

void check_part(const Part& part) {
  if (!is_plain(part.name)) refuse(clean_text(part.name) + " is no plain folder name.");
  if (!part.repo.empty() && !is_repo(part.repo)) {
    refuse(clean_text(part.repo) + " is no repository.");
  }
  if (part.files.empty()) refuse(part.name + " has no files.");
  for (const FileSpec& file : part.files) check_file(part, file);
}

}  // namespace

std::int64_t Part::bytes() const {
  std::int64_t sum = 0;
  for (const FileSpec& file : files) sum += file.bytes;
  return sum;
}

Catalogue::Catalogue(const std::filesystem::path& file) {
  Document document;
  try {
    document = from_json<Document>(parse_json(read_text_file(file, 1 << 20)));
  } catch (const Error& error) {
    refuse(error.detail());
  }
  models_ = std::move(document.models);
  parts_ = std::move(document.parts);
  for (const Part& part : parts_) check_part(part);
  for (const Model& model : models_) {
    if (!is_plain(model.name)) refuse(clean_text(model.name) + " is no plain name.");
    if (parts_of(model).size() != model.parts.size()) {
      refuse(model.name + " has a part that is not there.");
    }
  }
}

std::vector<const Model*> Catalogue::called(std::string_view name) const {
  const std::string wanted = to_lower_ascii(name);
  std::vector<const Model*> found;
  for (const Model& model : models_) {
    if (to_lower_ascii(model.name) == wanted) return {&model};
    const auto& aliases = model.aliases;
    if (std::any_of(aliases.begin(), aliases.end(),
                    [&](const std::string& alias) { return to_lower_ascii(alias) == wanted; })) {
      found.push_back(&model);
    }
  }
  return found;
}

const Model& Catalogue::find(std::string_view name) const {
  const auto found = called(name);
  if (!found.empty()) return *found.front();
  std::vector<std::string> names;
  for (const Model& model : models_) names.push_back(model.name);
  throw ModelNotFound(fmt::format("There is no model called \"{}\" to download. There are: {}.",
                                  first_characters(clean_text(name), 100), fmt::join(names, ", ")))
      .at("/model")
      .advise("`musicgen models` shows them all.");
}

std::vector<const Part*> Catalogue::parts_of(const Model& model) const {
  std::vector<const Part*> found;
  for (const std::string& name : model.parts) {
    const auto part = std::find_if(parts_.begin(), parts_.end(),
                                   [&](const Part& one) { return one.name == name; });
    if (part != parts_.end()) found.push_back(&*part);
  }
  return found;
}

std::int64_t Catalogue::bytes_of(const Model& model) const {
  std::int64_t sum = 0;
  for (const Part* part : parts_of(model)) sum += part->bytes();
  return sum;
}

std::string Catalogue::license_of(const Model& model) const {
  std::vector<std::string> names;
  for (const Part* part : parts_of(model)) {
    const bool commercial = part->license.find("-NC") == std::string::npos;
    const std::string name = part->license + (commercial ? "" : " (no commercial use)");
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace musicgen::models
