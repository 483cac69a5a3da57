#include "audio/libav.h"

#include <array>
#include <cerrno>
#include <cstdarg>
#include <new>
#include <system_error>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace musicgen::audio::libav {
namespace {

// libav's own codes are four-letter tags far beyond any errno.
constexpr int kLargestErrno = 4095;

void log_message(void* context, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  std::array<char, 512> line{};
  int print_prefix = 1;
  av_log_format_line2(context, level, format, arguments, line.data(), line.size(), &print_prefix);
  log::debug("libav: {}", clean_text(line.data()));
}

template <class Handle>
Handle allocated(typename Handle::pointer object) {
  if (object == nullptr) throw std::bad_alloc();
  return Handle(object);
}

}  // namespace

Packet make_packet() {
  return allocated<Packet>(av_packet_alloc());
}

Frame make_frame() {
  return allocated<Frame>(av_frame_alloc());
}

std::string describe(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

void check(int code, const char* what) {
  if (code >= 0) return;
  if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (code >= -kLargestErrno) throw std::system_error(-code, std::generic_category(), what);
  throw InternalError(fmt::format("{}: {}.", what, describe(code)));
}

Io open_file(const std::filesystem::path& path, int flags) {
  AVIOContext* io = nullptr;
  check(avio_open2(&io, ("file:" + path.string()).c_str(), flags, nullptr, nullptr),
        "opening an audio file");
  return Io(io);
}

void quieten() {
  [[maybe_unused]] static const bool once = [] {
    av_log_set_callback(log_message);
    return true;
  }();
}

}  // namespace musicgen::audio::libav
