// How a synthetic screen looks: sizes, places, colours and texts. Nothing in it depends on the
// patient.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/base/random.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/resample.h"
#include "myolens/phantom/screen_layout.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

inline constexpr Size kUsualScreen{1640, 1068};

// A polar map: uptake of one image or, for a difference, stress less rest of its view.
struct ScreenDisc {
  std::string name;  // "stress", "difference", "rest NAC", ...; each once on a screen
  Disc disc;
  ImageKind image;
  bool difference = false;
};

struct ScreenBox {
  int left = 0;  // pixels
  int top = 0;
  int width = 0;
  int height = 0;
};

enum class SliceCut { kShortAxis, kHorizontalLongAxis, kVerticalLongAxis };

struct ScreenSlice {
  ScreenBox box;
  ImageKind image;
  SliceCut cut = SliceCut::kShortAxis;
  double level = 0;  // of a short-axis slice: 0 apex, 1 base
};

// A shaded ventricle seen from the side.
struct ScreenVentricle {
  ScreenBox box;
  ImageKind image;
  double facing_degrees = 0;  // the wall turned to the viewer
  double tilt_degrees = 0;    // of the long axis on the screen
};

struct ScreenText {
  std::string text;
  double x = 0;  // left end of the base line, pixels
  double y = 0;
  double size_pixels = 16;
  Rgb colour{255, 255, 255};
};

// Drawn over every disc.
struct DiscMarks {
  Rgb colour{150, 150, 150};
  double width_pixels = 1.5;
  bool rim = false;             // a thin circle around the disc
  bool segment_lines = false;   // the spider of the 17 segments
  bool percentages = false;     // mean uptake per segment
  bool territories = false;     // thick outlines of the coronary territories
  bool rim_arcs = false;        // short arcs just outside the rim
  bool cross_hair = false;      // a cursor somewhere inside
  double cross_hair_r = 0;      // share of the radius
  double cross_hair_theta = 0;  // degrees
};

// Colours of the difference map where stress and rest are equal, lower, higher.
struct DifferenceColours {
  Rgb equal{128, 128, 128};
  Rgb lower{40, 60, 220};
  Rgb higher{220, 50, 40};
};

struct ScreenStyle {
  ScreenLayout layout = ScreenLayout::kSingle;
  Size size = kUsualScreen;
  Rgb ground{0, 0, 0};
  std::string_view colour_scale;
  DifferenceColours difference_colours;
  std::vector<ScreenDisc> discs;
  std::vector<ScreenSlice> slices;
  std::vector<ScreenVentricle> ventricles;
  std::vector<ScreenBox> colour_bars;
  DiscMarks marks;
  std::vector<ScreenText> texts;  // the first always says SYNTHETIC
  int jpeg_quality = 90;
};

// A department shows its maps in one colour scale; "mixed" draws one for every screen.
inline constexpr std::string_view kUsualColourScale = "cool";
inline constexpr std::string_view kMixedColourScales = "mixed";

struct ScreenRequest {
  ImageKind image;
  ScreenLayout layout = ScreenLayout::kSingle;
  std::string_view colour_scale = kUsualColourScale;  // a name, or kMixedColourScales
};

// The layout "single" is always of the usual size, black, with a JPEG quality of 80 to 95; the
// others also have other sizes, 60 to 95, and, except "white", black, grey and white grounds. Where
// a department is given, all that its screens share (size, colours, places of discs and slices)
// is drawn from its stream: screens of equal streams show their discs at the same places.
// Errors: kInvalidArgument for an unknown colour scale.
ScreenStyle draw_screen_style(const ScreenRequest& request, RandomStream screen,
                              std::optional<RandomStream> department = std::nullopt);

}  // namespace myolens
