#pragma once
// Ownership and errors of libav (FFmpeg 5.1). Only for the .cpp files of this room.

#include <filesystem>
#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace musicgen::audio::libav {

struct Free {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
  void operator()(SwrContext* converter) const { swr_free(&converter); }
  void operator()(AVIOContext* io) const { avio_closep(&io); }
};
struct CloseInput {
  void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
};
struct FreeOutput {
  void operator()(AVFormatContext* output) const { avformat_free_context(output); }
};

using Packet = std::unique_ptr<AVPacket, Free>;
using Frame = std::unique_ptr<AVFrame, Free>;
using Codec = std::unique_ptr<AVCodecContext, Free>;
using Converter = std::unique_ptr<SwrContext, Free>;
using Io = std::unique_ptr<AVIOContext, Free>;
using Input = std::unique_ptr<AVFormatContext, CloseInput>;
using Output = std::unique_ptr<AVFormatContext, FreeOutput>;

// An AVDictionary for as long as a call needs it.
class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() { av_dict_free(&entries_); }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;
  void set(const char* key, const char* value) { av_dict_set(&entries_, key, value, 0); }
  AVDictionary** get() { return &entries_; }

 private:
  AVDictionary* entries_ = nullptr;
};

Packet make_packet();
Frame make_frame();

// libav's words for an error code.
std::string describe(int code);

// Throws what a negative code stands for: std::bad_alloc, std::system_error for errors of the
// system, InternalError for all others.
void check(int code, const char* what);

// Opens a local file and nothing else: names such as "http://..." or "concat:..." have no meaning.
Io open_file(const std::filesystem::path& path, int flags);

// Sends libav's own messages to the debug log. Cheap after the first call.
void quieten();

}  // namespace musicgen::audio::libav
