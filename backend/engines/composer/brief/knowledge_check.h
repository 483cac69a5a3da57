#pragma once
#include <filesystem>

#include "engines/composer/brief/knowledge.h"

namespace musicgen::composer {

// What types and ranges can't say: names refer to something that exists, keys and meters can be
// read, curves stay within 0 and 1, no phrase names two genres. Throws EngineUnavailable that names
// the file and the key at fault.
void check_knowledge(const Knowledge& knowledge, const std::filesystem::path& folder);

}  // namespace musicgen::composer
