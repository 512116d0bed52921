// Which of a patient's four images is meant.
#pragma once

#include <string_view>

namespace myolens {

enum class AttenuationView { kCorrected, kUncorrected };
enum class StudyState { kStress, kRest };

struct ImageKind {
  AttenuationView view = AttenuationView::kCorrected;
  StudyState state = StudyState::kStress;

  bool operator==(const ImageKind&) const = default;
};

inline constexpr ImageKind kStressCorrected{AttenuationView::kCorrected, StudyState::kStress};
inline constexpr ImageKind kStressUncorrected{AttenuationView::kUncorrected, StudyState::kStress};
inline constexpr ImageKind kRestCorrected{AttenuationView::kCorrected, StudyState::kRest};
inline constexpr ImageKind kRestUncorrected{AttenuationView::kUncorrected, StudyState::kRest};

// "STRESS AC", "STRESS NAC", "REST AC", "REST NAC".
std::string_view image_kind_name(ImageKind kind);

std::string_view view_name(AttenuationView view);  // "AC", "NAC"
std::string_view state_name(StudyState state);     // "stress", "rest"

}  // namespace myolens
