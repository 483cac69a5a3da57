#include "engines/diffrhythm/checkpoint/zip.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {

namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kLocator64Size = 20;
constexpr std::size_t kCentralSize = 46;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kLongestComment = 0xFFFF;
constexpr std::uint16_t kZip64Field = 1;
constexpr std::uint32_t kInZip64 = 0xFFFFFFFF;

class Archive {
 public:
  Archive(std::span<const std::byte> file, const std::string& name) : file_(file), name_(name) {}

  std::map<std::string, std::span<const std::byte>> entries() {
    std::map<std::string, std::span<const std::byte>> found;
    std::uint64_t at = directory();
    for (std::uint64_t i = 0; i < count_; ++i) {
      if (number<std::uint32_t>(at) != kCentralHeader) damaged();
      const Entry entry = central_entry(at);
      const bool program = entry.name.find("/code/") != std::string::npos;
      if (!program && !found.emplace(entry.name, content(entry)).second) {
        refuse("has two entries named " + entry.name);
      }
      at += entry.header_size;
    }
    return found;
  }

 private:
  struct Entry {
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t offset = 0;
    std::uint64_t header_size = 0;
    bool packed = false;
  };

  [[noreturn]] void refuse(const std::string& why) const {
    throw NeuralError(Fault::bad_checkpoint, name_ + " " + why);
  }
  [[noreturn]] void damaged() const { refuse("is a damaged archive, or is cut off"); }

  std::span<const std::byte> part(std::uint64_t at, std::uint64_t size) const {
    if (at > file_.size() || size > file_.size() - at) damaged();
    return file_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  }

  template <class T>
  T number(std::uint64_t at) const {
    T value = 0;
    std::memcpy(&value, part(at, sizeof(T)).data(), sizeof(T));
    return value;
  }

  std::string text(std::uint64_t at, std::uint64_t size) const {
    const auto bytes = part(at, size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  // Where the directory begins; sets count_. The end record is looked for from the end, since a
  // comment may follow it.
  std::uint64_t directory() {
    const std::size_t furthest = std::min(file_.size(), kEndSize + kLongestComment);
    for (std::size_t back = kEndSize; back <= furthest; ++back) {
      const std::uint64_t end = file_.size() - back;
      if (number<std::uint32_t>(end) != kEnd) continue;
      if (end >= kLocator64Size && number<std::uint32_t>(end - kLocator64Size) == kLocator64) {
        const auto end64 = number<std::uint64_t>(end - kLocator64Size + 8);
        if (number<std::uint32_t>(end64) != kEnd64) damaged();
        count_ = number<std::uint64_t>(end64 + 32);
        return number<std::uint64_t>(end64 + 48);
      }
      count_ = number<std::uint16_t>(end + 10);
      return number<std::uint32_t>(end + 16);
    }
    damaged();
  }

  Entry central_entry(std::uint64_t at) const {
    constexpr std::uint16_t kEncrypted = 1;
    Entry entry;
    const std::uint64_t name_size = number<std::uint16_t>(at + 28);
    const std::uint64_t extra_size = number<std::uint16_t>(at + 30);
    const std::uint64_t comment_size = number<std::uint16_t>(at + 32);
    entry.name = text(at + kCentralSize, name_size);
    entry.packed_size = number<std::uint32_t>(at + 20);
    entry.size = number<std::uint32_t>(at + 24);
    entry.offset = number<std::uint32_t>(at + 42);
    entry.header_size = kCentralSize + name_size + extra_size + comment_size;
    read_zip64(at + kCentralSize + name_size, extra_size, entry);
    if ((number<std::uint16_t>(at + 8) & kEncrypted) != 0) refuse("is encrypted");
    entry.packed = number<std::uint16_t>(at + 10) != 0;
    return entry;
  }

  // The wide numbers stand in this order, each only where the narrow one says so.
  void read_zip64(std::uint64_t at, std::uint64_t size, Entry& entry) const {
    const std::uint64_t end = at + size;
    while (at + 4 <= end) {
      const auto id = number<std::uint16_t>(at);
      const std::uint64_t field_end = at + 4 + number<std::uint16_t>(at + 2);
      if (field_end > end) damaged();
      if (id == kZip64Field) {
        std::uint64_t next = at + 4;
        for (std::uint64_t* value : {&entry.size, &entry.packed_size, &entry.offset}) {
          if (*value != kInZip64) continue;
          if (next + 8 > field_end) damaged();
          *value = number<std::uint64_t>(next);
          next += 8;
        }
      }
      at = field_end;
    }
  }

  std::span<const std::byte> content(const Entry& entry) const {
    if (entry.packed || entry.size != entry.packed_size) {
      refuse("holds a compressed entry (" + entry.name + "); PyTorch writes none");
    }
    if (number<std::uint32_t>(entry.offset) != kLocalHeader) damaged();
    const std::uint64_t skip = kLocalSize +
                               std::uint64_t{number<std::uint16_t>(entry.offset + 26)} +
                               number<std::uint16_t>(entry.offset + 28);
    return part(entry.offset + skip, entry.size);
  }

  std::span<const std::byte> file_;
  const std::string& name_;
  std::uint64_t count_ = 0;
};

}  // namespace

std::map<std::string, std::span<const std::byte>> zip_entries(std::span<const std::byte> file,
                                                              const std::string& name) {
  return Archive(file, name).entries();
}

}  // namespace musicgen::diffrhythm
