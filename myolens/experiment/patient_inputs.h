// What a network reads of the samples when certain patients train it.
#pragma once

#include <memory>

#include "myolens/experiment/training_data.h"
#include "myolens/training/feature_source.h"

namespace myolens {

// The features of the pictures; where the data have clinical columns also their values, encoded as
// the patients of `learned` say. References must outlive it. Errors: of learn_clinical.
class PatientInputs {
 public:
  PatientInputs(const ModelBundle& bundle, const FeatureSource& pictures, const TrainingData& data,
                const std::vector<size_t>& learned, size_t variants);

  const ModelBundle& bundle() const { return bundle_; }  // with the encoding
  const FeatureSource& features() const { return clinical_ ? *clinical_ : pictures_; }

 private:
  ModelBundle bundle_;
  const FeatureSource& pictures_;
  std::unique_ptr<FeaturesWithClinical> clinical_;
};

}  // namespace myolens
