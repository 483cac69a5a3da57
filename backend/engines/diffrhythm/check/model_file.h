#pragma once
#include <filesystem>

#include "engines/diffrhythm/check/golden.h"
#include "engines/diffrhythm/dit/config.h"

namespace musicgen::diffrhythm {

// The transformer of a folder: cfm_model.safetensors or cfm_model.pt; empty where there is none.
inline std::filesystem::path dit_file(const GoldenFolder& folder) {
  for (const char* name : {"cfm_model.safetensors", "cfm_model.pt"}) {
    if (folder.has(name)) return folder.path() / name;
  }
  return {};
}

inline DitConfig dit_config(const GoldenFolder& folder) {
  return DitConfig::from(JsonValue::read(folder.path() / "config.json"));
}

}  // namespace musicgen::diffrhythm
