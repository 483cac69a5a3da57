#include "audio/canvas.h"

#include <cmath>
#include <cstring>
#include <new>

#include <cairo.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace musicgen::audio {
namespace {

void check(cairo_status_t status) {
  if (status == CAIRO_STATUS_NO_MEMORY) throw std::bad_alloc();
  if (status != CAIRO_STATUS_SUCCESS) {
    throw InternalError(fmt::format("Drawing failed: {}.", cairo_status_to_string(status)));
  }
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

double width_of(cairo_t* cairo, const std::string& text) {
  cairo_text_extents_t extents;
  cairo_text_extents(cairo, text.c_str(), &extents);
  return extents.x_advance;
}

std::string shortened(cairo_t* cairo, const std::string& text, double room) {
  if (width_of(cairo, text) <= room) return text;
  for (std::size_t count = count_characters(text); count > 0; --count) {
    std::string shorter = first_characters(text, count - 1) + "…";
    if (width_of(cairo, shorter) <= room) return shorter;
  }
  return "";
}

}  // namespace

void Canvas::Free::operator()(_cairo* cairo) const {
  cairo_destroy(cairo);
}
void Canvas::Free::operator()(_cairo_surface* surface) const {
  cairo_surface_destroy(surface);
}

Canvas::Canvas(int width, int height, Colour background)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      cairo_(cairo_create(surface_.get())) {
  check(cairo_status(cairo_.get()));
  set_colour(background, 1.0);
  cairo_paint(cairo_.get());
  cairo_set_line_width(cairo_.get(), 1.0);
}

void Canvas::set_colour(Colour colour, double opacity) {
  cairo_set_source_rgba(cairo_.get(), colour.red, colour.green, colour.blue, opacity);
}

void Canvas::fill(const Box& box, Colour colour, double opacity) {
  set_colour(colour, opacity);
  cairo_rectangle(cairo_.get(), box.x, box.y, box.width, box.height);
  cairo_fill(cairo_.get());
}

// Half a pixel in, so that a line of one pixel stays sharp.
void Canvas::frame(const Box& box, Colour colour, double opacity) {
  set_colour(colour, opacity);
  cairo_rectangle(cairo_.get(), box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
  cairo_stroke(cairo_.get());
}

void Canvas::line(Point from, Point to, Colour colour, double opacity) {
  set_colour(colour, opacity);
  cairo_move_to(cairo_.get(), std::floor(from.x) + 0.5, std::floor(from.y) + 0.5);
  cairo_line_to(cairo_.get(), std::floor(to.x) + 0.5, std::floor(to.y) + 0.5);
  cairo_stroke(cairo_.get());
}

void Canvas::fill_shape(const std::vector<Point>& corners, const Box& gradient_over,
                        const std::vector<std::pair<double, Colour>>& stops) {
  cairo_pattern_t* gradient =
      cairo_pattern_create_linear(0.0, gradient_over.y, 0.0, gradient_over.bottom());
  for (const auto& [place, colour] : stops) {
    cairo_pattern_add_color_stop_rgb(gradient, place, colour.red, colour.green, colour.blue);
  }
  cairo_set_source(cairo_.get(), gradient);
  cairo_pattern_destroy(gradient);  // the context holds it now
  for (const Point& corner : corners) cairo_line_to(cairo_.get(), corner.x, corner.y);
  cairo_close_path(cairo_.get());
  cairo_fill(cairo_.get());
}

void Canvas::bitmap(const Bitmap& bitmap, Point corner) {
  const std::unique_ptr<_cairo_surface, Free> image(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, bitmap.width, bitmap.height));
  check(cairo_surface_status(image.get()));
  unsigned char* rows = cairo_image_surface_get_data(image.get());
  const int stride = cairo_image_surface_get_stride(image.get());
  for (int y = 0; y < bitmap.height; ++y) {
    std::memcpy(rows + y * stride,
                bitmap.pixels.data() + static_cast<std::ptrdiff_t>(y) * bitmap.width,
                static_cast<std::size_t>(bitmap.width) * sizeof(std::uint32_t));
  }
  cairo_surface_mark_dirty(image.get());
  cairo_set_source_surface(cairo_.get(), image.get(), corner.x, corner.y);
  cairo_paint(cairo_.get());
}

void Canvas::text(const std::string& text, Point at, Align align, double size, Colour colour,
                  bool bold, double room) {
  cairo_select_font_face(cairo_.get(), "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo_.get(), size);
  const std::string shown = shortened(cairo_.get(), clean_text(text), room);
  const double width = width_of(cairo_.get(), shown);
  const double shift = align == Align::left ? 0.0 : align == Align::right ? width : width / 2;
  constexpr double kHalfHeightOfDigits = 0.36;  // of the font's size
  set_colour(colour, 1.0);
  cairo_move_to(cairo_.get(), at.x - shift, at.y + kHalfHeightOfDigits * size);
  cairo_show_text(cairo_.get(), shown.c_str());
}

void Canvas::save(const std::filesystem::path& png) const {
  check(cairo_status(cairo_.get()));
  std::string bytes;
  check(cairo_surface_write_to_png_stream(surface_.get(), append, &bytes));
  write_text_file(png, bytes);
}

}  // namespace musicgen::audio
