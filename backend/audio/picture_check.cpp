#include "audio/picture_check.h"

#include <cstring>

#include "audio/libav.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr std::int64_t kMaxPixels = 64'000'000;  // as many as a small file can swell to in 256 MB

libav::Codec open_picture_decoder(std::string_view bytes) {
  const AVCodec* codec =
      avcodec_find_decoder(bytes.starts_with("\x89PNG") ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG);
  if (codec == nullptr) throw InternalError("libav has no decoder for pictures.");
  libav::Codec context(avcodec_alloc_context3(codec));
  if (context == nullptr) throw std::bad_alloc();
  context->max_pixels = kMaxPixels;
  context->thread_count = 1;
  context->err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE;  // otherwise gaps are painted over
  libav::check(avcodec_open2(context.get(), codec, nullptr), "opening a picture's decoder");
  return context;
}

bool can_be_decoded(std::string_view bytes) {
  const libav::Codec context = open_picture_decoder(bytes);
  const libav::Packet packet = libav::make_packet();
  libav::check(av_new_packet(packet.get(), static_cast<int>(bytes.size())), "reading a picture");
  std::memcpy(packet->data, bytes.data(), bytes.size());
  const libav::Frame frame = libav::make_frame();
  int code = avcodec_send_packet(context.get(), packet.get());
  if (code >= 0) code = avcodec_receive_frame(context.get(), frame.get());
  if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
  return code >= 0 && frame->decode_error_flags == 0;
}

}  // namespace

void check_picture(std::string_view bytes) {
  libav::quieten();
  if (can_be_decoded(bytes)) return;
  throw InvalidParameter(fmt::format("The picture is damaged, or has more than {} million pixels.",
                                     kMaxPixels / 1'000'000))
      .advise("Open it in a picture editor and save it anew as PNG or JPEG.");
}

}  // namespace musicgen::audio
