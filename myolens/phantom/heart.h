// The heart of a virtual patient before disease: how evenly it takes up tracer, and how it lies.
#pragma once

#include <vector>

#include "myolens/base/random.h"
#include "myolens/phantom/disc_sampling.h"
#include "myolens/phantom/mimic.h"
#include "myolens/phantom/surface_blur.h"

namespace myolens {

struct Heart {
  bool small = false;  // blurs more
  Alignment alignment;
  std::vector<Mimic> anatomy;              // already part of `normal_uptake`
  std::vector<Mimic> bundle_branch_block;  // none or one, as deep as at stress
  double block_rest_share = 1;             // its depth at rest / at stress
  SurfaceField normal_uptake;              // no lesion, no attenuation, no blur; about 0.9
};

struct HeartTraits {
  bool male = false;
  bool latent_disease = false;
};

// `person`: the smooth field in which one healthy heart differs from another.
Heart draw_heart(HeartTraits traits, RandomStream random, const SurfaceBlur& person);

}  // namespace myolens
