#include "myolens/phantom/screen_layout.h"

#include <string>

#include "myolens/base/error.h"

namespace myolens {

std::string_view screen_layout_name(ScreenLayout layout) {
  switch (layout) {
    case ScreenLayout::kSingle:
      return "single";
    case ScreenLayout::kColumn:
      return "column";
    case ScreenLayout::kGrid:
      return "grid";
    case ScreenLayout::kSegmentLines:
      return "segments";
    case ScreenLayout::kWhite:
      return "white";
  }
  throw Error(ErrorCode::kInternal, "a screen layout without a name");
}

ScreenLayout find_screen_layout(std::string_view name) {
  std::vector<std::string> names;
  for (const ScreenLayout layout : kScreenLayouts) {
    if (screen_layout_name(layout) == name) return layout;
    names.emplace_back(screen_layout_name(layout));
  }
  throw Error(ErrorCode::kInvalidArgument,
              "the screen layout is \"single\", \"column\", \"grid\", \"segments\" or \"white\", "
              "not \"" +
                  std::string(name) + "\"" + nearest_name_hint(name, names));
}

std::vector<ImageKind> shown_images(ScreenLayout layout, ImageKind image) {
  switch (layout) {
    case ScreenLayout::kColumn:
      return {{image.view, StudyState::kStress}, {image.view, StudyState::kRest}};
    case ScreenLayout::kGrid:
      return {kStressCorrected, kStressUncorrected, kRestCorrected, kRestUncorrected};
    case ScreenLayout::kSingle:
    case ScreenLayout::kSegmentLines:
    case ScreenLayout::kWhite:
      return {image};
  }
  throw Error(ErrorCode::kInternal, "a screen layout without images");
}

}  // namespace myolens
