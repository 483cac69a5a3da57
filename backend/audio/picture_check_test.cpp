#include "audio/picture_check.h"

#include <gtest/gtest.h>

#include "audio/canvas.h"
#include "audio/libav.h"
#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
namespace {

constexpr int kSide = 64;

std::string png() {
  const ScratchFolder folder(std::filesystem::temp_directory_path());
  Canvas canvas(kSide, kSide, {0.2, 0.4, 0.6});
  canvas.fill({8, 8, 20, 30}, {0.9, 0.1, 0.3});
  canvas.save(folder.path() / "a.png");
  return read_text_file(folder.path() / "a.png");
}

std::string jpeg() {
  const libav::Codec context(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG)));
  context->width = context->height = kSide;
  context->pix_fmt = AV_PIX_FMT_YUVJ420P;
  context->time_base = {1, 1};
  libav::check(avcodec_open2(context.get(), nullptr, nullptr), "opening an encoder");
  const libav::Frame frame = libav::make_frame();
  frame->width = frame->height = kSide;
  frame->format = context->pix_fmt;
  libav::check(av_frame_get_buffer(frame.get(), 0), "making a picture");
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? kSide : kSide / 2;
    for (int i = 0; i < rows * frame->linesize[plane]; ++i) {
      frame->data[plane][i] = static_cast<std::uint8_t>(i * 37 % 251);
    }
  }
  libav::check(avcodec_send_frame(context.get(), frame.get()), "encoding a picture");
  const libav::Packet packet = libav::make_packet();
  libav::check(avcodec_receive_packet(context.get(), packet.get()), "encoding a picture");
  return {reinterpret_cast<const char*>(packet->data), static_cast<std::size_t>(packet->size)};
}

TEST(PictureCheck, AcceptsWholePictures) {
  EXPECT_NO_THROW(check_picture(png()));
  EXPECT_NO_THROW(check_picture(jpeg()));
}

TEST(PictureCheck, RefusesPicturesThatAreCutOff) {
  for (const std::string& whole : {png(), jpeg()}) {
    for (const double share : {0.1, 0.5, 0.9}) {
      const auto bytes = static_cast<std::size_t>(share * static_cast<double>(whole.size()));
      EXPECT_THROW(check_picture(whole.substr(0, bytes)), InvalidParameter) << share;
    }
  }
}

TEST(PictureCheck, RefusesWhatOnlyBeginsLikeAPicture) {
  EXPECT_THROW(check_picture("\x89PNG\r\n\x1a\nand then nothing of the kind"), InvalidParameter);
  EXPECT_THROW(check_picture("\xFF\xD8\xFF\xE0 and then nothing of the kind"), InvalidParameter);
}

TEST(PictureCheck, RefusesChangedBytes) {
  std::string bytes = png();
  bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
  EXPECT_THROW(check_picture(bytes), InvalidParameter);
}

}  // namespace
}  // namespace musicgen::audio
