// musicgen picture: a waveform and a spectrogram as PNG.

#include "audio/picture.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/command.h"

namespace musicgen::cli {
namespace {

struct FileNames {
  std::string sound;
  std::string png;
};

void draw(const FileNames& names, const audio::PictureOptions& options) {
  std::error_code none;
  if (std::filesystem::equivalent(names.sound, names.png, none)) {
    throw InvalidParameter("The picture would replace the sound that it shows.")
        .at("/png")
        .advise("Choose another name for the picture.");
  }
  audio::draw_sound(names.sound, names.png, options);
  fmt::print("{}\n", names.png);
}

}  // namespace

void add_picture(CLI::App& app, Program& program) {
  auto names = std::make_shared<FileNames>();
  auto options = std::make_shared<audio::PictureOptions>();
  CLI::App* command =
      app.add_subcommand("picture", "Draw a sound file's waveform and spectrogram as PNG");
  command->add_option("sound", names->sound, "Any audio file")->required();
  command->add_option("png", names->png, "The picture to write")->required();
  command->add_option("--title", options->title, "Words above the picture");
  command->add_option("--width", options->width_px, "Pixels")
      ->check(CLI::Range(320, 16384))
      ->capture_default_str();
  command->add_option("--height", options->height_px, "Pixels")
      ->check(CLI::Range(200, 16384))
      ->capture_default_str();
  command->callback([&program, names, options] {
    program.action = [names, options] {
      draw(*names, *options);
      return 0;
    };
  });
}

}  // namespace musicgen::cli
