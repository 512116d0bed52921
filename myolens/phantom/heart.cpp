#include "myolens/phantom/heart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace myolens {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;

struct LevelValue {
  double level;
  double value;
};

// Apex .81 +- .05, apical .88 +- .04, mid .91 +- .04 of the maximum under attenuation correction:
// J Nucl Med 2011;52(S1):1131.
constexpr std::array<LevelValue, 8> kNormalLevels{{{0, .83},
                                                   {.12, .84},
                                                   {.30, .89},
                                                   {.50, .915},
                                                   {.70, .91},
                                                   {.85, .885},
                                                   {.93, .84},
                                                   {1.07, .74}}};

double normal_at_level(double level) {
  for (size_t i = 1; i < kNormalLevels.size(); ++i) {
    const LevelValue& low = kNormalLevels[i - 1];
    const LevelValue& high = kNormalLevels[i];
    if (level > high.level) continue;
    const double share = (level - low.level) / (high.level - low.level);
    return low.value + share * (high.value - low.value);
  }
  return kNormalLevels.back().value;
}

double normal_at_theta(double theta) {
  return 1 + .03 * std::cos((theta - 20) * kRadiansPerDegree);
}

// Slow differences between healthy hearts. With `person` they give deviations of .03 to .06 per
// segment, as in the most even real maps.
class PersonPattern {
 public:
  explicit PersonPattern(RandomStream& random) {
    for (size_t i = 0; i < kDeviations.size(); ++i) {
      cosines_[i] = random.normal(0, kDeviations[i]);
      sines_[i] = random.normal(0, kDeviations[i]);
    }
    tilt_ = random.normal(0, .03);
    arch_ = random.normal(0, .02);
  }

  double around(double theta) const {
    double sum = 0;
    for (size_t i = 0; i < kDeviations.size(); ++i) {
      const double turn = static_cast<double>(i + 1) * theta * kRadiansPerDegree;
      sum += cosines_[i] * std::cos(turn) + sines_[i] * std::sin(turn);
    }
    return sum;
  }
  double share_of_around(double level) const { return std::min(level / kFullFrom, 1.0); }
  double along(double level) const {
    return tilt_ * (level - .5) + arch_ * std::cos(std::numbers::pi * level);
  }

 private:
  static constexpr std::array<double, 3> kDeviations{.030, .022, .015};
  static constexpr double kFullFrom = .35;  // level below which a ring is too small for harmonics

  std::array<double, 3> cosines_{};
  std::array<double, 3> sines_{};
  double tilt_ = 0;
  double arch_ = 0;
};

constexpr double kPersonFieldDeviation = .022;

Mimic draw_septal_notch(RandomStream& random) {
  const double depth = random.uniform(.20, .60);
  return {MimicKind::kSeptalNotch, depth,
          Band{.theta = random.normal(185, 10),
               .half_width = random.uniform(38, 58),
               .edge = 14,
               .from_level = random.normal(.86, .035),
               .level_edge = .05}};
}

Mimic draw_insertion(double theta, RandomStream& random) {
  const double depth = random.uniform(0, .05);
  return {MimicKind::kRightVentricleInsertion, depth,
          Band{.theta = theta + random.uniform(-6, 6),
               .half_width = 9,
               .edge = 5,
               .from_level = .30,
               .level_edge = .08}};
}

// Links, J Nucl Cardiol 2004;11:26: 63 % of hearts without and 78 % with coronary disease.
void add_apical_thinning(bool latent_disease, RandomStream& random, std::vector<Mimic>& anatomy) {
  const double any = latent_disease ? .78 : .63;
  const double deep = latent_disease ? .30 : .05;
  const double draw = random.uniform();
  if (draw >= any) return;
  const double depth = draw < deep ? random.uniform(.12, .22) : random.uniform(.03, .10);
  anatomy.push_back({MimicKind::kApicalThinning, depth, ApexCap{.2}});
}

// Hypertension or hypertrophy brightens the septum; otherwise papillary muscles the lateral wall.
void add_hot_wall(RandomStream& random, std::vector<Mimic>& anatomy) {
  if (random.chance(.10)) {
    const double gain = random.uniform(.06, .14);
    anatomy.push_back({MimicKind::kHotSeptum, -gain, Patch{{180, .50}, 28, 40, .35}});
  } else if (random.chance(.25)) {
    const double gain = random.uniform(.03, .09);
    const double theta = random.normal(20, 20);
    anatomy.push_back({MimicKind::kHotLateralWall, -gain, Patch{{theta, .55}, 22, 30, .35}});
  }
}

std::vector<Mimic> draw_anatomy(HeartTraits traits, RandomStream& random) {
  std::vector<Mimic> anatomy{draw_septal_notch(random), draw_insertion(120, random),
                             draw_insertion(240, random)};
  add_apical_thinning(traits.latent_disease, random, anatomy);
  add_hot_wall(random, anatomy);
  return anatomy;
}

// Septal losses without disease: J Am Coll Cardiol 1996;28:543. The apex is spared.
void add_bundle_branch_block(RandomStream& random, Heart& heart) {
  if (!random.chance(.04)) return;
  const double depth = random.uniform(.10, .28);
  heart.bundle_branch_block.push_back({MimicKind::kBundleBranchBlock, depth,
                                       Band{.theta = random.normal(172, 10),
                                            .half_width = random.uniform(35, 50),
                                            .edge = 16,
                                            .from_level = .32,
                                            .level_edge = .08}});
  heart.block_rest_share = random.uniform(.5, 1);
}

Alignment draw_alignment(RandomStream& random) {
  const double turn = std::clamp(random.normal(0, 5), -12.0, 12.0);
  return {.turn_degrees = turn, .level_scale = 1 + std::clamp(random.normal(0, .03), -.07, .07)};
}

SurfaceField draw_normal_uptake(const std::vector<Mimic>& anatomy, RandomStream& random,
                                const SurfaceBlur& person) {
  const PersonPattern pattern(random);
  std::array<double, kSurfaceAngles> normal_around;
  std::array<double, kSurfaceAngles> person_around;
  for (int angle = 0; angle < kSurfaceAngles; ++angle) {
    normal_around[angle] = normal_at_theta(theta_of_column(angle));
    person_around[angle] = pattern.around(theta_of_column(angle));
  }
  SurfaceField uptake = person.smooth_noise(random);
  for (int row = 0; row < kSurfaceLevels; ++row) {
    const double level = level_of_row(row);
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      float& value = uptake.row(row)[angle];
      const double difference = pattern.share_of_around(level) * person_around[angle] +
                                pattern.along(level) +
                                kPersonFieldDeviation * static_cast<double>(value);
      value = static_cast<float>(normal_at_level(level) * normal_around[angle] * (1 + difference));
    }
  }
  apply_mimics(anatomy, uptake);
  return uptake;
}

}  // namespace

Heart draw_heart(HeartTraits traits, RandomStream random, const SurfaceBlur& person) {
  Heart heart;
  heart.small = random.chance(traits.male ? .08 : .30);
  heart.alignment = draw_alignment(random);
  add_bundle_branch_block(random, heart);
  heart.anatomy = draw_anatomy(traits, random);
  heart.normal_uptake = draw_normal_uptake(heart.anatomy, random, person);
  return heart;
}

}  // namespace myolens
