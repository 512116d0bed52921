// Prediction with a trained classifier. Needs no training library.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/engine/precision.h"
#include "myolens/imaging/picture.h"

namespace myolens {

struct Prediction {
  double logit = 0;             // of the positive class less the other's, without temperature
  double probability = 0;       // of the positive class, with the temperature
  bool positive = false;        // probability >= the bundle's threshold
  std::vector<float> features;  // last feature map, height x width x channels
};

// One object serves one thread at a time.
class Classifier {
 public:
  // In kBfloat16 answers move a little, and depend on the processor. Errors: kInvalidArgument
  // (kFloat64).
  Classifier(ModelBundle bundle, int threads, Precision precision = Precision::kFloat32);
  ~Classifier();
  Classifier(Classifier&&) noexcept;

  const ModelBundle& bundle() const;
  const ClassifierGraph& network() const;

  // Compiles what `predict` of so many pictures at once would compile when it is first called.
  // Errors: kUnavailable.
  void make_ready(size_t pictures);

  // A prepared polar map. A model that reads clinical values is given them too, as its encoding
  // gives them. Errors: kInvalidArgument (another number of values), kBadData when the weights lead
  // to no number.
  Prediction predict(const Picture& map, std::span<const float> clinical = {});

  // Side by side on the threads; the same numbers as one by one. `clinical` has the values of one
  // map behind those of the other.
  std::vector<Prediction> predict(std::span<const Picture> maps,
                                  std::span<const float> clinical = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace myolens
