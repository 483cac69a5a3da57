#pragma once
// Archives and pickles as torch.save writes them, for tests; and such as it never would.

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace musicgen::diffrhythm::testing {

template <class T>
std::string little(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

// A zip archive whose entries are stored. method: 0, or 8 to claim that they are compressed.
inline std::string archive(const std::vector<std::pair<std::string, std::string>>& entries,
                           std::uint16_t method = 0) {
  std::string file;
  std::string directory;
  for (const auto& [name, content] : entries) {
    const auto size = little(static_cast<std::uint32_t>(content.size()));
    const auto name_size = little(static_cast<std::uint16_t>(name.size()));
    const std::string same = little(method) + std::string(8, '\0') + size + size + name_size;
    directory += "PK\x01\x02" + std::string(6, '\0') + same + std::string(12, '\0') +
                 little(static_cast<std::uint32_t>(file.size())) + name;
    file += "PK\x03\x04" + std::string(4, '\0') + same + std::string(2, '\0') + name + content;
  }
  const auto count = little(static_cast<std::uint16_t>(entries.size()));
  return file + directory + "PK\x05\x06" + std::string(4, '\0') + count + count +
         little(static_cast<std::uint32_t>(directory.size())) +
         little(static_cast<std::uint32_t>(file.size())) + std::string(2, '\0');
}

inline std::string word(const std::string& text) {
  return "X" + little(static_cast<std::uint32_t>(text.size())) + text;
}

inline std::string number(std::int32_t value) {
  return "J" + little(value);
}

inline std::string tuple(const std::vector<std::int32_t>& values) {
  std::string pickle = "(";
  for (const std::int32_t value : values) pickle += number(value);
  return pickle + "t";
}

// A tensor in the storage `key` of `count` numbers.
inline std::string tensor(const std::string& key, std::int32_t count, std::int32_t offset,
                          const std::vector<std::int32_t>& shape,
                          const std::vector<std::int32_t>& strides,
                          const std::string& type = "FloatStorage") {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + word("storage") + "ctorch\n" + type + "\n" +
         word(key) + word("cpu") + number(count) + "tQ" + number(offset) + tuple(shape) +
         tuple(strides) + "\x89" + "ccollections\nOrderedDict\n)RtR";
}

inline std::string state_dict(const std::string& items) {
  return "\x80\x02}(" + items + "u.";
}

inline std::string model(const std::string& pickle, const std::string& data) {
  return archive({{"model/data.pkl", pickle}, {"model/data/0", data}, {"model/version", "3\n"}});
}

}  // namespace musicgen::diffrhythm::testing
