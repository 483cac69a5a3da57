#include "audio/picture.h"

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <gtest/gtest.h>

#include "audio/sound_map.h"
#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
using namespace testing;
namespace {

SoundMap map_of(Sound sound) {
  MemorySource source(std::move(sound));
  return map_sound(source);
}

std::size_t loudest_band(const SoundMap& map, std::size_t column) {
  const float* powers = map.powers_of(column);
  return static_cast<std::size_t>(std::max_element(powers, powers + SoundMap::kBands) - powers);
}

TEST(SoundMap, ASineIsOneBandAtItsLevel) {
  for (const int rate_hz : {8000, 44100, 96000}) {
    for (const double hz : {60.0, 440.0, 3000.0}) {
      const SoundMap map = map_of(sine({rate_hz, 2}, rate_hz, 0.5f, hz));
      const std::size_t middle = map.columns.size() / 2;
      const std::size_t band = loudest_band(map, middle);
      EXPECT_NEAR(frequency_of_band(static_cast<double>(band)) / hz, 1.0, 0.06) << rate_hz;
      EXPECT_NEAR(10.0 * std::log10(map.powers_of(middle)[band]), -6.0, 1.5) << rate_hz;
    }
  }
}

TEST(SoundMap, ColumnsHoldCrestsAndMeanSquare) {
  for (const SoundMap::Column& column : map_of(sine({44100, 2}, 44288, 0.5f, 4410.0)).columns) {
    EXPECT_NEAR(column.highest, 0.5f, 0.03f);
    EXPECT_NEAR(column.lowest, -0.5f, 0.03f);
    EXPECT_NEAR(column.square, 0.125f, 0.002f);
  }
}

TEST(SoundMap, AnEventStandsAtItsTimeInAllBands) {
  Sound click{{44100, 2}, std::vector<float>(2 * 44100 * 2)};
  click.samples[2 * 44100] = 1.0f;
  const SoundMap map = map_of(click);
  const auto expected = static_cast<double>(44100 / map.frames_per_column);
  for (const std::size_t band : {std::size_t{40}, std::size_t{250}, std::size_t{450}}) {
    double weighted = 0.0;
    double sum = 0.0;
    for (std::size_t column = 0; column < map.columns.size(); ++column) {
      weighted += static_cast<double>(column) * static_cast<double>(map.powers_of(column)[band]);
      sum += static_cast<double>(map.powers_of(column)[band]);
    }
    EXPECT_NEAR(weighted / sum, expected, 3.0) << band;
  }
}

TEST(SoundMap, LongSoundHasNoMoreColumns) {
  const SoundMap map = map_of(noise({44100, 2}, 44100 * 60, 0.5f));
  EXPECT_LE(map.columns.size(), 4096u);
  EXPECT_EQ(map.frames, 44100 * 60);
  EXPECT_EQ(static_cast<Frames>(map.columns.size()),
            (map.frames + map.frames_per_column - 1) / map.frames_per_column);
}

TEST(SoundMap, SamplesWhatItIsToldToLookAt) {
  const ScratchFolder folder(fs::temp_directory_path());
  Sound sound = sine({44100, 2}, 44100 * 8, 0.5f, 440.0);
  const Sound high = sine({44100, 2}, 44100 * 4, 0.5f, 3000.0);
  std::copy(high.samples.begin(), high.samples.end(), sound.samples.begin());
  write_float_wav(folder.path() / "sound.wav", sound);
  const SoundMap map = sample_sound(*open_decoder(folder.path() / "sound.wav"), 8);
  ASSERT_EQ(map.columns.size(), 8u);
  for (std::size_t column = 0; column < 8; ++column) {
    const auto hz = frequency_of_band(static_cast<double>(loudest_band(map, column)));
    EXPECT_NEAR(hz / (column < 4 ? 3000.0 : 440.0), 1.0, 0.06) << column;
  }
}

TEST(SoundMap, OfNothingIsEmpty) {
  EXPECT_TRUE(map_of({{44100, 2}, {}}).columns.empty());
}

// --- the picture ---------------------------------------------------------------------------------

class Picture : public ::testing::Test {
 protected:
  // Fonts stay in memory until the program ends, which a leak checker would call a leak.
  static void TearDownTestSuite() {
    cairo_debug_reset_static_data();
    FcFini();
  }

  fs::path sound_of(const Sound& sound) const {
    write_float_wav(scratch_.path() / "sound.wav", sound);
    return scratch_.path() / "sound.wav";
  }
  fs::path png() const { return scratch_.path() / "sound.png"; }

 private:
  ScratchFolder scratch_{fs::temp_directory_path()};
};

struct Image {
  explicit Image(const fs::path& path)
      : surface(cairo_image_surface_create_from_png(path.c_str())) {}
  ~Image() { cairo_surface_destroy(surface); }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  int width() const { return cairo_image_surface_get_width(surface); }
  int height() const { return cairo_image_surface_get_height(surface); }
  int brightness(int x, int y) const {
    const unsigned char* pixel =
        cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface) + 4 * x;
    return pixel[0] + pixel[1] + pixel[2];
  }

  cairo_surface_t* surface;
};

TEST_F(Picture, HasTheWantedSize) {
  PictureOptions options;
  options.width_px = 900;
  options.height_px = 500;
  draw_sound(sound_of(song({44100, 2}, 44100 * 5)), png(), options);
  const Image image(png());
  EXPECT_EQ(image.width(), 900);
  EXPECT_EQ(image.height(), 500);
}

TEST_F(Picture, ShowsAToneAsABrightLineOnDarkGround) {
  draw_sound(sound_of(sine({44100, 2}, 44100 * 5, 0.9f, 1000.0)), png());
  const Image image(png());
  std::vector<int> bright_rows;
  for (int y = 230; y < 555; ++y) {
    if (image.brightness(600, y) > 500) bright_rows.push_back(y);
  }
  ASSERT_FALSE(bright_rows.empty());
  EXPECT_LT(bright_rows.back() - bright_rows.front(), 12);
}

TEST_F(Picture, DrawsSilenceAndTheShortestSound) {
  draw_sound(sound_of({{44100, 2}, std::vector<float>(88200)}), png());
  EXPECT_EQ(Image(png()).width(), 1200);
  draw_sound(sound_of({{8000, 1}, {0.5f}}), png());
  EXPECT_EQ(Image(png()).width(), 1200);
}

TEST_F(Picture, IsTheSameEveryTime) {
  const fs::path sound = sound_of(song({44100, 2}, 44100 * 5));
  PictureOptions options;
  options.title = "雨 🌧️ مطر \x01 <b>";
  draw_sound(sound, png(), options);
  const std::string first = read_text_file(png());
  draw_sound(sound, png(), options);
  EXPECT_TRUE(first == read_text_file(png()));
}

TEST_F(Picture, RefusesSizesThatCannotBeDrawn) {
  PictureOptions options;
  options.width_px = 1 << 20;
  const fs::path sound = sound_of(song({44100, 2}, 44100));
  EXPECT_THROW(draw_sound(sound, png(), options), InvalidParameter);
  EXPECT_THROW(draw_sound(sound.parent_path() / "none.wav", png()), FileNotFound);
}

TEST_F(Picture, IsNotDrawnOnceAStopWasAskedFor) {
  std::stop_source stop;
  stop.request_stop();
  const fs::path sound = sound_of(song({44100, 2}, 44100));
  EXPECT_THROW(draw_sound(sound, png(), {}, stop.get_token()), Cancelled);
  EXPECT_FALSE(fs::exists(png()));
}

}  // namespace
}  // namespace musicgen::audio
