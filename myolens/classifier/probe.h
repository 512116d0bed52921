// Proof that a set of ImageNet weights is what it says: the classes it sees in a photograph.
#pragma once

#include <vector>

#include "myolens/backbones/catalogue.h"
#include "myolens/imaging/image.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct ClassProbability {
  size_t index = 0;  // in ImageNet's list of 1000 classes, as Keras orders it
  double probability = 0;
};

// The `count` likeliest classes, falling. `weights` hold the ImageNet top. `photo` is RGB and
// scaled to the network's input size. Errors: kBadData (weights that do not fit).
std::vector<ClassProbability> probe_imagenet(const Backbone& backbone, const WeightSet& weights,
                                             const Image& photo, size_t count, int threads);

}  // namespace myolens
