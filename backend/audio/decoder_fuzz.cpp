// Feeds any bytes to all that reads audio files: whatever comes must end in sound or in one of our
// errors, never in a crash, a hang or a heap that grows.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <unistd.h>

#include "audio/decoder.h"
#include "audio/loop_marks.h"
#include "audio/peaks.h"
#include "audio/tags.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr Frames kMostFrames = 200'000;

// A file in the folder that Linux keeps in memory. TagLib goes by the name first.
class MemoryFile {
 public:
  MemoryFile(std::string_view bytes, const std::string& extension)
      : path_("/dev/shm/audio-fuzz-XXXXXX" + extension) {
    const int descriptor = ::mkstemps(path_.data(), static_cast<int>(extension.size()));
    if (descriptor < 0) std::abort();
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    ::close(descriptor);
    if (written != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  ~MemoryFile() { ::unlink(path_.c_str()); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Our errors are the right answer to broken input.
template <class Work>
void run(const Work& work) {
  try {
    work();
  } catch (const InternalError&) {
    std::abort();
  } catch (const Error&) {
  }
}

void read_some(Source& source, Frames most) {
  std::vector<float> block(4096 * static_cast<std::size_t>(source.format().channels));
  for (Frames done = 0; done < most;) {
    const std::size_t frames = source.read(block);
    if (frames == 0) return;
    done += static_cast<Frames>(frames);
  }
}

void decode(const std::string& path) {
  const auto decoder = open_decoder(path);
  read_some(*decoder, kMostFrames);
  for (const Frames frame : {Frames{1}, decoder->info().frames.value_or(0) / 2}) {
    if (frame > 10 * kMostFrames) continue;
    decoder->seek(frame);
    read_some(*decoder, 5000);
  }
  read_some(*open_decoder_as(path, {48000, 2}), 5000);
}

void retag(const std::string& path) {
  Tags tags = read_tags(path);
  tags.title = "Changed";
  tags.cover = Picture{"image/png", "png"};
  write_tags(path, tags);
  read_tags(path);
}

}  // namespace
}  // namespace musicgen::audio

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace musicgen::audio;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const std::string kExtensions[] = {"", ".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a"};
  const MemoryFile file(bytes, kExtensions[size % std::size(kExtensions)]);
  run([&] { decode(file.path()); });
  run([&] { loop_marks_in_wav(file.path()); });
  run([&] { retag(file.path()); });
  run([&] { peaks_from_bytes(bytes); });
  return 0;
}
