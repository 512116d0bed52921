#include "myolens/phantom/image_kind.h"

namespace myolens {

std::string_view image_kind_name(ImageKind kind) {
  const bool corrected = kind.view == AttenuationView::kCorrected;
  if (kind.state == StudyState::kStress) return corrected ? "STRESS AC" : "STRESS NAC";
  return corrected ? "REST AC" : "REST NAC";
}

}  // namespace myolens
