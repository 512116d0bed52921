// What lowers or raises uptake on a map without a lesion: the shape of the heart, attenuation, and
// faults of the image.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "myolens/phantom/shapes.h"
#include "myolens/phantom/surface.h"

namespace myolens {

enum class MimicKind {
  kSeptalNotch,              // membranous septum and valve plane
  kRightVentricleInsertion,  // two narrow dips
  kApicalThinning,
  kHotSeptum,
  kHotLateralWall,
  kBundleBranchBlock,  // left
  kInferiorAttenuation,
  kBreastAttenuation,
  kMisregistration,  // of the attenuation map
  kMotion,           // two opposite walls
  kGutSpillIn,
  kGutUndershoot,  // of the ramp filter beside the gut
};
std::string_view mimic_name(MimicKind kind);  // "septal notch", "gut spill-in", ...

// A fading from the apex, exp(-(level / spread)^2).
struct ApexCap {
  double spread = 0;
};

struct Mimic {
  MimicKind kind = MimicKind::kSeptalNotch;
  double depth = 0;  // share of uptake lost where the weight is 1; negative where it is gained
  std::variant<Band, Patch, ApexCap> shape;
};

// Multiplies `field` by 1 - depth * weight of every mimic.
void apply_mimics(const std::vector<Mimic>& mimics, SurfaceField& field);

}  // namespace myolens
