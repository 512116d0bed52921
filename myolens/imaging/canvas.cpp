#include "myolens/imaging/canvas.h"

#include <cairo.h>
#include <numbers>

#include "myolens/base/error.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct DestroyFontOptions {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};

void check_status(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  throw Error(
      status == CAIRO_STATUS_INVALID_STRING ? ErrorCode::kInvalidArgument : ErrorCode::kInternal,
      std::string("drawing failed: ") + cairo_status_to_string(status));
}

// Cairo's RGB24: one native 32-bit word per pixel, red in bits 16 to 23.
uint32_t* row_of(cairo_surface_t* surface, int y) {
  unsigned char* data = cairo_image_surface_get_data(surface);
  const ptrdiff_t stride = cairo_image_surface_get_stride(surface);
  return reinterpret_cast<uint32_t*>(data + stride * y);
}

void set_colour(cairo_t* context, Rgb colour) {
  cairo_set_source_rgb(context, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
}

}  // namespace

struct Canvas::Impl {
  std::unique_ptr<cairo_surface_t, DestroySurface> surface;
  std::unique_ptr<cairo_t, DestroyContext> context;

  void stroke(Rgb colour, double width_pixels) {
    set_colour(context.get(), colour);
    cairo_set_line_width(context.get(), width_pixels);
    cairo_stroke(context.get());
    check_status(cairo_status(context.get()));
  }
};

Canvas::Canvas(const Image& image) : impl_(std::make_unique<Impl>()) {
  check_encodable(image);
  if (image.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a canvas needs an RGB picture, got 1 channel");
  }
  impl_->surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, image.width, image.height));
  check_status(cairo_surface_status(impl_->surface.get()));
  for (int y = 0; y < image.height; ++y) {
    const uint8_t* source = image.pixel(0, y);
    uint32_t* target = row_of(impl_->surface.get(), y);
    for (int x = 0; x < image.width; ++x, source += 3) {
      target[x] = static_cast<uint32_t>(source[0] << 16 | source[1] << 8 | source[2]);
    }
  }
  cairo_surface_mark_dirty(impl_->surface.get());
  impl_->context.reset(cairo_create(impl_->surface.get()));
  check_status(cairo_status(impl_->context.get()));
}

Canvas::~Canvas() = default;

void Canvas::text(double x, double y, const std::string& text, const TextStyle& style) {
  cairo_t* context = impl_->context.get();
  const std::unique_ptr<cairo_font_options_t, DestroyFontOptions> options(
      cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(context, options.get());
  cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context, style.size_pixels);
  set_colour(context, style.colour);
  cairo_move_to(context, x, y);
  cairo_show_text(context, text.c_str());
  check_status(cairo_status(context));
}

void Canvas::line(double x0, double y0, double x1, double y1, Rgb colour, double width_pixels) {
  cairo_new_path(impl_->context.get());
  cairo_move_to(impl_->context.get(), x0, y0);
  cairo_line_to(impl_->context.get(), x1, y1);
  impl_->stroke(colour, width_pixels);
}

void Canvas::circle(double centre_x, double centre_y, double radius, Rgb colour,
                    double width_pixels) {
  cairo_new_path(impl_->context.get());
  cairo_arc(impl_->context.get(), centre_x, centre_y, radius, 0, 2 * std::numbers::pi);
  impl_->stroke(colour, width_pixels);
}

Image Canvas::image() const {
  cairo_surface_t* surface = impl_->surface.get();
  cairo_surface_flush(surface);
  Image image(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), 3);
  for (int y = 0; y < image.height; ++y) {
    const uint32_t* source = row_of(surface, y);
    uint8_t* target = image.pixel(0, y);
    for (int x = 0; x < image.width; ++x, target += 3) {
      target[0] = static_cast<uint8_t>(source[x] >> 16);
      target[1] = static_cast<uint8_t>(source[x] >> 8);
      target[2] = static_cast<uint8_t>(source[x]);
    }
  }
  return image;
}

}  // namespace myolens
