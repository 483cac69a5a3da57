#pragma once
// Music for tests of the loop writer, known in closed form at every moment, so that what a loop
// should sound like is known without resampling.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <numbers>
#include <vector>

#include "audio/test_sound.h"
#include "looper/loop_writer.h"

namespace musicgen::looper::testing {

using audio::testing::Sound;

// An intro of its own for `start` seconds, then sound that repeats itself every `length` seconds:
// partials from 60 Hz to 9 kHz under a beat.
class LoopingMusic {
 public:
  LoopingMusic(double start, double length) : start_(start), length_(length) {
    audio::testing::Noise noise(3);
    for (int i = 0; i < 18; ++i) {
      const double hz = 60.0 * std::pow(150.0, (i + 0.5 * noise.next()) / 17.0);
      partials_.push_back({std::round(hz * length), 0.11 / (1.0 + 0.15 * i), 3.0 * noise.next()});
    }
  }

  double at(double seconds, int channel) const {
    const double turns = (seconds - start_) / length_;
    double sum = 0.0;
    for (const Partial& partial : partials_) {
      sum += partial.level * std::sin(2.0 * std::numbers::pi * partial.cycles * turns +
                                      partial.phase * (1 + channel));
    }
    // At the seam the beat is neither at its loudest nor at its softest.
    const double beat = std::cos(std::numbers::pi * (std::round(1.6 * length_) * turns + 0.25));
    sum *= 0.45 + 0.55 * beat * beat;
    if (seconds < start_) {
      const double rise = std::sin(std::numbers::pi * seconds / start_);
      sum += 0.1 * rise * rise * std::sin(2.0 * std::numbers::pi * 333.0 * seconds);
    }
    return sum;
  }

  Sound play(audio::StreamFormat format, double seconds) const {
    Sound sound{format, {}};
    const Frames frames = frames_of(Seconds(seconds), format.sample_rate_hz);
    for (Frames i = 0; i < frames; ++i) {
      for (int c = 0; c < format.channels; ++c) {
        sound.samples.push_back(
            static_cast<float>(at(static_cast<double>(i) / format.sample_rate_hz, c)));
      }
    }
    return sound;
  }

  // What a loop file should hold, fades apart, given how much faster it plays.
  Sound loop(const LoopReport& report, int track_rate_hz) const {
    const int rate = report.sample_rate_hz;
    const double length_in_file = std::round(length_ * track_rate_hz) / track_rate_hz * rate;
    const double frame_seconds = length_in_file / static_cast<double>(report.body_frames) / rate;
    const Frames once = report.body_start + report.body_frames;
    Sound sound{{rate, report.channels}, {}};
    sound.samples.reserve(static_cast<std::size_t>(report.frames * report.channels));
    for (Frames i = 0; i < std::min(once, report.frames); ++i) {
      for (int c = 0; c < report.channels; ++c) {
        sound.samples.push_back(static_cast<float>(at(static_cast<double>(i) * frame_seconds, c)));
      }
    }
    const auto back = static_cast<std::size_t>(report.body_frames * report.channels);
    while (sound.frames() < report.frames) {
      for (int c = 0; c < report.channels; ++c) {
        sound.samples.push_back(sound.samples[sound.samples.size() - back]);
      }
    }
    return sound;
  }

 private:
  struct Partial {
    double cycles;  // in one loop
    double level;
    double phase;
  };

  double start_;
  double length_;
  std::vector<Partial> partials_;
};

// A folder that goes with the test.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "loop-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      found.push_back(entry.path().filename().string());
    }
    return found;
  }

 private:
  std::filesystem::path path_;
};

// What a program prints.
inline std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("can't run " + command);
  std::string text;
  std::vector<char> block(1 << 16);
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), pipe)) {
    text.append(block.data(), count);
  }
  ::pclose(pipe);
  return text;
}

// The sound that the ffmpeg program decodes; `options` come before the input.
inline std::vector<float> ffmpeg_reads(const std::filesystem::path& path,
                                       const std::string& options = "") {
  const std::string bytes = output_of("ffmpeg -v error " + options + " -i " + path.string() +
                                      " -c:a pcm_f32le -f f32le -");
  std::vector<float> samples(bytes.size() / sizeof(float));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  return samples;
}

inline std::string ffprobe_says(const std::filesystem::path& path, const std::string& entry) {
  std::string text = output_of("ffprobe -v error -show_entries " + entry +
                               " -of default=nokey=1:noprint_wrappers=1 " + path.string());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace musicgen::looper::testing
