#include "myolens/phantom/screen_plan.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {
namespace {

const std::vector<std::string> kChoiceNames{"stress", "pair",
                                            "all"};  // in the order of ImageChoice

std::vector<ImageKind> chosen_images(ImageChoice choice, ImageKind image) {
  if (choice == ImageChoice::kStress) return {image};
  if (choice == ImageChoice::kPair) {
    return {{image.view, StudyState::kStress}, {image.view, StudyState::kRest}};
  }
  return {kStressCorrected, kRestCorrected, kStressUncorrected, kRestUncorrected};
}

// The names of what a screen shows, each once, joined by a plus sign.
template <typename NameOf>
std::string joined_names(const std::vector<ImageKind>& images, const NameOf& name_of) {
  std::vector<std::string> names;
  for (const ImageKind image : images) {
    const std::string name(name_of(image));
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : "+") + name;
  return joined;
}

}  // namespace

ImageChoice find_image_choice(std::string_view name) {
  const auto found = std::ranges::find(kChoiceNames, name);
  if (found == kChoiceNames.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "the images are \"stress\", \"pair\" or \"all\", not \"" + std::string(name) +
                    "\"" + nearest_name_hint(name, kChoiceNames));
  }
  return static_cast<ImageChoice>(found - kChoiceNames.begin());
}

std::vector<PlannedScreen> plan_screens(ImageChoice choice, ScreenLayout layout, ImageKind image) {
  std::vector<PlannedScreen> screens;
  std::vector<std::vector<ImageKind>> shown_so_far;
  for (const ImageKind chosen : chosen_images(choice, image)) {
    const std::vector<ImageKind> shown = shown_images(layout, chosen);
    if (std::ranges::find(shown_so_far, shown) != shown_so_far.end()) continue;
    shown_so_far.push_back(shown);
    PlannedScreen screen{.image = chosen, .suffix = {}, .view = {}, .state = {}};
    screen.view = joined_names(shown, [](ImageKind kind) { return view_name(kind.view); });
    screen.state = joined_names(shown, [](ImageKind kind) { return state_name(kind.state); });
    screen.suffix = (shown.size() == 1 ? "_" + screen.state : "") + "_" + screen.view;
    screens.push_back(screen);
  }
  if (screens.size() == 1) screens.front().suffix.clear();
  return screens;
}

}  // namespace myolens
