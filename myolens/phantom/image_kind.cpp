#include "myolens/phantom/image_kind.h"

namespace myolens {

std::string_view image_kind_name(ImageKind kind) {
  const bool corrected = kind.view == AttenuationView::kCorrected;
  if (kind.state == StudyState::kStress) return corrected ? "STRESS AC" : "STRESS NAC";
  return corrected ? "REST AC" : "REST NAC";
}

std::string_view view_name(AttenuationView view) {
  return view == AttenuationView::kCorrected ? "AC" : "NAC";
}

std::string_view state_name(StudyState state) {
  return state == StudyState::kStress ? "stress" : "rest";
}

}  // namespace myolens
