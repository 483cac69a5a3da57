#include "engines/diffrhythm/style/tokens/tokenizer.h"

#include <sentencepiece_processor.h>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr std::int64_t kStart = 0;
constexpr std::int64_t kEnd = 2;
constexpr std::int64_t kUnknown = 3;

}  // namespace

struct Tokenizer::Model {
  sentencepiece::SentencePieceProcessor processor;
};

Tokenizer::Tokenizer(const std::filesystem::path& model) : model_(std::make_unique<Model>()) {
  const auto status = model_->processor.Load(model.string());
  if (!status.ok()) {
    throw NeuralError(Fault::bad_checkpoint,
                      model.filename().string() + " isn't a SentencePiece model");
  }
}

Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

std::vector<std::int64_t> Tokenizer::ids_of(std::string_view utf8) const {
  std::vector<int> pieces;
  const auto status = model_->processor.Encode({utf8.data(), utf8.size()}, &pieces);
  if (!status.ok()) throw NeuralError(Fault::bad_input, "The style prompt can't be read as text");
  std::vector<std::int64_t> ids{kStart};
  for (const int piece : pieces) {
    ids.push_back(piece == model_->processor.unk_id() ? kUnknown : std::int64_t{piece} + 1);
  }
  ids.push_back(kEnd);
  return ids;
}

}  // namespace musicgen::diffrhythm
