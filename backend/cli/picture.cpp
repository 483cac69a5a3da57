// musicgen picture: a waveform and a spectrogram as PNG.

#include "audio/picture.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"

namespace musicgen::cli {
namespace {

struct FileNames {
  std::string sound;
  std::string png;
};

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
      ->check(CLI::Range(200, 8000))
      ->capture_default_str();
  command->add_option("--height", options->height_px, "Pixels")
      ->check(CLI::Range(200, 8000))
      ->capture_default_str();
  command->callback([&program, names, options] {
    program.action = [names, options] {
      audio::draw_sound(names->sound, names->png, *options);
      fmt::print("{}\n", names->png);
      return 0;
    };
  });
}

}  // namespace musicgen::cli
