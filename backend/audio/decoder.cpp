#include "audio/decoder.h"

#include <cmath>
#include <limits>
#include <map>

#include "audio/channel_mixer.h"
#include "audio/input_file.h"
#include "audio/libav.h"
#include "audio/mp3_gap.h"
#include "audio/resampler.h"
#include "base/error.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
namespace {

constexpr int kMaxChannels = 64;
constexpr int kMinRateHz = 1000;
constexpr int kMaxRateHz = 768000;

// Codecs carry state from packet to packet (MP3's bit reservoir, Opus' prediction), and libav knows
// the exact place in an Ogg file only from the second page on: decoding starts this long before the
// wanted frame.
constexpr Seconds kPreroll{2.0};

[[noreturn]] void refuse(const std::string& why) {
  throw InvalidAudioFormat("The file can't be read as audio: " + why + ".")
      .advise("Use an audio file such as MP3, WAV, FLAC, Ogg, Opus or M4A.");
}

int refuse_to_open_others(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

libav::Input open_container(const fs::path& path, AVIOContext* io) {
  AVFormatContext* raw = avformat_alloc_context();
  if (raw == nullptr) throw std::bad_alloc();
  raw->pb = io;
  // Playlists must not make us read other files or the network, whoever wrote them.
  raw->io_open = refuse_to_open_others;
  libav::Dictionary options;
  options.set("protocol_whitelist", "none");
  options.set("max_size", "65536");  // of a packet of plain PCM; libav's 4096 is slow
  const int code =
      avformat_open_input(&raw, path.filename().c_str(), nullptr, options.get());  // frees on error
  if (code < 0) refuse(libav::describe(code));
  return libav::Input(raw);
}

AVStream* first_audio_stream(AVFormatContext& container) {
  AVStream* found = nullptr;
  for (unsigned i = 0; i < container.nb_streams; ++i) {
    AVStream* stream = container.streams[i];
    if (found == nullptr && stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
      found = stream;
    } else {
      stream->discard = AVDISCARD_ALL;
    }
  }
  if (found == nullptr) refuse("there is no sound in it");
  return found;
}

void check_sound(int sample_rate_hz, int channels) {
  if (channels < 1 || channels > kMaxChannels) {
    refuse(fmt::format("it claims to have {} channels", channels));
  }
  if (sample_rate_hz < kMinRateHz || sample_rate_hz > kMaxRateHz) {
    refuse(fmt::format("it claims a sample rate of {} Hz", sample_rate_hz));
  }
}

libav::Codec open_codec(const AVStream& stream) {
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  if (codec == nullptr) {
    refuse(fmt::format("no decoder for {}", avcodec_get_name(stream.codecpar->codec_id)));
  }
  libav::Codec context(avcodec_alloc_context3(codec));
  if (context == nullptr) throw std::bad_alloc();
  libav::check(avcodec_parameters_to_context(context.get(), stream.codecpar), "opening a decoder");
  context->pkt_timebase = stream.time_base;
  context->thread_count = 1;
  const int code = avcodec_open2(context.get(), codec, nullptr);
  if (code < 0) refuse(libav::describe(code));
  return context;
}

// Codecs of which libav's demuxers count every frame. Others get their timestamps from the bit rate
// or from blocks of a nominal length.
bool is_exactly_timed(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_AAC:
    case AV_CODEC_ID_ALAC:
    case AV_CODEC_ID_FLAC:
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_OPUS:
    case AV_CODEC_ID_TTA:
    case AV_CODEC_ID_VORBIS:
    case AV_CODEC_ID_WAVPACK:
      return true;
    default:
      return codec >= AV_CODEC_ID_FIRST_AUDIO && codec < AV_CODEC_ID_ADPCM_IMA_QT;  // PCM
  }
}

// An open file with its decoder: the part of the state that going back to the start replaces.
struct Stream {
  libav::Io io;
  libav::Input container;
  AVStream* stream = nullptr;  // owned by the container
  libav::Codec codec;

  explicit Stream(const fs::path& path)
      : io(libav::open_file(path, AVIO_FLAG_READ)), container(open_container(path, io.get())) {
    const int code = avformat_find_stream_info(container.get(), nullptr);
    if (code < 0) refuse(libav::describe(code));
    stream = first_audio_stream(*container);
    check_sound(stream->codecpar->sample_rate, stream->codecpar->ch_layout.nb_channels);
    codec = open_codec(*stream);
  }
};

class LibavDecoder final : public Decoder {
 public:
  explicit LibavDecoder(const fs::path& path);

  StreamFormat format() const override { return info_.format; }
  const FileInfo& info() const override { return info_; }
  std::size_t read(std::span<float> interleaved) override;
  void seek(Frames frame) override;

 private:
  std::size_t pending_frames() const;
  bool decode_next();
  bool receive_frame();
  bool feed_packet();
  void convert_frame();
  void prepare_converter();
  void restart();
  void skip(Frames frames);
  bool has_exact_timestamps() const;
  bool jump_before(Frames frame);
  bool find(Frames frame);
  Frames frames_allowed() const;

  fs::path path_;
  std::unique_ptr<Stream> open_;
  FileInfo info_;
  libav::Packet packet_ = libav::make_packet();
  libav::Frame frame_ = libav::make_frame();
  libav::Frame converter_input_ = libav::make_frame();  // rate, layout and format it was made for
  libav::Converter converter_;
  std::vector<float> pending_;
  std::size_t pending_begin_ = 0;                  // in samples
  Frames position_ = 0;                            // of the next frame to be read
  std::int64_t first_timestamp_ = AV_NOPTS_VALUE;  // of frame 0
  bool drained_ = false;
  bool any_sound_ = false;
};

// Frames that the container counts although they are not part of the sound.
Frames uncounted_frames(const fs::path& path, const Stream& open) {
  switch (open.stream->codecpar->codec_id) {
    case AV_CODEC_ID_OPUS:
      return open.stream->codecpar->initial_padding;
    case AV_CODEC_ID_MP3:
      return mp3_gap(path);
    default:
      return 0;
  }
}

std::optional<LoopMarks> marks_in(const fs::path& path, const Stream& open) {
  const auto field = [&](const char* name) -> std::optional<std::string> {
    for (const AVDictionary* fields : {open.container->metadata, open.stream->metadata}) {
      if (const auto* found = av_dict_get(fields, name, nullptr, 0)) return found->value;
    }
    return std::nullopt;
  };
  const auto marks = loop_marks_in_fields(field, open.stream->codecpar->sample_rate);
  const bool wav = std::string_view(open.container->iformat->name) == "wav";
  return wav && !marks ? loop_marks_in_wav(path) : marks;
}

FileInfo describe_stream(const fs::path& path, const Stream& open) {
  const AVStream& stream = *open.stream;
  FileInfo info;
  info.container = open.container->iformat->name;
  info.codec = avcodec_get_name(stream.codecpar->codec_id);
  info.format = {stream.codecpar->sample_rate, stream.codecpar->ch_layout.nb_channels};
  const AVRational frame_time{1, info.format.sample_rate_hz};
  if (stream.duration != AV_NOPTS_VALUE && stream.duration > 0) {
    info.frames = av_rescale_q(stream.duration, stream.time_base, frame_time);
  } else if (open.container->duration != AV_NOPTS_VALUE && open.container->duration > 0) {
    info.frames = av_rescale_q(open.container->duration, AV_TIME_BASE_Q, frame_time);
  }
  if (info.frames) {
    info.frames = std::max<Frames>(0, *info.frames - uncounted_frames(path, open));
    info.duration = seconds_of(*info.frames, info.format.sample_rate_hz);
  }
  const std::int64_t bitrate =
      stream.codecpar->bit_rate > 0 ? stream.codecpar->bit_rate : open.container->bit_rate;
  info.bitrate = static_cast<int>(std::clamp<std::int64_t>(bitrate, 0, INT_MAX));
  info.loop_marks = marks_in(path, open);
  return info;
}

LibavDecoder::LibavDecoder(const fs::path& path)
    : path_(path), open_(std::make_unique<Stream>(path)), info_(describe_stream(path, *open_)) {}

std::size_t LibavDecoder::pending_frames() const {
  return (pending_.size() - pending_begin_) / static_cast<std::size_t>(info_.format.channels);
}

std::size_t LibavDecoder::read(std::span<float> interleaved) {
  const auto channels = static_cast<std::size_t>(info_.format.channels);
  const auto wanted =
      std::min(interleaved.size() / channels, static_cast<std::size_t>(frames_allowed()));
  std::size_t done = 0;
  while (done < wanted) {
    if (pending_frames() == 0 && !decode_next()) break;
    const std::size_t count = std::min(wanted - done, pending_frames());
    std::copy_n(pending_.begin() + static_cast<std::ptrdiff_t>(pending_begin_), count * channels,
                interleaved.begin() + static_cast<std::ptrdiff_t>(done * channels));
    pending_begin_ += count * channels;
    done += count;
  }
  if (wanted > 0 && !any_sound_) refuse("nothing in it can be decoded");
  position_ += static_cast<Frames>(done);
  return done;
}

// libav passes on the padding at the end of MP4 and of Ogg files of a single page, though their
// headers tell the length.
Frames LibavDecoder::frames_allowed() const {
  const bool trimmed_by_us =
      info_.container.starts_with("mov,") ||
      (info_.container == "ogg" && info_.frames < info_.format.sample_rate_hz);
  if (!trimmed_by_us || !info_.frames) return std::numeric_limits<Frames>::max();
  return std::max<Frames>(0, *info_.frames - position_);
}

// Fills `pending_` with the next decoded sound; false at the end.
bool LibavDecoder::decode_next() {
  pending_.clear();
  pending_begin_ = 0;
  while (pending_.empty()) {
    if (!receive_frame()) return false;
    if (first_timestamp_ == AV_NOPTS_VALUE) first_timestamp_ = frame_->best_effort_timestamp;
    convert_frame();
    any_sound_ = any_sound_ || !pending_.empty();
  }
  return true;
}

// Decodes into `frame_`. Damaged packets are passed over; false at the end.
bool LibavDecoder::receive_frame() {
  while (true) {
    const int code = avcodec_receive_frame(open_->codec.get(), frame_.get());
    if (code >= 0 && frame_->nb_samples > 0) return true;
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (code == AVERROR_EOF || (code < 0 && drained_)) return false;
    if (code < 0 && !feed_packet()) return false;
  }
}

// Hands the next packet of our stream to the decoder, at the end of the file the order to drain.
bool LibavDecoder::feed_packet() {
  while (true) {
    const int read_code = av_read_frame(open_->container.get(), packet_.get());
    if (read_code < 0) {
      if (open_->io->error < 0) libav::check(open_->io->error, "reading an audio file");
      drained_ = true;
      return avcodec_send_packet(open_->codec.get(), nullptr) >= 0;
    }
    const bool ours = packet_->stream_index == open_->stream->index;
    const int send_code = ours ? avcodec_send_packet(open_->codec.get(), packet_.get()) : 0;
    av_packet_unref(packet_.get());
    if (send_code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (ours && send_code >= 0) return true;
  }
}

// Appends `frame_` to `pending_` as interleaved floats in the rate and channels of `info_`.
void LibavDecoder::convert_frame() {
  if (frame_->sample_rate <= 0) frame_->sample_rate = info_.format.sample_rate_hz;
  if (frame_->ch_layout.nb_channels < 1 || frame_->ch_layout.nb_channels > kMaxChannels) return;
  prepare_converter();
  const int room = swr_get_out_samples(converter_.get(), frame_->nb_samples);
  if (room <= 0) return;
  pending_.resize(static_cast<std::size_t>(room) * static_cast<std::size_t>(info_.format.channels));
  auto* out = reinterpret_cast<std::uint8_t*>(pending_.data());
  const int frames =
      swr_convert(converter_.get(), &out, room,
                  const_cast<const std::uint8_t**>(frame_->extended_data), frame_->nb_samples);
  pending_.resize(static_cast<std::size_t>(std::max(frames, 0)) *
                  static_cast<std::size_t>(info_.format.channels));
  for (float& sample : pending_) {
    if (!std::isfinite(sample)) sample = 0.0f;
  }
}

// Rate and channels may change inside a file (joined MP3s, radio recordings).
void LibavDecoder::prepare_converter() {
  const AVFrame& known = *converter_input_;
  if (converter_ && known.format == frame_->format && known.sample_rate == frame_->sample_rate &&
      av_channel_layout_compare(&known.ch_layout, &frame_->ch_layout) == 0) {
    return;
  }
  AVChannelLayout wanted{};
  const bool same_channels = frame_->ch_layout.nb_channels == info_.format.channels;
  if (same_channels) {
    libav::check(av_channel_layout_copy(&wanted, &frame_->ch_layout), "converting samples");
  } else {
    av_channel_layout_default(&wanted, info_.format.channels);
  }
  SwrContext* raw = nullptr;
  int code = swr_alloc_set_opts2(&raw, &wanted, AV_SAMPLE_FMT_FLT, info_.format.sample_rate_hz,
                                 &frame_->ch_layout, static_cast<AVSampleFormat>(frame_->format),
                                 frame_->sample_rate, 0, nullptr);
  converter_.reset(raw);
  av_channel_layout_uninit(&wanted);
  if (code >= 0 && !same_channels) {
    const std::vector<double> shares =
        mixing_matrix(frame_->ch_layout.nb_channels, info_.format.channels);
    code = swr_set_matrix(converter_.get(), shares.data(), frame_->ch_layout.nb_channels);
  }
  if (code >= 0) code = swr_init(converter_.get());
  if (code < 0) refuse(libav::describe(code));
  converter_input_->format = frame_->format;
  converter_input_->sample_rate = frame_->sample_rate;
  libav::check(av_channel_layout_copy(&converter_input_->ch_layout, &frame_->ch_layout),
               "converting samples");
}

void LibavDecoder::restart() {
  open_ = std::make_unique<Stream>(path_);
  converter_.reset();
  pending_.clear();
  pending_begin_ = 0;
  first_timestamp_ = AV_NOPTS_VALUE;
  position_ = 0;
  drained_ = false;
}

void LibavDecoder::skip(Frames frames) {
  while (frames > 0) {
    if (pending_frames() == 0 && !decode_next()) return;
    const auto count = std::min(frames, static_cast<Frames>(pending_frames()));
    pending_begin_ += static_cast<std::size_t>(count * info_.format.channels);
    position_ += count;
    frames -= count;
  }
}

void LibavDecoder::seek(Frames frame) {
  if (frame < 0) throw InvalidParameter("A position in a file can't be negative.");
  if (first_timestamp_ == AV_NOPTS_VALUE) decode_next();
  const Frames preroll = frames_of(kPreroll, info_.format.sample_rate_hz);
  const bool near = frame >= position_ && frame - position_ <= preroll;
  if (!near && frame > preroll && has_exact_timestamps()) {
    if (jump_before(frame - preroll) && find(frame)) return;
    restart();
  }
  if (frame < position_) restart();
  skip(frame - position_);
}

// Ticks that don't divide a frame's time (Matroska's milliseconds) can't tell the exact place.
bool LibavDecoder::has_exact_timestamps() const {
  const AVRational tick = open_->stream->time_base;
  return is_exactly_timed(open_->stream->codecpar->codec_id) &&
         first_timestamp_ != AV_NOPTS_VALUE && tick.num > 0 &&
         tick.den % (static_cast<std::int64_t>(tick.num) * info_.format.sample_rate_hz) == 0;
}

// Seeks by the container's index to a packet before the frame.
bool LibavDecoder::jump_before(Frames frame) {
  const AVRational frame_time{1, info_.format.sample_rate_hz};
  const std::int64_t timestamp =
      first_timestamp_ + av_rescale_q(frame, frame_time, open_->stream->time_base);
  if (av_seek_frame(open_->container.get(), open_->stream->index, timestamp, AVSEEK_FLAG_BACKWARD) <
      0) {
    return false;
  }
  avcodec_flush_buffers(open_->codec.get());
  converter_.reset();
  drained_ = false;
  return true;
}

// Decodes on until the frame is in `pending_`; false where the timestamps lead past it. They have
// outliers (libav misjudges blocks of Vorbis at the start of a page), so that all vote on the
// place.
bool LibavDecoder::find(Frames frame) {
  const AVRational frame_time{1, info_.format.sample_rate_hz};
  std::map<Frames, int> votes;  // on where the first frame after the jump stands
  Frames counted = 0;
  while (decode_next()) {
    if (frame_->best_effort_timestamp != AV_NOPTS_VALUE) {
      const Frames place = av_rescale_q(frame_->best_effort_timestamp - first_timestamp_,
                                        open_->stream->time_base, frame_time);
      ++votes[place - counted];
    }
    if (!votes.empty()) {
      position_ =
          counted + std::ranges::max_element(votes, {}, [](auto& v) { return v.second; })->first;
      if (position_ > frame) return false;
    }
    counted += static_cast<Frames>(pending_frames());
    if (!votes.empty() && position_ + static_cast<Frames>(pending_frames()) > frame) {
      skip(frame - position_);
      return true;
    }
  }
  return false;
}

}  // namespace

std::unique_ptr<Decoder> open_decoder(const fs::path& path) {
  libav::quieten();
  require_regular_file(path);
  return std::make_unique<LibavDecoder>(path);
}

std::unique_ptr<Source> open_decoder_as(const fs::path& path, StreamFormat wanted) {
  std::unique_ptr<Source> source = open_decoder(path);
  // Mixing down first leaves less to resample, mixing up last too.
  if (wanted.channels < source->format().channels) {
    source = mix_channels(std::move(source), wanted.channels);
  }
  source = resample(std::move(source), wanted.sample_rate_hz);
  return mix_channels(std::move(source), wanted.channels);
}

}  // namespace musicgen::audio
