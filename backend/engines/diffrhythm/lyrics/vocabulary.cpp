#include "engines/diffrhythm/lyrics/vocabulary.h"

#include <fstream>

#include "base/error.h"

namespace musicgen::lyrics {

Vocabulary::Vocabulary(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) {
    throw FileNotFound("The list of the phones that DiffRhythm sings is missing.")
        .advise("Install the program again.");
  }
  for (std::string phone; std::getline(in, phone);) {
    if (phone.empty() || !tokens_.emplace(phone, size() + 1).second) {
      throw InternalError("The list of phones has an empty line or a phone twice.");
    }
  }
}

std::optional<int> Vocabulary::token_of(const std::string& phone) const {
  const auto found = tokens_.find(phone);
  if (found == tokens_.end()) return std::nullopt;
  return found->second;
}

std::vector<int> Vocabulary::tokens_of(const std::vector<std::string>& phones) const {
  std::vector<int> tokens;
  tokens.reserve(phones.size());
  for (const std::string& phone : phones) {
    if (const auto token = token_of(phone)) tokens.push_back(*token);
  }
  return tokens;
}

}  // namespace musicgen::lyrics
