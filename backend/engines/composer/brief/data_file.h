#pragma once
// The engine's knowledge lies in TOML files. They are read as JSON, so that `from_json` checks them
// and says which key is wrong.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace musicgen::composer {

// The file as one object. Throws EngineUnavailable that names the file where it is missing or no
// TOML (with the line).
JsonObject read_data_file(const std::filesystem::path& file);

// Says that a data file is not as it must be, and how to mend it.
[[noreturn]] void refuse_data(const std::filesystem::path& file, std::string_view problem);

// The object's entry `name` as a T; `path` is where the object stands in its file ("/lofi"). Throws
// EngineUnavailable that names the file and the key.
template <class T>
T entry_of(const JsonObject& object, const std::string& name, const std::filesystem::path& file,
           const std::string& path = "") {
  const Json* entry = object.if_contains(name);
  if (entry == nullptr) refuse_data(file, name + " is missing.");
  try {
    return from_json<T>(*entry, path + "/" + name);
  } catch (const InvalidParameter& error) {
    refuse_data(file, error.detail() + (error.hint().empty() ? "" : " " + error.hint()));
  }
}

}  // namespace musicgen::composer
