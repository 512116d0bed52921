#include "myolens/phantom/disease.h"

#include <algorithm>
#include <array>
#include <span>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// 62 % of patients, 1797 vessels in 1018 of them (mean 1.77): Betancur, doi
// 10.1016/j.jcmg.2018.01.020. The shares between vessels are estimates.
constexpr double kLatentShare = .60;
constexpr double kOneVesselShare = .45;
constexpr double kTwoVesselShare = .33;
constexpr std::array<double, 3> kVesselWeights{.42, .32, .26};  // LAD, RCA, LCX

// 12,558 angiograms, PMID 18698656.
constexpr double kRightDominantShare = .84;
constexpr double kLeftDominantShare = .11;

// With the mimics, this share keeps the AUC of quantification of stress images near the published
// one.
constexpr double kSilentStenosisShare = .32;
constexpr double kInfarctShare = .20;          // of patients with disease
constexpr double kNonObstructiveShare = .25;   // of patients without
constexpr double kFullyReversibleShare = .60;  // of reversible lesions

// Where lesions of a vessel lie and how large the largest are: occlusion by balloon under 99mTc
// (Pereztol-Valdes, doi 10.1093/eurheartj/ehi496; Persson 2002); sizes are estimates.
struct Site {
  double share;
  double theta;  // degrees
  double level;
  double around;  // half-sizes, millimetres
  double along;
};
constexpr std::array<Site, 4> kLadSites{{{.30, 112, .50, 40, 52},
                                         {.40, 112, .30, 34, 36},
                                         {.18, 100, .06, 26, 24},
                                         {.12, 62, .58, 18, 28}}};
constexpr std::array<Site, 2> kRcaSites{{{.60, 256, .66, 30, 34}, {.40, 266, .62, 22, 32}}};
constexpr std::array<Site, 2> kLcxSites{{{.55, 345, .62, 28, 34}, {.45, 312, .70, 22, 28}}};

// A bed is what a vessel feeds in a right-dominant heart, and is named after it.
std::span<const Site> sites_of_bed(Vessel bed) {
  switch (bed) {
    case Vessel::kLad:
      return kLadSites;
    case Vessel::kRca:
      return kRcaSites;
    case Vessel::kLcx:
      return kLcxSites;
  }
  throw Error(ErrorCode::kInternal, "a bed without sites");
}

Vessel feeding_vessel(Vessel bed, Dominance dominance) {
  return bed == Vessel::kRca && dominance == Dominance::kLeft ? Vessel::kLcx : bed;
}

const Site& draw_site(std::span<const Site> sites, RandomStream& random) {
  double left = random.uniform();
  for (const Site& site : sites) {
    left -= site.share;
    if (left < 0) return site;
  }
  return sites.back();
}

Dominance draw_dominance(RandomStream& random) {
  const double draw = random.uniform();
  if (draw < kRightDominantShare) return Dominance::kRight;
  return draw < kRightDominantShare + kLeftDominantShare ? Dominance::kLeft
                                                         : Dominance::kCodominant;
}

// `count` different beds, each next one by weight among those left.
std::vector<Vessel> draw_beds(size_t count, RandomStream& random) {
  std::array<double, 3> weights = kVesselWeights;
  std::vector<Vessel> beds;
  while (beds.size() < count) {
    double left = random.uniform() * (weights[0] + weights[1] + weights[2]);
    size_t pick = 0;
    while (pick < 2 && left >= weights[pick]) left -= weights[pick++];
    if (weights[pick] == 0) continue;
    weights[pick] = 0;
    beds.push_back(static_cast<Vessel>(pick));
  }
  std::ranges::sort(beds);
  return beds;
}

std::vector<Vessel> draw_diseased_beds(RandomStream& random) {
  const double draw = random.uniform();
  if (draw < kOneVesselShare) return draw_beds(1, random);
  return draw_beds(draw < kOneVesselShare + kTwoVesselShare ? 2 : 3, random);
}

struct Extent {
  double smallest;  // shares of the site's full size
  double largest;
};

Extent extent_of(LesionKind kind) {
  switch (kind) {
    case LesionKind::kReversible:
      return {.40, 1.05};
    case LesionKind::kInfarct:
      return {.75, 1.15};
    case LesionKind::kNonObstructive:
      return {.40, .70};
  }
  throw Error(ErrorCode::kInternal, "a kind of lesion without an extent");
}

double draw_stress_depth(LesionKind kind, RandomStream& random) {
  if (kind == LesionKind::kInfarct) return random.uniform(.45, .80);
  if (kind == LesionKind::kNonObstructive) return random.uniform(.10, .26);
  return .10 + .50 * random.beta(1.3, 2.6);
}

double draw_rest_share(LesionKind kind, RandomStream& random) {
  if (kind == LesionKind::kInfarct) return random.uniform(.9, 1);
  return random.chance(kFullyReversibleShare) ? random.uniform(0, .25) : random.uniform(.3, .8);
}

class LesionMaker {
 public:
  LesionMaker(Disease& disease, RandomStream& random, const SurfaceBlur& outline)
      : disease_(disease), random_(random), outline_(outline) {}

  void add(Vessel bed, LesionKind kind) {
    Lesion lesion;
    lesion.vessel = feeding_vessel(bed, disease_.dominance);
    lesion.kind = kind;
    lesion.patch = draw_patch(sites_of_bed(bed), kind);
    lesion.stress_depth = draw_stress_depth(kind, random_);
    lesion.rest_share = draw_rest_share(kind, random_);
    lesion.weights = patch_weights(lesion.patch, outline_.smooth_noise(random_));
    disease_.lesions.push_back(std::move(lesion));
  }

 private:
  SurfacePoint draw_centre(const Site& site) {
    const double theta = site.theta + random_.normal(0, 10);
    const double level = site.level + random_.normal(0, .06);
    return level < 0 ? SurfacePoint{theta + 180, -level} : SurfacePoint{theta, level};
  }

  Patch draw_patch(std::span<const Site> sites, LesionKind kind) {
    const Site& site = draw_site(sites, random_);
    const Extent extent = extent_of(kind);
    const double size = random_.uniform(extent.smallest, extent.largest);
    return {.centre = draw_centre(site),
            .around_millimetres = size * site.around,
            .along_millimetres = size * site.along,
            .edge = random_.uniform(.10, .22)};
  }

  Disease& disease_;
  RandomStream& random_;
  const SurfaceBlur& outline_;
};

// An old infarct always shows; a stenosis without one need not.
void add_lesions(const std::vector<Vessel>& diseased_beds, RandomStream& random,
                 LesionMaker& maker) {
  const bool has_infarct = random.chance(kInfarctShare);
  const size_t infarcted = random.below(diseased_beds.size());
  for (size_t i = 0; i < diseased_beds.size(); ++i) {
    const bool silent = random.chance(kSilentStenosisShare);
    if (has_infarct && i == infarcted) {
      maker.add(diseased_beds[i], LesionKind::kInfarct);
    } else if (!silent) {
      maker.add(diseased_beds[i], LesionKind::kReversible);
    }
  }
}

// In the order of Vessel, each once.
std::vector<Vessel> feeding_vessels(const std::vector<Vessel>& beds, Dominance dominance) {
  std::vector<Vessel> vessels;
  for (const Vessel bed : beds) vessels.push_back(feeding_vessel(bed, dominance));
  std::ranges::sort(vessels);
  const auto repeated = std::ranges::unique(vessels);
  vessels.erase(repeated.begin(), repeated.end());
  return vessels;
}

}  // namespace

std::string_view vessel_name(Vessel vessel) {
  switch (vessel) {
    case Vessel::kLad:
      return "LAD";
    case Vessel::kRca:
      return "RCA";
    case Vessel::kLcx:
      return "LCX";
  }
  throw Error(ErrorCode::kInternal, "a vessel without a name");
}

std::string_view dominance_name(Dominance dominance) {
  switch (dominance) {
    case Dominance::kRight:
      return "right";
    case Dominance::kLeft:
      return "left";
    case Dominance::kCodominant:
      return "co";
  }
  throw Error(ErrorCode::kInternal, "a dominance without a name");
}

std::string_view lesion_kind_name(LesionKind kind) {
  switch (kind) {
    case LesionKind::kReversible:
      return "reversible";
    case LesionKind::kInfarct:
      return "infarct";
    case LesionKind::kNonObstructive:
      return "non-obstructive";
  }
  throw Error(ErrorCode::kInternal, "a kind of lesion without a name");
}

Disease draw_disease(RandomStream random, const SurfaceBlur& outline) {
  Disease disease;
  disease.latent = random.chance(kLatentShare);
  disease.dominance = draw_dominance(random);
  LesionMaker maker(disease, random, outline);
  if (disease.latent) {
    const std::vector<Vessel> beds = draw_diseased_beds(random);
    disease.stenosed_vessels = feeding_vessels(beds, disease.dominance);
    add_lesions(beds, random, maker);
  } else if (random.chance(kNonObstructiveShare)) {
    maker.add(draw_beds(1, random).front(), LesionKind::kNonObstructive);
  }
  return disease;
}

}  // namespace myolens
