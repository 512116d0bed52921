#include "myolens/phantom/screen.h"

#include "myolens/base/error.h"
#include "myolens/phantom/screen_annotations.h"
#include "myolens/phantom/screen_parts.h"
#include "myolens/phantom/screen_slices.h"

namespace myolens {
namespace {

const FloatImage& map_of(const std::vector<ScreenMap>& maps, ImageKind image) {
  for (const ScreenMap& map : maps) {
    if (map.image == image) return map.uptake;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "the screen shows " + std::string(image_kind_name(image)) + ", which is not given");
}

Image painted(const std::vector<ScreenMap>& maps, const ScreenStyle& style) {
  Image screen = plain_screen(style.size, style.ground);
  const ColourScale& scale = find_colour_scale(style.colour_scale);
  const DiscEdge edge =
      style.layout == ScreenLayout::kSingle ? DiscEdge::kCutToMap : DiscEdge::kExact;
  for (const ScreenDisc& shown : style.discs) {
    if (shown.difference) {
      const FloatImage& stress = map_of(maps, {shown.image.view, StudyState::kStress});
      const FloatImage& rest = map_of(maps, {shown.image.view, StudyState::kRest});
      paint_difference(screen, {stress, rest}, shown.disc, style.difference_colours);
    } else {
      paint_map(screen, map_of(maps, shown.image), shown.disc, scale, edge);
    }
  }
  for (const ScreenSlice& slice : style.slices) {
    paint_slice(screen, map_of(maps, slice.image), slice, scale);
  }
  for (const ScreenVentricle& ventricle : style.ventricles) {
    paint_ventricle(screen, map_of(maps, ventricle.image), ventricle, scale);
  }
  for (const ScreenBox& bar : style.colour_bars) paint_colour_bar(screen, bar, scale);
  return screen;
}

Image annotated(const Image& clean, const std::vector<ScreenMap>& maps, const ScreenStyle& style) {
  Canvas canvas(clean);
  for (const ScreenDisc& shown : style.discs) {
    draw_marks(canvas, shown.disc, style.marks);
    if (style.marks.percentages && !shown.difference) {
      draw_percentages(canvas, map_of(maps, shown.image), shown.disc, style.marks.colour);
    }
  }
  for (const ScreenText& text : style.texts) {
    canvas.text(text.x, text.y, text.text,
                {.size_pixels = text.size_pixels, .colour = text.colour});
  }
  return canvas.image();
}

Image changed_pixels(const Image& before, const Image& after) {
  Image mask(before.width, before.height, 1);
  for (size_t i = 0; i < mask.samples.size(); ++i) {
    const uint8_t* a = before.samples.data() + 3 * i;
    const uint8_t* b = after.samples.data() + 3 * i;
    mask.samples[i] = a[0] != b[0] || a[1] != b[1] || a[2] != b[2] ? 255 : 0;
  }
  return mask;
}

}  // namespace

DrawnScreen draw_screen(const std::vector<ScreenMap>& maps, const ScreenStyle& style) {
  DrawnScreen drawn;
  drawn.clean = painted(maps, style);
  drawn.screen = annotated(drawn.clean, maps, style);
  drawn.overlay = changed_pixels(drawn.clean, drawn.screen);
  for (const ScreenDisc& shown : style.discs) drawn.discs.push_back({shown.name, shown.disc});
  return drawn;
}

}  // namespace myolens
