#include "audio/picture.h"

#include <cmath>

#include "audio/canvas.h"
#include "audio/decoder.h"
#include "audio/sound_map.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

constexpr Colour kBackground{0.043, 0.047, 0.067};
constexpr Colour kPanel{0.063, 0.067, 0.094};
constexpr Colour kText{0.93, 0.93, 0.96};
constexpr Colour kFaintText{0.58, 0.60, 0.68};
constexpr Colour kGrid{1.0, 1.0, 1.0};
constexpr double kFloorDb = -90.0;

std::uint32_t packed(Colour colour) {
  const auto byte = [](double part) { return static_cast<std::uint32_t>(std::lround(part * 255)); };
  return byte(colour.red) << 16 | byte(colour.green) << 8 | byte(colour.blue);
}

double level_of_power(double power) {
  const double db = 10.0 * std::log10(std::max(power, 1e-12));
  return std::clamp(1.0 - db / kFloorDb, 0.0, 1.0);
}

// Where everything stands, in pixels.
struct Layout {
  double scale;
  Box wave;
  Box spectrogram;
  Box legend;

  explicit Layout(const PictureOptions& options)
      : scale(
            std::clamp(std::min(options.width_px / 1200.0, options.height_px / 600.0), 0.6, 4.0)) {
    const auto pixels = [this](double length) { return std::round(length * scale); };
    const double left = pixels(60);
    const double width = options.width_px - left - pixels(84);
    const double top = pixels(52);
    const double bottom = options.height_px - pixels(38);
    const double gap = pixels(16);
    const double wave_height = std::round((bottom - top - gap) * 0.3);
    wave = {left, top, width, wave_height};
    spectrogram = {left, wave.bottom() + gap, width, bottom - wave.bottom() - gap};
    legend = {spectrogram.right() + pixels(16), spectrogram.y, pixels(12), spectrogram.height};
  }

  double font() const { return 11.5 * scale; }
};

std::string hertz_text(double hz) {
  return hz >= 1000 ? fmt::format("{:g}k", hz / 1000) : fmt::format("{:g}", hz);
}

// "1:05", or "0:02.5" where ticks are closer than a second.
std::string time_text(double seconds, double step) {
  const auto tenths = static_cast<int>(std::lround(seconds * 10));
  if (step < 1.0) return fmt::format("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10);
  const int whole = tenths / 10;
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

// The least round step that gives at most `most` ticks.
double time_step(double seconds, double most) {
  constexpr double kSteps[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800};
  for (const double step : kSteps) {
    if (seconds / step <= most) return step;
  }
  return 3600.0 * std::ceil(seconds / most / 3600.0);
}

// What one column of pixels shows: several columns of the map, or a place between two.
class Reader {
 public:
  Reader(const SoundMap& map, double width) : map_(map), width_(width) {}

  SoundMap::Column wave_at(int x) const {
    SoundMap::Column sum = map_.columns[first(x)];
    double square = 0.0;
    for (std::size_t column = first(x); column <= last(x); ++column) {
      sum.lowest = std::min(sum.lowest, map_.columns[column].lowest);
      sum.highest = std::max(sum.highest, map_.columns[column].highest);
      square += static_cast<double>(map_.columns[column].square);
    }
    sum.square = static_cast<float>(square / static_cast<double>(last(x) - first(x) + 1));
    return sum;
  }

  // Power at any height, for a whole column of pixels.
  std::vector<double> powers_at(int x) const {
    std::vector<double> powers(SoundMap::kBands);
    const double weight = 1.0 / static_cast<double>(last(x) - first(x) + 1);
    for (std::size_t column = first(x); column <= last(x); ++column) {
      const float* bands = map_.powers_of(column);
      for (std::size_t band = 0; band < powers.size(); ++band) {
        powers[band] += weight * static_cast<double>(bands[band]);
      }
    }
    return powers;
  }

 private:
  std::size_t place(double x) const {
    const double count =
        static_cast<double>(map_.frames) / static_cast<double>(map_.frames_per_column);
    return std::min(static_cast<std::size_t>(x / width_ * count), map_.columns.size() - 1);
  }
  std::size_t first(int x) const { return place(x); }
  std::size_t last(int x) const { return std::max(place(x), place(x + 0.999)); }

  const SoundMap& map_;
  double width_;
};

void draw_wave(Canvas& canvas, const Layout& layout, const Reader& reader) {
  const Box& box = layout.wave;
  canvas.fill(box, kPanel);
  const double middle = box.y + box.height / 2;
  const double reach = box.height / 2 - 2;
  const auto height_of = [&](double sample) {
    return middle - std::clamp(sample, -1.0, 1.0) * reach;
  };
  std::vector<Point> peaks;
  std::vector<Point> body;
  const auto columns = static_cast<int>(box.width);
  for (int x = 0; x < columns; ++x) {
    const SoundMap::Column wave = reader.wave_at(x);
    peaks.push_back({box.x + x + 0.5, height_of(static_cast<double>(wave.highest)) - 0.5});
    body.push_back({box.x + x + 0.5, height_of(std::sqrt(static_cast<double>(wave.square)))});
  }
  for (int x = columns - 1; x >= 0; --x) {
    const SoundMap::Column wave = reader.wave_at(x);
    peaks.push_back({box.x + x + 0.5, height_of(static_cast<double>(wave.lowest)) + 0.5});
    body.push_back({box.x + x + 0.5, height_of(-std::sqrt(static_cast<double>(wave.square)))});
  }
  canvas.fill_shape(peaks, box, {{0.0, magma(0.72)}, {0.5, magma(0.45)}, {1.0, magma(0.72)}});
  canvas.fill_shape(body, box, {{0.2, magma(0.95)}, {0.5, magma(0.76)}, {0.8, magma(0.95)}});
  for (const double db : {0.0, -6.0}) {
    const double sample = Decibels{db}.as_gain();
    for (const double side : {sample, -sample}) {
      canvas.line({box.x, height_of(side)}, {box.right(), height_of(side)}, kGrid, 0.07);
    }
    canvas.text(fmt::format("{:g}", db), {box.x - 8 * layout.scale, height_of(sample)},
                Align::right, layout.font(), kFaintText);
  }
  canvas.line({box.x, middle}, {box.right(), middle}, kGrid, 0.12);
  canvas.text("dBFS", {box.x - 8 * layout.scale, middle}, Align::right, layout.font(), kFaintText);
}

Bitmap spectrogram_of(const Reader& reader, int width, int height) {
  Bitmap bitmap{width, height, {}};
  bitmap.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::vector<std::uint32_t> colours;
  for (int i = 0; i < 1024; ++i) colours.push_back(packed(magma(i / 1023.0)));
  for (int x = 0; x < width; ++x) {
    const std::vector<double> powers = reader.powers_at(x);
    for (int y = 0; y < height; ++y) {
      const double band = (SoundMap::kBands - 1) * (height - 1 - y) / std::max(1.0, height - 1.0);
      const auto low = std::min(static_cast<std::size_t>(band), powers.size() - 2);
      const double part = band - static_cast<double>(low);
      const double level =
          (1.0 - part) * level_of_power(powers[low]) + part * level_of_power(powers[low + 1]);
      bitmap.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(x)] =
          colours[static_cast<std::size_t>(std::lround(level * 1023.0))];
    }
  }
  return bitmap;
}

void draw_panel(Canvas& canvas, const Layout& layout, const Reader& reader) {
  const Box& box = layout.spectrogram;
  canvas.bitmap(spectrogram_of(reader, static_cast<int>(box.width), static_cast<int>(box.height)),
                {box.x, box.y});
  for (const double hz : {50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0}) {
    const double y = box.bottom() - box.height * band_of_frequency(hz) / (SoundMap::kBands - 1);
    canvas.line({box.x, y}, {box.right(), y}, kGrid, 0.08);
    canvas.text(hertz_text(hz), {box.x - 8 * layout.scale, y}, Align::right, layout.font(),
                kFaintText);
  }
  canvas.text("Hz", {box.x - 8 * layout.scale, box.y + 5 * layout.scale}, Align::right,
              layout.font(), kFaintText);
}

void draw_legend(Canvas& canvas, const Layout& layout) {
  const Box& box = layout.legend;
  for (int y = 0; y < static_cast<int>(box.height); ++y) {
    canvas.fill({box.x, box.y + y, box.width, 1.0}, magma(1.0 - y / (box.height - 1)));
  }
  for (int db = 0; db >= static_cast<int>(kFloorDb); db -= 15) {
    canvas.text(fmt::format("{}", db),
                {box.right() + 8 * layout.scale, box.y + box.height * db / kFloorDb}, Align::left,
                layout.font(), kFaintText);
  }
  canvas.text("dB", {box.x + box.width / 2, box.y - 12 * layout.scale}, Align::centre,
              layout.font(), kFaintText);
}

void draw_time(Canvas& canvas, const Layout& layout, double seconds) {
  const Box& box = layout.spectrogram;
  const double step = time_step(seconds, box.width / (80 * layout.scale));
  for (int tick = 0; tick * step <= seconds * (1 + 1e-9); ++tick) {
    const double x = box.x + box.width * tick * step / seconds;
    for (const Box* part : {&layout.wave, &layout.spectrogram}) {
      if (tick > 0 && x < box.right() - 1) {
        canvas.line({x, part->y}, {x, part->bottom()}, kGrid, 0.06);
      }
    }
    canvas.line({x, box.bottom()}, {x, box.bottom() + 4 * layout.scale}, kFaintText, 0.7);
    canvas.text(time_text(tick * step, step), {x, box.bottom() + 15 * layout.scale}, Align::centre,
                layout.font(), kFaintText);
  }
}

void draw_title(Canvas& canvas, const Layout& layout, const std::string& title,
                const FileInfo& info, double seconds) {
  const std::string facts =
      fmt::format("{} · {:g} kHz · {}", time_text(seconds, seconds < 10 ? 0.1 : 1.0),
                  info.format.sample_rate_hz / 1000.0,
                  info.format.channels == 1   ? "mono"
                  : info.format.channels == 2 ? "stereo"
                                              : fmt::format("{} channels", info.format.channels));
  const double y = 27 * layout.scale;
  const double room_for_facts = 190 * layout.scale;
  canvas.text(title, {layout.wave.x, y}, Align::left, 17 * layout.scale, kText, true,
              layout.wave.width - room_for_facts);
  canvas.text(facts, {layout.wave.right(), y}, Align::right, layout.font(), kFaintText);
}

void check_size(const PictureOptions& options) {
  if (options.width_px >= 320 && options.width_px <= 16384 && options.height_px >= 200 &&
      options.height_px <= 16384) {
    return;
  }
  throw InvalidParameter(fmt::format("A picture of {} × {} pixels can't be drawn.",
                                     options.width_px, options.height_px))
      .at(options.width_px < 320 || options.width_px > 16384 ? "/width_px" : "/height_px")
      .advise("Choose 320 to 16384 pixels of width and 200 to 16384 of height.");
}

}  // namespace

void draw_sound(const std::filesystem::path& sound, const std::filesystem::path& png,
                const PictureOptions& options, const std::stop_token& stop) {
  check_size(options);
  const FileInfo info = open_decoder(sound)->info();
  const SoundMap map = map_sound(*open_decoder_as(sound, {info.format.sample_rate_hz, 2}), stop);
  if (map.columns.empty()) throw InvalidAudioFormat("There is no sound in the file.");

  const Layout layout(options);
  Canvas canvas(options.width_px, options.height_px, kBackground);
  const Reader reader(map, layout.wave.width);
  const double seconds = seconds_of(map.frames, info.format.sample_rate_hz).count();
  draw_wave(canvas, layout, reader);
  draw_panel(canvas, layout, reader);
  draw_legend(canvas, layout);
  draw_time(canvas, layout, seconds);
  draw_title(canvas, layout, options.title, info, seconds);
  canvas.save(png);
}

void draw_spectrogram(const std::filesystem::path& sound, const std::filesystem::path& png) {
  constexpr int kWidth = 2048;
  constexpr int kHeight = SoundMap::kBands;
  constexpr Seconds kLong{3600};
  const auto decoder = open_decoder(sound);
  const FileInfo& info = decoder->info();
  const SoundMap map = info.frames && info.duration > kLong
                           ? sample_sound(*decoder, kWidth / 2)
                           : map_sound(*open_decoder_as(sound, {info.format.sample_rate_hz, 2}));
  if (map.columns.empty()) throw InvalidAudioFormat("There is no sound in the file.");
  Canvas canvas(kWidth, kHeight, kBackground);
  canvas.bitmap(spectrogram_of(Reader(map, kWidth), kWidth, kHeight), {0, 0});
  canvas.save(png);
}

}  // namespace musicgen::audio
