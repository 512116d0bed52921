// Proof that a set of ImageNet weights is what it says: the classes it sees in a photograph.
#pragma once

#include <vector>

#include "myolens/imaging/picture.h"
#include "myolens/weights/store.h"

namespace myolens {

struct ClassProbability {
  size_t index = 0;  // in ImageNet's list of 1000 classes, as Keras orders it
  double probability = 0;
};

// The `count` likeliest classes, falling. `weights` are those of the entry. `photo` is RGB and
// scaled to the network's input size. Errors: kBadData (weights without the ImageNet top, or that
// do not fit).
std::vector<ClassProbability> probe_imagenet(const StoreEntry& entry, const WeightSet& weights,
                                             const Picture& photo, size_t count, int threads);

}  // namespace myolens
