#pragma once
// The same as brief.h offers, for callers that hold the knowledge already.

#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/knowledge.h"
#include "engines/composer/brief/vocabulary.h"

namespace musicgen::composer {

Brief understand(const engines::Request& request, const Knowledge& knowledge,
                 const Vocabulary& vocabulary);

Json parameter_schemas(const Knowledge& knowledge);

}  // namespace musicgen::composer
