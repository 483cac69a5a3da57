#include "audio/loop_marks.h"

#include <charconv>
#include <cmath>
#include <initializer_list>
#include <string_view>
#include <system_error>

#include <rifffile.h>
#include <tfilestream.h>

#include "audio/input_file.h"
#include "audio/tags.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
namespace {

constexpr double kMostFrames = 1e15;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !(value >= 0 && value < kMostFrames)) return std::nullopt;
  return value;
}

// "2646000" counts frames; "60.5", "1:00.5" and "0:01:00.5" are times.
std::optional<Frames> frames_in(std::string_view text, int sample_rate_hz) {
  if (text.find_first_of(":.") == std::string_view::npos) {
    const auto frames = number_of(text);
    return frames ? std::optional(static_cast<Frames>(*frames)) : std::nullopt;
  }
  double seconds = 0;
  for (std::size_t colon = 0; colon != std::string_view::npos;) {
    colon = text.find(':');
    const auto part = number_of(text.substr(0, colon));
    if (!part) return std::nullopt;
    seconds = 60 * seconds + *part;
    if (colon != std::string_view::npos) text.remove_prefix(colon + 1);
  }
  if (seconds * sample_rate_hz >= kMostFrames) return std::nullopt;
  return std::llround(seconds * sample_rate_hz);
}

// The first of the names that the file has decides.
std::optional<Frames> frames_at(const FieldOf& field, std::initializer_list<const char*> names,
                                int sample_rate_hz) {
  for (const char* name : names) {
    if (const auto text = field(name)) return frames_in(trim(*text), sample_rate_hz);
  }
  return std::nullopt;
}

// The chunks of a WAV file, of which TagLib itself shows only the tags.
class WavChunks final : public TagLib::RIFF::File {
 public:
  explicit WavChunks(TagLib::IOStream& stream) : File(&stream, LittleEndian) {}
  using File::setChunkData;
  TagLib::Tag* tag() const override { return nullptr; }
  TagLib::AudioProperties* audioProperties() const override { return nullptr; }
  bool save() override { return false; }

  TagLib::ByteVector find(const char* name, unsigned most_bytes) {
    for (unsigned i = 0; i < chunkCount(); ++i) {
      if (chunkName(i) == name && chunkDataSize(i) <= most_bytes) return chunkData(i);
    }
    return {};
  }
};

// Multimedia Data Standards Update (Microsoft 1994), "Sample Chunk": nine numbers, of which the
// third is the nanoseconds of a frame, the fourth a MIDI note and the eighth counts the loops; then
// for each loop its id, kind (0: forward), first frame, last frame, fraction and count (0: for
// ever).
constexpr const char* kSampler = "smpl";
constexpr unsigned kHeadBytes = 36;
constexpr unsigned kLoopBytes = 24;

TagLib::ByteVector sampler_chunk(Frames first, Frames last, int sample_rate_hz) {
  constexpr Frames kMiddleC = 60;
  const Frames numbers[] = {
      0, 0, 1'000'000'000 / sample_rate_hz, kMiddleC, 0, 0, 0, 1, 0, 0, 0, first, last, 0, 0};
  TagLib::ByteVector chunk;
  for (const Frames number : numbers) {
    chunk.append(TagLib::ByteVector::fromUInt(static_cast<unsigned>(number), false));
  }
  return chunk;
}

// TagLib does not tell why it could not write.
constexpr std::uint64_t kSpareBytes = 1 << 20;

[[noreturn]] void refuse(std::errc reason) {
  throw std::system_error(std::make_error_code(reason), "writing loop marks");
}

bool is_wav(const fs::path& path) {
  TagLib::FileStream stream(path.c_str(), true);
  const TagLib::ByteVector header = stream.readBlock(12);
  return header.startsWith("RIFF") && header.endsWith("WAVE");
}

}  // namespace

std::optional<LoopMarks> loop_marks_in_fields(const FieldOf& field, int sample_rate_hz) {
  const auto at = [&](std::initializer_list<const char*> names) {
    return frames_at(field, names, sample_rate_hz);
  };
  const auto start = at({"LOOPSTART", "LOOP_START", "LOOP-START"});
  const auto length = at({"LOOPLENGTH", "LOOP_LENGTH", "LOOP-LENGTH"});
  const auto end = at({"LOOPEND", "LOOP_END", "LOOP-END"});
  if (!start && !length && !end) return std::nullopt;
  LoopMarks marks{start.value_or(0), end};
  if (length) marks.end = marks.start + *length;
  return marks;
}

std::optional<LoopMarks> loop_marks_in_wav(const fs::path& path) {
  constexpr unsigned kMostBytes = 1 << 16;
  require_regular_file(path);
  TagLib::FileStream stream(path.c_str(), true);
  const TagLib::ByteVector chunk = WavChunks(stream).find(kSampler, kMostBytes);
  for (unsigned at = kHeadBytes; at + kLoopBytes <= chunk.size(); at += kLoopBytes) {
    const Frames first = chunk.toUInt(at + 8, false);
    const Frames last = chunk.toUInt(at + 12, false);
    if (chunk.toUInt(at + 4, false) == 0 && first < last) return LoopMarks{first, last + 1};
  }
  return std::nullopt;
}

void write_loop_marks(const fs::path& path, const LoopMarks& marks, int sample_rate_hz) {
  require_regular_file(path);
  const Frames end = marks.end.value();
  if (!is_wav(path)) {
    write_fields(path, {{"LOOPSTART", fmt::format("{}", marks.start)},
                        {"LOOPLENGTH", fmt::format("{}", end - marks.start)}});
    return;
  }
  {
    TagLib::FileStream stream(path.c_str());
    if (stream.readOnly()) refuse(std::errc::permission_denied);
    WavChunks(stream).setChunkData(kSampler, sampler_chunk(marks.start, end - 1, sample_rate_hz));
  }
  if (loop_marks_in_wav(path) == marks) return;
  if (free_bytes(path) < kSpareBytes) refuse(std::errc::no_space_on_device);
  throw InvalidAudioFormat("The loop can't be written into this WAV file.")
      .advise("Use a WAV file of less than 4 GB, or another format.");
}

}  // namespace musicgen::audio
