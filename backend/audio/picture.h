#pragma once
// Pictures of sound as PNG: a waveform and a spectrogram with axes, drawn with cairo.

#include <filesystem>
#include <stop_token>
#include <string>

namespace musicgen::audio {

struct PictureOptions {
  int width_px = 1200;
  int height_px = 600;  // upper third waveform, the rest spectrogram
  std::string title;
};

// Decodes `sound` once, block by block, and writes `png`. Frequencies are on a logarithmic axis
// from 30 Hz to 18 kHz, levels in dB relative to full scale from -90 to 0.
// Throws FileNotFound, InvalidAudioFormat, Cancelled, std::system_error.
void draw_sound(const std::filesystem::path& sound, const std::filesystem::path& png,
                const PictureOptions& options = {}, const std::stop_token& stop = {});

// Nothing but the spectrogram, 2048 × 480 pixels, on the same axes as above: time from side to
// side, frequency from bottom to top. What is longer than an hour is looked at in 1,024 places
// instead of being decoded whole, so that ten hours take seconds. Throws as above.
void draw_spectrogram(const std::filesystem::path& sound, const std::filesystem::path& png);

}  // namespace musicgen::audio
