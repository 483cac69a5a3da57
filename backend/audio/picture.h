#pragma once
// Pictures of sound as PNG: a waveform and a spectrogram with axes, drawn with cairo.

#include <filesystem>
#include <string>

namespace musicgen::audio {

struct PictureOptions {
  int width_px = 1200;
  int height_px = 600;  // upper third waveform, the rest spectrogram
  std::string title;
};

// Decodes `sound` once, block by block, and writes `png`. Frequencies are on a logarithmic axis
// from 30 Hz to 18 kHz, levels in dB relative to full scale from -90 to 0.
// Throws FileNotFound, InvalidAudioFormat, std::system_error.
void draw_sound(const std::filesystem::path& sound, const std::filesystem::path& png,
                const PictureOptions& options = {});

}  // namespace musicgen::audio
