#include "myolens/phantom/mimic.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

SurfaceField weights_of(const Band& band) { return band_weights(band); }

SurfaceField weights_of(const Patch& patch) { return patch_weights(patch); }

SurfaceField weights_of(const ApexCap& cap) {
  SurfaceField weights;
  for (int level = 0; level < kSurfaceLevels; ++level) {
    const double fading = std::exp(-std::pow(level_of_row(level) / cap.spread, 2));
    std::fill_n(weights.row(level), kSurfaceAngles, static_cast<float>(fading));
  }
  return weights;
}

}  // namespace

std::string_view mimic_name(MimicKind kind) {
  switch (kind) {
    case MimicKind::kSeptalNotch:
      return "septal notch";
    case MimicKind::kRightVentricleInsertion:
      return "right ventricle insertion";
    case MimicKind::kApicalThinning:
      return "apical thinning";
    case MimicKind::kHotSeptum:
      return "hot septum";
    case MimicKind::kHotLateralWall:
      return "hot lateral wall";
    case MimicKind::kBundleBranchBlock:
      return "bundle branch block";
    case MimicKind::kInferiorAttenuation:
      return "inferior attenuation";
    case MimicKind::kBreastAttenuation:
      return "breast attenuation";
    case MimicKind::kMisregistration:
      return "misregistration";
    case MimicKind::kMotion:
      return "motion";
    case MimicKind::kGutSpillIn:
      return "gut spill-in";
    case MimicKind::kGutUndershoot:
      return "gut undershoot";
  }
  throw Error(ErrorCode::kInternal, "a mimic without a name");
}

void apply_mimics(const std::vector<Mimic>& mimics, SurfaceField& field) {
  for (const Mimic& mimic : mimics) {
    const auto depth = static_cast<float>(mimic.depth);
    const SurfaceField weights =
        std::visit([](const auto& shape) { return weights_of(shape); }, mimic.shape);
    for (size_t i = 0; i < field.values.size(); ++i) {
      field.values[i] *= 1 - depth * weights.values[i];
    }
  }
}

}  // namespace myolens
