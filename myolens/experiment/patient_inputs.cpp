#include "myolens/experiment/patient_inputs.h"

#include "myolens/classifier/bundle.h"

namespace myolens {

PatientInputs::PatientInputs(const ModelBundle& bundle, const FeatureSource& pictures,
                             const TrainingData& data, const std::vector<size_t>& learned,
                             size_t variants)
    : bundle_(bundle), pictures_(pictures) {
  if (data.clinical_columns.empty()) return;
  bundle_.clinical = learn_clinical(data, learned);
  clinical_ = std::make_unique<FeaturesWithClinical>(
      pictures, build_classifier_graph(bundle_).head.clinical->input,
      encoded_clinical(data, bundle_.clinical), variants);
}

}  // namespace myolens
