// The model that a training starts from.
#pragma once

#include <string>

#include "myolens/classifier/bundle.h"
#include "myolens/experiment/prepared_cohort.h"
#include "myolens/weights/store.h"

namespace myolens {

inline constexpr const char* kImageNetWeights = "imagenet";
inline constexpr const char* kRandomWeights = "random";

struct StartingPoint {
  std::string backbone;  // name in the catalogue
  // kImageNetWeights (the store's entry of the backbone's name), kRandomWeights, or the name of an
  // entry in the store.
  std::string weights;
  uint64_t seed = 1;
};

// Backbone, its weights, labels and colours; the head is not there yet. Errors: kInvalidArgument
// (no such backbone or weights, weights of another backbone, or not ImageNet's where those were
// asked for), and of WeightStore::verify.
ModelBundle starting_bundle(const StartingPoint& start, const PreparedCohort& prepared,
                            const WeightStore& store);

}  // namespace myolens
