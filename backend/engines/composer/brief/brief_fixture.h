#pragma once
// For tests: the composer's own data, loaded once, and prompts made into briefs.

#include <string>

#include "engines/composer/brief/genre.h"
#include "engines/composer/brief/understand.h"

namespace musicgen::composer::fixture {

inline const Knowledge& knowledge() {
  static const Knowledge kKnowledge = load_knowledge(data_folder());
  return kKnowledge;
}

inline const Vocabulary& vocabulary() {
  static const Vocabulary kVocabulary(knowledge());
  return kVocabulary;
}

inline Brief brief_of(const engines::Request& request) {
  return understand(request, knowledge(), vocabulary());
}

inline Brief brief_of(const std::string& prompt, std::uint64_t seed = 7) {
  engines::Request request;
  request.prompt = prompt;
  request.seed = seed;
  return brief_of(request);
}

inline Brief brief_with(const std::string& prompt, JsonObject parameters) {
  engines::Request request;
  request.prompt = prompt;
  request.seed = 7;
  request.parameters = std::move(parameters);
  return brief_of(request);
}

}  // namespace musicgen::composer::fixture
