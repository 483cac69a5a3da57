#include "looper/packet_encoder.h"

#include "audio/libav.h"
#include "audio/samples.h"
#include "base/error.h"
#include "looper/pcm.h"

namespace musicgen::looper {
namespace libav = audio::libav;
using audio::FileFormat;
namespace {

constexpr int kPcmBlockFrames = 4096;

struct Recipe {
  FileFormat format;
  const char* codec;  // nullptr: plain PCM, which needs none
  int min_bitrate;
  int max_bitrate;  // 0: lossless
  const char* option;
  const char* value;
};

constexpr Recipe kRecipes[] = {
    {FileFormat::wav, nullptr, 0, 0, nullptr, nullptr},
    {FileFormat::flac, "flac", 0, 0, nullptr, nullptr},
    {FileFormat::mp3, "libmp3lame", 32000, 320000, "reservoir", "0"},
    {FileFormat::ogg, "libvorbis", 16000, 500000, nullptr, nullptr},
    {FileFormat::opus, "libopus", 6000, 510000, "vbr", "off"},
    {FileFormat::m4a, "aac", 16000, 512000, "aac_pns", "0"},
};

const Recipe& recipe_of(FileFormat format) {
  for (const Recipe& recipe : kRecipes) {
    if (recipe.format == format) return recipe;
  }
  throw InternalError("A file format is missing from the loop writer's table.");
}

// The default is meant for stereo; mono needs half.
int bitrate_of(const CodecOptions& options, const Recipe& recipe) {
  const int wanted = options.bitrate != 0 ? options.bitrate
                                          : audio::info_of(options.format).default_bitrate *
                                                std::min(options.sound.channels, 2) / 2;
  if (recipe.max_bitrate == 0) {
    if (options.bitrate == 0) return 0;
    throw InvalidParameter("A lossless format takes no bit rate.")
        .at("/bitrate")
        .advise("Leave the bit rate out.");
  }
  if (wanted >= recipe.min_bitrate && wanted <= recipe.max_bitrate) return wanted;
  throw InvalidParameter(fmt::format("{} can't have a bit rate of {} bits per second.",
                                     audio::info_of(options.format).name, wanted))
      .at("/bitrate")
      .advise(fmt::format("Choose {} to {}.", recipe.min_bitrate, recipe.max_bitrate));
}

AVSampleFormat sample_format_of(const CodecOptions& options) {
  if (options.format == FileFormat::opus) return AV_SAMPLE_FMT_FLT;
  if (options.format != FileFormat::flac) return AV_SAMPLE_FMT_FLTP;
  return options.bits_per_sample == 16 ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_S32;
}

// Of 10. What libopus does from 7 on (telling music from speech, trying both ways to share bits
// between two channels) takes half as long again; at a rate meant for music it leaves the error a
// quarter of a dB smaller (docs/performance.md).
int opus_complexity_at(std::int64_t bitrate, int channels) {
  constexpr int kMostForMusic = 6;
  constexpr int kMost = 10;
  constexpr std::int64_t kMusicPerChannel = 64000;
  return bitrate >= kMusicPerChannel * std::min(channels, 2) ? kMostForMusic : kMost;
}

libav::Codec open_codec(const CodecOptions& options, const Recipe& recipe) {
  const AVCodec* codec = avcodec_find_encoder_by_name(recipe.codec);
  if (codec == nullptr) throw InternalError(fmt::format("libav lacks {}.", recipe.codec));
  libav::Codec context(avcodec_alloc_context3(codec));
  if (context == nullptr) throw std::bad_alloc();
  context->sample_rate = options.sound.sample_rate_hz;
  context->sample_fmt = sample_format_of(options);
  context->time_base = {1, context->sample_rate};
  context->bit_rate = bitrate_of(options, recipe);
  context->thread_count = 1;
  context->flags |= AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_GLOBAL_HEADER;
  if (options.format == FileFormat::mp3) context->compression_level = 5;
  if (options.format == FileFormat::opus) {
    context->compression_level = opus_complexity_at(context->bit_rate, options.sound.channels);
  }
  if (options.format == FileFormat::flac) {
    context->compression_level = 5;
    context->frame_size = options.block_frames;
    context->bits_per_raw_sample = options.bits_per_sample;
  }
  av_channel_layout_default(&context->ch_layout, options.sound.channels);
  libav::Dictionary settings;
  if (recipe.option != nullptr) settings.set(recipe.option, recipe.value);
  const int code = avcodec_open2(context.get(), codec, settings.get());
  if (code == AVERROR(EINVAL) || code == AVERROR_EXTERNAL) {
    throw InvalidParameter(fmt::format("{} can't be written at {} bits per second, {} Hz and {} "
                                       "channels.",
                                       audio::info_of(options.format).name, context->bit_rate,
                                       options.sound.sample_rate_hz, options.sound.channels))
        .at("/bitrate")
        .advise("Leave the bit rate out, or choose another.");
  }
  libav::check(code, "opening an encoder");
  return context;
}

}  // namespace

struct PacketEncoder::State {
  CodecInfo info;
  libav::Codec codec;  // null for plain PCM
  libav::Packet packet = libav::make_packet();
  libav::Frame frame = libav::make_frame();
  Quantizer quantizer;
  audio::Dither unused_dither;
  std::vector<float> pending;
  std::vector<std::int32_t> steps;
  std::vector<std::uint8_t> bytes;
  std::int64_t frames_in = 0;

  explicit State(const CodecOptions& options) : quantizer(options.bits_per_sample) {
    libav::quieten();
    info.options = options;
    const Recipe& recipe = recipe_of(options.format);
    info.bitrate = bitrate_of(options, recipe);
    info.packet_frames = options.block_frames > 0 ? options.block_frames : kPcmBlockFrames;
    if (recipe.codec == nullptr) return;
    codec = open_codec(options, recipe);
    if (codec->frame_size > 0) info.packet_frames = codec->frame_size;
    info.delay = codec->initial_padding;
    info.extradata.assign(codec->extradata, codec->extradata + codec->extradata_size);
  }

  std::size_t channels() const { return static_cast<std::size_t>(info.options.sound.channels); }

  void encode_block(std::span<const float> block, const TakePacket& take) {
    const auto frames = static_cast<Frames>(block.size() / channels());
    if (codec == nullptr) {
      bytes.clear();
      quantizer.pack(block, bytes);
      take(bytes, frames);
      return;
    }
    av_frame_unref(frame.get());
    frame->nb_samples = static_cast<int>(frames);
    frame->format = codec->sample_fmt;
    frame->sample_rate = codec->sample_rate;
    libav::check(av_channel_layout_copy(&frame->ch_layout, &codec->ch_layout), "encoding");
    libav::check(av_frame_get_buffer(frame.get(), 0), "encoding");
    fill(block);
    frame->pts = frames_in;
    frames_in += frames;
    libav::check(avcodec_send_frame(codec.get(), frame.get()), "encoding");
    receive(take);
  }

  void fill(std::span<const float> block) {
    if (info.options.format != FileFormat::flac) {
      audio::fill_frame(*frame, block, false, unused_dither);
      return;
    }
    steps.resize(block.size());
    quantizer.quantize(block, steps);
    if (codec->sample_fmt == AV_SAMPLE_FMT_S16) {
      auto* out = reinterpret_cast<std::int16_t*>(frame->data[0]);
      std::transform(steps.begin(), steps.end(), out,
                     [](std::int32_t step) { return static_cast<std::int16_t>(step); });
    } else {
      auto* out = reinterpret_cast<std::int32_t*>(frame->data[0]);
      std::transform(steps.begin(), steps.end(), out, [](std::int32_t step) { return step * 256; });
    }
  }

  void receive(const TakePacket& take) {
    while (true) {
      const int code = avcodec_receive_packet(codec.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
      libav::check(code, "encoding");
      // An encoder may tell its new headers at the very end in an empty packet.
      if (packet->size > 0) {
        take({packet->data, static_cast<std::size_t>(packet->size)}, packet->duration);
      }
      av_packet_unref(packet.get());
    }
  }
};

PacketEncoder::PacketEncoder(const CodecOptions& options)
    : state_(std::make_unique<State>(options)) {}
PacketEncoder::~PacketEncoder() = default;
PacketEncoder::PacketEncoder(PacketEncoder&&) noexcept = default;

const CodecInfo& PacketEncoder::info() const {
  return state_->info;
}

void PacketEncoder::write(std::span<const float> interleaved, const TakePacket& take) {
  State& state = *state_;
  const std::size_t block = static_cast<std::size_t>(state.info.packet_frames) * state.channels();
  state.pending.insert(state.pending.end(), interleaved.begin(), interleaved.end());
  std::span<const float> left = state.pending;
  while (left.size() >= block) {
    state.encode_block(left.first(block), take);
    left = left.subspan(block);
  }
  state.pending.erase(state.pending.begin(),
                      state.pending.end() - static_cast<std::ptrdiff_t>(left.size()));
}

void PacketEncoder::finish(const TakePacket& take) {
  State& state = *state_;
  if (!state.pending.empty()) state.encode_block(state.pending, take);
  state.pending.clear();
  if (state.codec == nullptr) return;
  libav::check(avcodec_send_frame(state.codec.get(), nullptr), "encoding");
  state.receive(take);
}

}  // namespace musicgen::looper
