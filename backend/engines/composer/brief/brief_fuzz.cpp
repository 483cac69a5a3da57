// libFuzzer: any bytes as a prompt give a brief that survives being stored, or InvalidParameter.

#include <cstdlib>

#include "base/error.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/brief/understand.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace composer = musicgen::composer;
  static const composer::Knowledge knowledge = composer::load_knowledge(composer::data_folder());
  static const composer::Vocabulary vocabulary(knowledge);

  musicgen::engines::Request request;
  request.seed = size;
  request.prompt.assign(data, data + size);
  try {
    const auto brief = composer::to_json(composer::understand(request, knowledge, vocabulary));
    if (composer::to_json(composer::brief_from_json(brief)) != brief) std::abort();
  } catch (const musicgen::InvalidParameter& error) {
    if (error.field() != "/prompt") std::abort();
  }
  return 0;
}
