#include "looper/picture_packets.h"

#include <cmath>
#include <numbers>

#include "audio/libav.h"
#include "base/error.h"
#include "looper/byte_writer.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace musicgen::looper {
namespace fs = std::filesystem;
namespace libav = audio::libav;
namespace {

constexpr int kWidth = PicturePackets::kWidth;
constexpr int kHeight = PicturePackets::kHeight;
constexpr int kStillFramesPerSecond = 2;
constexpr int kStillSeconds = 10;
constexpr int kBreathFramesPerSecond = 10;
constexpr int kBreathSeconds = 8;
constexpr double kBreathDepth = 0.06;  // of the brightness, either way
constexpr int kMaxSide = 16384;

struct FreeScaler {
  void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};

[[noreturn]] void refuse(const std::string& why) {
  throw InvalidAudioFormat("The cover can't be read as a picture: " + why + ".")
      .advise("Use a JPEG or PNG file.");
}

libav::Input open_picture(AVIOContext* io) {
  AVFormatContext* raw = avformat_alloc_context();
  if (raw == nullptr) throw std::bad_alloc();
  raw->pb = io;
  libav::Dictionary options;
  options.set("protocol_whitelist", "none");
  options.set("format_whitelist", "image2,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe");
  const int code = avformat_open_input(&raw, "", nullptr, options.get());  // frees on error
  if (code < 0) refuse(libav::describe(code));
  return libav::Input(raw);
}

libav::Frame decode_picture(const fs::path& path) {
  if (!fs::is_regular_file(path)) {
    throw FileNotFound(fmt::format("There is no picture {}.", path.filename().string()));
  }
  const libav::Io io = libav::open_file(path, AVIO_FLAG_READ);
  const libav::Input input = open_picture(io.get());
  int code = avformat_find_stream_info(input.get(), nullptr);
  if (code < 0 || input->nb_streams == 0) refuse("it holds nothing");
  const AVCodecParameters& parameters = *input->streams[0]->codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (codec == nullptr || codec->type != AVMEDIA_TYPE_VIDEO) refuse("its kind is unknown");
  const libav::Codec context(avcodec_alloc_context3(codec));
  if (context == nullptr) throw std::bad_alloc();
  libav::check(avcodec_parameters_to_context(context.get(), &parameters), "reading a picture");
  context->max_pixels = std::int64_t{kMaxSide} * kMaxSide;
  context->thread_count = 1;
  if ((code = avcodec_open2(context.get(), codec, nullptr)) < 0) refuse(libav::describe(code));
  const libav::Packet packet = libav::make_packet();
  libav::Frame frame = libav::make_frame();
  if ((code = av_read_frame(input.get(), packet.get())) < 0) refuse(libav::describe(code));
  if ((code = avcodec_send_packet(context.get(), packet.get())) < 0) refuse(libav::describe(code));
  avcodec_send_packet(context.get(), nullptr);
  if ((code = avcodec_receive_frame(context.get(), frame.get())) < 0) refuse(libav::describe(code));
  return frame;
}

libav::Frame make_picture() {
  libav::Frame frame = libav::make_frame();
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = kWidth;
  frame->height = kHeight;
  libav::check(av_frame_get_buffer(frame.get(), 0), "making a picture");
  return frame;
}

constexpr int kBlack = 16;
constexpr int kNoColour = 128;

void fill_black(AVFrame& frame) {
  for (int y = 0; y < kHeight; ++y)
    std::memset(frame.data[0] + y * frame.linesize[0], kBlack, kWidth);
  for (int y = 0; y < kHeight / 2; ++y) {
    for (const int plane : {1, 2}) {
      std::memset(frame.data[plane] + y * frame.linesize[plane], kNoColour, kWidth / 2);
    }
  }
}

// The numbers that stand for a colour at 1080 lines (ITU-R BT.709) are not those of libav's
// default.
void use_colours_of_hd(SwsContext& scaler) {
  int *from = nullptr, *to = nullptr;
  int from_range = 0, to_range = 0, brightness = 0, contrast = 0, saturation = 0;
  sws_getColorspaceDetails(&scaler, &from, &from_range, &to, &to_range, &brightness, &contrast,
                           &saturation);
  sws_setColorspaceDetails(&scaler, from, from_range, sws_getCoefficients(SWS_CS_ITU709), to_range,
                           brightness, contrast, saturation);
}

// The picture as large as fits, in the middle of a black frame.
libav::Frame fit(const AVFrame& picture) {
  const double scale = std::min(static_cast<double>(kWidth) / picture.width,
                                static_cast<double>(kHeight) / picture.height);
  const auto even = [&](int side, int most) {
    return std::clamp(2 * static_cast<int>(std::lround(side * scale / 2)), 2, most);
  };
  const int width = even(picture.width, kWidth);
  const int height = even(picture.height, kHeight);
  const int left = (kWidth - width) / 4 * 2;
  const int top = (kHeight - height) / 4 * 2;
  const std::unique_ptr<SwsContext, FreeScaler> scaler(sws_getContext(
      picture.width, picture.height, static_cast<AVPixelFormat>(picture.format), width, height,
      AV_PIX_FMT_YUV420P, SWS_LANCZOS | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
  if (scaler == nullptr) refuse("its colours are unknown");
  use_colours_of_hd(*scaler);
  libav::Frame frame = make_picture();
  fill_black(*frame);
  std::uint8_t* const planes[4] = {frame->data[0] + top * frame->linesize[0] + left,
                                   frame->data[1] + top / 2 * frame->linesize[1] + left / 2,
                                   frame->data[2] + top / 2 * frame->linesize[2] + left / 2,
                                   nullptr};
  libav::check(sws_scale(scaler.get(), picture.data, picture.linesize, 0, picture.height, planes,
                         frame->linesize),
               "scaling a picture");
  return frame;
}

// `from` with its brightness above black multiplied.
void brighten(const AVFrame& from, double gain, AVFrame& to) {
  std::uint8_t levels[256];
  for (int i = 0; i < 256; ++i) {
    constexpr int kWhite = 235;
    levels[i] = static_cast<std::uint8_t>(
        std::clamp<long>(std::lround(kBlack + (i - kBlack) * gain), kBlack, kWhite));
  }
  for (int y = 0; y < kHeight; ++y) {
    const std::uint8_t* in = from.data[0] + y * from.linesize[0];
    std::uint8_t* out = to.data[0] + y * to.linesize[0];
    for (int x = 0; x < kWidth; ++x) out[x] = levels[in[x]];
  }
  for (int y = 0; y < kHeight / 2; ++y) {
    for (const int plane : {1, 2}) {
      std::memcpy(to.data[plane] + y * to.linesize[plane],
                  from.data[plane] + y * from.linesize[plane], kWidth / 2);
    }
  }
}

// One group of pictures without frames that look ahead: the first stands alone, all others look
// back, so that its packets can follow themselves.
libav::Codec open_encoder(int frames_per_second, int frames) {
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (codec == nullptr) {
    throw EngineUnavailable("This machine's libav can't write H.264.")
        .advise("Install FFmpeg's libraries with libx264.");
  }
  libav::Codec context(avcodec_alloc_context3(codec));
  if (context == nullptr) throw std::bad_alloc();
  context->width = kWidth;
  context->height = kHeight;
  context->pix_fmt = AV_PIX_FMT_YUV420P;
  context->time_base = {1, frames_per_second};
  context->framerate = {frames_per_second, 1};
  context->color_range = AVCOL_RANGE_MPEG;
  context->color_primaries = AVCOL_PRI_BT709;
  context->color_trc = AVCOL_TRC_BT709;
  context->colorspace = AVCOL_SPC_BT709;
  context->gop_size = frames;
  context->max_b_frames = 0;
  context->thread_count = 1;  // the result does not depend on the machine, and memory is less
  context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
  libav::Dictionary options;
  options.set("preset", "veryfast");
  options.set("tune", "stillimage");
  options.set("crf", "22");
  // Packets come with lengths instead of start codes, as MP4 wants them. Nothing moves, so
  // looking ahead and between pixels would cost memory and find nothing.
  options.set("x264-params", "annexb=0:scenecut=0:force-cfr=1:rc-lookahead=1:ref=1:subme=0");
  libav::check(avcodec_open2(context.get(), codec, options.get()), "opening the picture's encoder");
  return context;
}

// The encoder's headers, each after its length, as an `avcC` box holds them.
std::vector<std::uint8_t> decoder_setup(Bytes headers) {
  constexpr int kSequence = 7;
  constexpr int kPicture = 8;
  ByteWriter sequences;
  ByteWriter pictures;
  Bytes first;
  while (headers.size() > 4) {
    const std::size_t size = big_u32(headers);
    if (size == 0 || size > headers.size() - 4) break;
    const Bytes unit = headers.subspan(4, size);
    const int type = unit[0] & 0x1F;
    if (type == kSequence && first.empty()) first = unit;
    if (type == kSequence) sequences.big(size, 2).raw(unit);
    if (type == kPicture) pictures.big(size, 2).raw(unit);
    headers = headers.subspan(4 + size);
  }
  if (first.size() < 4 || pictures.size() == 0) {
    throw InternalError("The picture's encoder gave no headers.");
  }
  ByteWriter setup;
  setup.big(1, 1).raw(first.subspan(1, 3)).big(0xFF, 1);  // lengths of four bytes
  setup.big(0xE1, 1).raw(sequences.bytes()).big(1, 1).raw(pictures.bytes());
  return setup.bytes();
}

void receive(AVCodecContext& encoder, AVPacket& packet, PacketStore& store) {
  while (true) {
    const int code = avcodec_receive_packet(&encoder, &packet);
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    libav::check(code, "encoding a picture");
    store.add({packet.data, static_cast<std::size_t>(packet.size)}, 1);
    av_packet_unref(&packet);
  }
}

}  // namespace

PicturePackets encode_picture(const fs::path& cover, bool breathing, const fs::path& scratch_folder,
                              const ProgressFn& progress, const std::stop_token& stop) {
  libav::quieten();
  const libav::Frame picture = fit(*decode_picture(cover));
  const int rate = breathing ? kBreathFramesPerSecond : kStillFramesPerSecond;
  const int frames = rate * (breathing ? kBreathSeconds : kStillSeconds);
  const libav::Codec encoder = open_encoder(rate, frames);
  PicturePackets out{
      rate, PacketStore(scratch_folder),
      decoder_setup({encoder->extradata, static_cast<std::size_t>(encoder->extradata_size)})};
  const libav::Packet packet = libav::make_packet();
  for (int i = 0; i < frames; ++i) {
    throw_if_stopped(stop);
    if (progress) progress(static_cast<double>(i) / frames, "drawing");
    const libav::Frame frame = make_picture();
    const double breath = std::sin(2 * std::numbers::pi * i / frames);
    brighten(*picture, breathing ? 1 + kBreathDepth * breath : 1.0, *frame);
    frame->pts = i;
    libav::check(avcodec_send_frame(encoder.get(), frame.get()), "encoding a picture");
    receive(*encoder, *packet, out.store);
  }
  libav::check(avcodec_send_frame(encoder.get(), nullptr), "encoding a picture");
  receive(*encoder, *packet, out.store);
  out.store.flush();
  return out;
}

}  // namespace musicgen::looper
