#include "myolens/phantom/mimic.h"

#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

SurfaceField weights_of(const Band& band) {
  SurfaceField weights;
  for_each_node(weights, [&](SurfacePoint point, float& value) {
    value = static_cast<float>(band_weight(band, point));
  });
  return weights;
}

SurfaceField weights_of(const Patch& patch) { return patch_weights(patch); }

SurfaceField weights_of(const ApexCap& cap) {
  SurfaceField weights;
  for_each_node(weights, [&](SurfacePoint point, float& value) {
    value = static_cast<float>(std::exp(-std::pow(point.level / cap.spread, 2)));
  });
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
