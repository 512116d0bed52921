#include "myolens/phantom/image_faults.h"

namespace myolens {
namespace {

void add_inferior_attenuation(double depth, RandomStream& random, std::vector<Mimic>& faults) {
  faults.push_back({MimicKind::kInferiorAttenuation, depth,
                    Band{.theta = random.normal(255, 12),
                         .half_width = random.uniform(35, 58),
                         .edge = 24,
                         .from_level = .22,
                         .level_edge = .10}});
}

// In men the spread between walls is 36 +- 11 % without and 21 +- 3 % with correction (PMID
// 8976501).
void add_attenuation(bool male, RandomStream& random, std::vector<Mimic>& faults) {
  add_inferior_attenuation(male ? random.uniform(.06, .28) : random.uniform(.02, .15), random,
                           faults);
  if (male || !random.chance(.50)) return;
  const double depth = random.uniform(.06, .24);
  const SurfacePoint centre{random.normal(75, 25), random.uniform(.4, .7)};
  const double around = random.uniform(16, 28);
  const double along = random.uniform(22, 36);
  faults.push_back({MimicKind::kBreastAttenuation, depth, Patch{centre, around, along, .35}});
}

// CT and SPECT differ by more than a pixel in 73 % and by much in 28 % of studies (J Nucl Med,
// September 2009).
void add_correction_errors(RandomStream& random, std::vector<Mimic>& faults) {
  if (random.chance(.35)) add_inferior_attenuation(random.uniform(.03, .13), random, faults);
  if (!random.chance(.18)) return;
  const double depth = random.uniform(.06, .22);
  const SurfacePoint centre{random.normal(70, 30), random.uniform(.1, .7)};
  const double around = random.uniform(16, 28);
  const double along = random.uniform(22, 36);
  faults.push_back({MimicKind::kMisregistration, depth, Patch{centre, around, along, .40}});
}

// About one study in ten.
void add_motion(RandomStream& random, std::vector<Mimic>& faults) {
  if (!random.chance(.10)) return;
  const double depth = random.uniform(.05, .16);
  const double theta = random.uniform(60, 120);
  for (const double wall : {theta, theta + 180}) {
    faults.push_back(
        {MimicKind::kMotion, depth,
         Band{.theta = wall, .half_width = 25, .edge = 14, .from_level = .22, .level_edge = .10}});
  }
}

void add_gut(StudyState state, RandomStream& random, std::vector<Mimic>& faults) {
  if (!random.chance(state == StudyState::kStress ? .18 : .30)) return;
  const bool spill_in = random.chance(.60);
  const double loss = spill_in ? -random.uniform(.05, .22) : random.uniform(.05, .15);
  const SurfacePoint centre{random.normal(262, 14), random.uniform(.55, .90)};
  const double around = random.uniform(16, 28);
  const double along = random.uniform(18, 30);
  faults.push_back({spill_in ? MimicKind::kGutSpillIn : MimicKind::kGutUndershoot, loss,
                    Patch{centre, around, along, .35}});
}

}  // namespace

std::vector<Mimic> draw_image_faults(ImageKind kind, bool male, RandomStream random) {
  std::vector<Mimic> faults;
  if (kind.view == AttenuationView::kCorrected) {
    add_correction_errors(random, faults);
  } else {
    add_attenuation(male, random, faults);
  }
  add_motion(random, faults);
  add_gut(kind.state, random, faults);
  return faults;
}

}  // namespace myolens
