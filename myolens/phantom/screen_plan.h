// Which screens of one patient a cohort holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "myolens/phantom/screen_layout.h"

namespace myolens {

enum class ImageChoice {
  kStress,  // the image that labels are read from
  kPair,    // stress and rest of its view
  kAll,     // stress and rest, with and without attenuation correction
};

// Errors: kInvalidArgument with the nearest name to "stress", "pair" or "all".
ImageChoice find_image_choice(std::string_view name);

struct PlannedScreen {
  ImageKind image;     // that the screen is drawn for
  std::string suffix;  // of the file's name: "" for an only screen, else "_stress_AC", "_AC", ...
  std::string view;    // "AC", "NAC" or "AC+NAC"
  std::string state;   // "stress", "rest" or "stress+rest"
};

// A layout of several discs takes several of the chosen images onto one screen, and shows those
// that it needs whether chosen or not.
std::vector<PlannedScreen> plan_screens(ImageChoice choice, ScreenLayout layout, ImageKind image);

}  // namespace myolens
