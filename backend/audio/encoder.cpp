#include "audio/encoder.h"

#include "audio/libav.h"
#include "audio/samples.h"
#include "audio/soxr_stream.h"
#include "base/error.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
namespace {

constexpr int kOpusRateHz = 48000;
constexpr int kFreeBlockFrames = 8192;  // for codecs that take blocks of any length

// How libav makes each format.
struct Recipe {
  FileFormat format;
  const char* muxer;
  const char* codec;
  int max_channels;
  int min_bitrate;
  int max_bitrate;  // 0: lossless
  const char* option;
  const char* value;
};

// LAME's level 5 is its balance of speed and quality. Vorbis, Opus and AAC are at the best of their
// defaults; "fast" would cost AAC audible quality and gain little.
constexpr Recipe kRecipes[] = {
    {FileFormat::wav, "wav", nullptr, 64, 0, 0, nullptr, nullptr},
    {FileFormat::flac, "flac", "flac", 8, 0, 0, "compression_level", "5"},
    {FileFormat::mp3, "mp3", "libmp3lame", 2, 8000, 320000, "compression_level", "5"},
    {FileFormat::ogg, "ogg", "libvorbis", 8, 16000, 500000, nullptr, nullptr},
    {FileFormat::opus, "opus", "libopus", 8, 6000, 510000, "vbr", "on"},
    {FileFormat::m4a, "ipod", "aac", 8, 16000, 512000, "aac_pns", "0"},
};

const Recipe& recipe_of(FileFormat format) {
  for (const Recipe& recipe : kRecipes) {
    if (recipe.format == format) return recipe;
  }
  throw InternalError("A file format is missing from the table of recipes.");
}

const AVCodec* codec_of(const Recipe& recipe, int bits_per_sample) {
  const char* name = recipe.codec;
  if (name == nullptr) {
    name = bits_per_sample == 32 ? "pcm_f32le" : bits_per_sample == 24 ? "pcm_s24le" : "pcm_s16le";
  }
  const AVCodec* codec = avcodec_find_encoder_by_name(name);
  if (codec == nullptr) throw InternalError(fmt::format("libav lacks the encoder {}.", name));
  return codec;
}

AVSampleFormat sample_format_of(const EncoderOptions& options) {
  switch (options.format) {
    case FileFormat::wav:
    case FileFormat::flac:
      return options.bits_per_sample == 32   ? AV_SAMPLE_FMT_FLT
             : options.bits_per_sample == 24 ? AV_SAMPLE_FMT_S32
                                             : AV_SAMPLE_FMT_S16;
    case FileFormat::opus:
      return AV_SAMPLE_FMT_FLT;
    default:
      return AV_SAMPLE_FMT_FLTP;
  }
}

void check_depth(const EncoderOptions& options) {
  if (!info_of(options.format).lossless) return;
  const int bits = options.bits_per_sample;
  if (bits == 16 || bits == 24 || (bits == 32 && options.format == FileFormat::wav)) return;
  throw InvalidParameter(
      fmt::format("{} can't have {} bits per sample.", info_of(options.format).name, bits))
      .at("/bits_per_sample")
      .advise(options.format == FileFormat::wav ? "Choose 16, 24 or 32." : "Choose 16 or 24.");
}

void check_bitrate(const EncoderOptions& options, const Recipe& recipe) {
  if (options.bitrate == 0) return;
  const std::string_view name = info_of(options.format).name;
  if (recipe.max_bitrate == 0) {
    throw InvalidParameter(fmt::format("{} is lossless and takes no bit rate.", name))
        .at("/bitrate")
        .advise("Leave the bit rate out.");
  }
  if (options.bitrate >= recipe.min_bitrate && options.bitrate <= recipe.max_bitrate) return;
  throw InvalidParameter(
      fmt::format("{} can't have a bit rate of {} bits per second.", name, options.bitrate))
      .at("/bitrate")
      .advise(fmt::format("Choose {} to {}.", recipe.min_bitrate, recipe.max_bitrate));
}

void check_input(const EncoderOptions& options, const Recipe& recipe, const AVCodec& codec) {
  const std::string_view name = info_of(options.format).name;
  if (options.input.channels < 1 || options.input.channels > recipe.max_channels) {
    throw InvalidParameter(fmt::format("{} can't have {} channels.", name, options.input.channels))
        .at("/channels")
        .advise(fmt::format("Choose 1 to {}.", recipe.max_channels));
  }
  const int rate = options.input.sample_rate_hz;
  bool supported = rate >= 1000 && rate <= 655350;
  if (codec.supported_samplerates != nullptr && options.format != FileFormat::opus) {
    const int* known = codec.supported_samplerates;
    while (*known != 0 && *known != rate) ++known;
    supported = *known == rate;
  }
  if (!supported) {
    throw InvalidParameter(fmt::format("{} can't have a sample rate of {} Hz.", name, rate))
        .at("/sample_rate_hz")
        .advise("Choose 44100 or 48000.");
  }
}

// The default is meant for stereo at 44.1 kHz; less sound needs fewer bits.
int bitrate_of(const EncoderOptions& options, const Recipe& recipe, int sample_rate_hz) {
  if (options.bitrate != 0 || recipe.max_bitrate == 0) return options.bitrate;
  const double share =
      options.input.channels / 2.0 * std::min(1.0, static_cast<double>(sample_rate_hz) / 44100.0);
  return std::clamp(static_cast<int>(info_of(options.format).default_bitrate * share),
                    recipe.min_bitrate, recipe.max_bitrate);
}

libav::Codec open_codec(const EncoderOptions& options, const Recipe& recipe, bool global_header) {
  const AVCodec* codec = codec_of(recipe, options.bits_per_sample);
  check_input(options, recipe, *codec);
  libav::Codec context(avcodec_alloc_context3(codec));
  if (context == nullptr) throw std::bad_alloc();
  context->sample_rate =
      options.format == FileFormat::opus ? kOpusRateHz : options.input.sample_rate_hz;
  context->sample_fmt = sample_format_of(options);
  context->time_base = {1, context->sample_rate};
  context->bit_rate = bitrate_of(options, recipe, context->sample_rate);
  context->thread_count = 1;
  if (context->sample_fmt == AV_SAMPLE_FMT_S32) context->bits_per_raw_sample = 24;
  if (options.deterministic) context->flags |= AV_CODEC_FLAG_BITEXACT;
  if (global_header) context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  av_channel_layout_default(&context->ch_layout, options.input.channels);
  libav::Dictionary settings;
  if (recipe.option != nullptr) settings.set(recipe.option, recipe.value);
  const int code = avcodec_open2(context.get(), codec, settings.get());
  if (code == AVERROR(EINVAL) || code == AVERROR_EXTERNAL) {
    throw InvalidParameter(fmt::format("{} can't be written at {} bits per second, {} Hz and {} "
                                       "channels.",
                                       info_of(options.format).name, context->bit_rate,
                                       context->sample_rate, options.input.channels))
        .at("/bitrate")
        .advise("Leave the bit rate out, or choose another.");
  }
  libav::check(code, "opening an encoder");
  return context;
}

class LibavEncoder final : public Sink {
 public:
  LibavEncoder(const fs::path& path, const EncoderOptions& options);

  StreamFormat format() const override { return options_.input; }
  void write(std::span<const float> interleaved) override;
  void finish() override;

 private:
  void write_header();
  void take(std::span<const float> sound);
  void encode(std::span<const float> block);
  void write_packets();
  void check_disk() const;

  EncoderOptions options_;
  libav::Io io_;
  libav::Output container_;
  libav::Codec codec_;
  AVStream* stream_ = nullptr;  // owned by the container
  libav::Packet packet_ = libav::make_packet();
  libav::Frame frame_ = libav::make_frame();
  std::optional<SoxrStream> resampler_;
  std::size_t block_samples_ = 0;
  std::vector<float> pending_;  // less than a block
  std::vector<float> resampled_;
  Dither dither_;
  std::int64_t frames_encoded_ = 0;
};

libav::Output make_container(const Recipe& recipe) {
  AVFormatContext* raw = nullptr;
  libav::check(avformat_alloc_output_context2(&raw, nullptr, recipe.muxer, nullptr),
               "making an audio file");
  return libav::Output(raw);
}

LibavEncoder::LibavEncoder(const fs::path& path, const EncoderOptions& options)
    : options_(options) {
  const Recipe& recipe = recipe_of(options.format);
  check_depth(options);
  check_bitrate(options, recipe);
  container_ = make_container(recipe);
  codec_ = open_codec(options, recipe, (container_->oformat->flags & AVFMT_GLOBALHEADER) != 0);
  stream_ = avformat_new_stream(container_.get(), nullptr);
  if (stream_ == nullptr) throw std::bad_alloc();
  stream_->time_base = codec_->time_base;
  libav::check(avcodec_parameters_from_context(stream_->codecpar, codec_.get()),
               "making an audio file");
  if (options.deterministic) container_->flags |= AVFMT_FLAG_BITEXACT;

  io_ = libav::open_file(path, AVIO_FLAG_WRITE);
  container_->pb = io_.get();
  write_header();

  if (codec_->sample_rate != options.input.sample_rate_hz) {
    resampler_.emplace(options.input.sample_rate_hz, codec_->sample_rate, options.input.channels);
  }
  const int block_frames = codec_->frame_size > 0 ? codec_->frame_size : kFreeBlockFrames;
  block_samples_ = static_cast<std::size_t>(block_frames * options.input.channels);
}

void LibavEncoder::write_header() {
  libav::Dictionary settings;
  if (options_.format == FileFormat::wav) settings.set("rf64", "auto");
  // A damaged page is lost as a whole, so a page should be short; in microseconds.
  if (options_.format == FileFormat::ogg || options_.format == FileFormat::opus) {
    settings.set("page_duration", "200000");
  }
  // The edit list of an MP4 tells the length in this unit; milliseconds would round it.
  if (options_.format == FileFormat::m4a) {
    settings.set("movie_timescale", std::to_string(codec_->sample_rate).c_str());
  }
  libav::check(avformat_write_header(container_.get(), settings.get()), "writing an audio file");
}

void LibavEncoder::write(std::span<const float> interleaved) {
  if (!resampler_) return take(interleaved);
  resampled_.clear();
  resampler_->feed(interleaved, resampled_);
  take(resampled_);
}

// Encodes whole blocks and keeps the rest for later.
void LibavEncoder::take(std::span<const float> sound) {
  if (!pending_.empty()) {
    const std::size_t count = std::min(sound.size(), block_samples_ - pending_.size());
    pending_.insert(pending_.end(), sound.begin(),
                    sound.begin() + static_cast<std::ptrdiff_t>(count));
    sound = sound.subspan(count);
    if (pending_.size() < block_samples_) return;
    encode(pending_);
    pending_.clear();
  }
  for (; sound.size() >= block_samples_; sound = sound.subspan(block_samples_)) {
    encode(sound.first(block_samples_));
  }
  pending_.assign(sound.begin(), sound.end());
}

void LibavEncoder::encode(std::span<const float> block) {
  av_frame_unref(frame_.get());
  frame_->nb_samples = static_cast<int>(block.size()) / options_.input.channels;
  frame_->format = codec_->sample_fmt;
  frame_->sample_rate = codec_->sample_rate;
  libav::check(av_channel_layout_copy(&frame_->ch_layout, &codec_->ch_layout), "encoding");
  libav::check(av_frame_get_buffer(frame_.get(), 0), "encoding");
  const bool exact = options_.format == FileFormat::wav;
  fill_frame(*frame_, block, exact, dither_);
  frame_->pts = frames_encoded_;
  frames_encoded_ += frame_->nb_samples;
  libav::check(avcodec_send_frame(codec_.get(), frame_.get()), "encoding");
  write_packets();
}

void LibavEncoder::write_packets() {
  while (true) {
    const int code = avcodec_receive_packet(codec_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    libav::check(code, "encoding");
    av_packet_rescale_ts(packet_.get(), codec_->time_base, stream_->time_base);
    packet_->stream_index = stream_->index;
    libav::check(av_write_frame(container_.get(), packet_.get()), "writing an audio file");
    av_packet_unref(packet_.get());
    check_disk();
  }
}

void LibavEncoder::check_disk() const {
  libav::check(io_->error, "writing an audio file");
}

void LibavEncoder::finish() {
  if (resampler_) {
    resampled_.clear();
    resampler_->finish(resampled_);
    take(resampled_);
  }
  if (!pending_.empty()) encode(pending_);
  pending_.clear();
  libav::check(avcodec_send_frame(codec_.get(), nullptr), "encoding");
  write_packets();
  libav::check(av_write_trailer(container_.get()), "writing an audio file");
  avio_flush(io_.get());
  check_disk();
  container_->pb = nullptr;
  AVIOContext* io = io_.release();
  libav::check(avio_closep(&io), "closing an audio file");
}

}  // namespace

std::unique_ptr<Sink> open_encoder(const fs::path& path, const EncoderOptions& options) {
  libav::quieten();
  return std::make_unique<LibavEncoder>(path, options);
}

}  // namespace musicgen::audio
