// Coronary disease of a virtual patient and the lesions it leaves in the wall.
#pragma once

#include <string_view>
#include <vector>

#include "myolens/base/random.h"
#include "myolens/phantom/shapes.h"
#include "myolens/phantom/surface_blur.h"

namespace myolens {

enum class Vessel { kLad, kRca, kLcx };
std::string_view vessel_name(Vessel vessel);  // "LAD", "RCA", "LCX"

// Which artery feeds the inferior wall: with left dominance the LCX instead of the RCA.
enum class Dominance { kRight, kLeft, kCodominant };
std::string_view dominance_name(Dominance dominance);  // "right", "left", "co"

enum class LesionKind {
  kReversible,      // behind a stenosis, shallower at rest
  kInfarct,         // old, nearly the same at rest
  kNonObstructive,  // no stenosis: microvascular or diffuse disease, shallower at rest
};
std::string_view lesion_kind_name(LesionKind kind);  // "reversible", "infarct", "non-obstructive"

struct Lesion {
  Vessel vessel = Vessel::kLad;
  LesionKind kind = LesionKind::kReversible;
  Patch patch;
  double stress_depth = 0;  // share of uptake lost in the middle
  double rest_share = 0;    // depth at rest / depth at stress
  SurfaceField weights;     // of the patch with its wandering outline
};

struct Disease {
  bool latent = false;  // obstructive coronary artery disease
  Dominance dominance = Dominance::kRight;
  std::vector<Vessel> stenosed_vessels;  // LAD, RCA, LCX in this order
  std::vector<Lesion> lesions;
};

// `outline`: the smooth field by which the outlines of lesions wander.
Disease draw_disease(RandomStream random, const SurfaceBlur& outline);

}  // namespace myolens
