#pragma once
// Words to the token ids of XLM-RoBERTa (Conneau et al. 2020), from sentencepiece.bpe.model. This
// part needs SentencePiece; the text tower itself doesn't.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace musicgen::diffrhythm {

class Tokenizer {
 public:
  // Throws NeuralError(bad_checkpoint) for a file that isn't a SentencePiece model.
  explicit Tokenizer(const std::filesystem::path& model);
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  // <s>, the pieces, </s>. The ids are fairseq's: <s> 0, <pad> 1, </s> 2, <unk> 3, and a piece's
  // own id plus 1 (transformers, XLMRobertaTokenizer). Empty text gives <s></s>.
  std::vector<std::int64_t> ids_of(std::string_view utf8) const;

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace musicgen::diffrhythm
