#pragma once
// A thin layer over cairo: what the pictures need, without its handles.

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audio/colours.h"

struct _cairo;
struct _cairo_surface;

namespace musicgen::audio {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Box {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

// Pixels, 0xRRGGBB, row by row.
struct Bitmap {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;
};

enum class Align { left, centre, right };

class Canvas {
 public:
  Canvas(int width, int height, Colour background);

  void fill(const Box& box, Colour colour, double opacity = 1.0);
  void frame(const Box& box, Colour colour, double opacity = 1.0);
  void line(Point from, Point to, Colour colour, double opacity = 1.0);

  // A filled shape whose colour changes from top to bottom through the given stops (0 to 1).
  void fill_shape(const std::vector<Point>& corners, const Box& gradient_over,
                  const std::vector<std::pair<double, Colour>>& stops);

  void bitmap(const Bitmap& bitmap, Point corner);

  // Text in one line, its middle at the height of `at`; cut with "…" where it is wider than `room`.
  void text(const std::string& text, Point at, Align align, double size, Colour colour,
            bool bold = false, double room = 1e9);

  // The picture as a PNG file. Throws std::system_error where the disk refuses.
  void save(const std::filesystem::path& png) const;

 private:
  struct Free {
    void operator()(_cairo* cairo) const;
    void operator()(_cairo_surface* surface) const;
  };
  void set_colour(Colour colour, double opacity);

  std::unique_ptr<_cairo_surface, Free> surface_;
  std::unique_ptr<_cairo, Free> cairo_;
};

}  // namespace musicgen::audio
