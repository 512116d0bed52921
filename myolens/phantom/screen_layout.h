// Arrangements of discs, slices and text in which vendors' programs show a patient's images.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "myolens/phantom/image_kind.h"

namespace myolens {

enum class ScreenLayout {
  kSingle,        // one disc, one line of text, black ground
  kColumn,        // stress, rest and their difference; slices and 3-D views beside them
  kGrid,          // two by two: stress and rest, AC and NAC; slices and 3-D views beside them
  kSegmentLines,  // one disc with segment lines, percentages, territory outlines, rim arcs, markers
  kWhite,         // one disc and slices, dark text on white
};
inline constexpr std::array<ScreenLayout, 5> kScreenLayouts{
    ScreenLayout::kSingle, ScreenLayout::kColumn, ScreenLayout::kGrid, ScreenLayout::kSegmentLines,
    ScreenLayout::kWhite};

std::string_view screen_layout_name(ScreenLayout layout);  // "single", "column", "grid", ...

// Errors: kInvalidArgument with the nearest name.
ScreenLayout find_screen_layout(std::string_view name);

// The images of a patient that a screen for `image` shows: stress and rest of its view on a column,
// all four on a grid, else itself.
std::vector<ImageKind> shown_images(ScreenLayout layout, ImageKind image);

}  // namespace myolens
