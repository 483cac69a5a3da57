#pragma once
// Boxes of MP4 files (ISO 14496-12): a length, a name, a body that may hold further boxes.

#include <functional>
#include <string_view>
#include <vector>

#include "looper/byte_writer.h"

namespace musicgen::looper {

inline ByteWriter box(std::string_view name, const ByteWriter& body) {
  ByteWriter out;
  out.big(8 + body.size(), 4).text(name).raw(body.bytes());
  return out;
}

// A box whose body begins with a version and flags.
inline ByteWriter full_box(std::string_view name, std::uint32_t flags, const ByteWriter& body) {
  ByteWriter all;
  all.big(flags, 4).raw(body.bytes());
  return box(name, all);
}

// Boxes within boxes, written into one another. Long tables are not kept: they are made when the
// boxes are written to a file.
class BoxWriter {
 public:
  // Puts a box around all that follows until `close`.
  void open(std::string_view name) {
    open_.push_back({bytes_.size(), later_});
    bytes_.zeros(4).text(name);
  }
  void open_full(std::string_view name, std::uint32_t flags) {
    open(name);
    bytes_.big(flags, 4);
  }
  void close() {
    const Open box = open_.back();
    open_.pop_back();
    set(box.at, bytes_.size() - box.at + later_ - box.later, 4);
  }

  // The body of the box that was opened last.
  ByteWriter& body() { return bytes_; }

  // `bytes` bytes that `write` will put out.
  void add_later(std::uint64_t bytes, std::function<void(OutputFile&)> write) {
    tables_.push_back({bytes_.size(), std::move(write)});
    later_ += bytes;
  }

  // Replaces a number that was written before.
  void set(std::size_t at, std::uint64_t number, int width) {
    const std::vector<std::uint8_t> digits = ByteWriter().big(number, width).bytes();
    std::copy(digits.begin(), digits.end(),
              bytes_.bytes().begin() + static_cast<std::ptrdiff_t>(at));
  }

  std::uint64_t size() const { return bytes_.size() + later_; }

  void write(OutputFile& output) const {
    std::size_t done = 0;
    for (const Table& table : tables_) {
      output.write(Bytes(bytes_.bytes()).subspan(done, table.at - done));
      table.write(output);
      done = table.at;
    }
    output.write(Bytes(bytes_.bytes()).subspan(done));
  }

 private:
  struct Open {
    std::size_t at;
    std::uint64_t later;
  };
  struct Table {
    std::size_t at;
    std::function<void(OutputFile&)> write;
  };

  ByteWriter bytes_;
  std::vector<Open> open_;
  std::vector<Table> tables_;
  std::uint64_t later_ = 0;
};

}  // namespace musicgen::looper
