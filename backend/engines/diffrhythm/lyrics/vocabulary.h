#pragma once
// The 363 phones that DiffRhythm can sing. data/phones.txt lists them, one a line; the line's
// place (from 0) is the phone's id in the official vocabulary. A token is id + 1, since 0 fills the
// frames in which nothing new is said.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace musicgen::lyrics {

inline constexpr int kFillerToken = 0;
inline constexpr int kCommaToken = 1;
inline constexpr int kPeriodToken = 2;

class Vocabulary {
 public:
  // Throws FileNotFound, or InternalError where the file is not such a list.
  explicit Vocabulary(const std::filesystem::path& file);

  // Tokens of a phone, from 1 to size(); nothing for a phone that the model does not know.
  std::optional<int> token_of(const std::string& phone) const;

  // Tokens of the phones that the model knows; the others are left out, as the official code does.
  std::vector<int> tokens_of(const std::vector<std::string>& phones) const;

  int size() const { return static_cast<int>(tokens_.size()); }

 private:
  std::unordered_map<std::string, int> tokens_;
};

}  // namespace musicgen::lyrics
