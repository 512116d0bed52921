// The pictures of a training as samples.
#pragma once

#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/classifier/bundle.h"
#include "myolens/experiment/prepared_cohort.h"
#include "myolens/training/folds.h"

namespace myolens {

// Only these pictures are opened: a training cannot look at other patients by mistake.
struct TrainingData {
  std::vector<size_t> entries;  // of the cohort, ascending; sample i is entries[i]
  std::vector<int> labels;      // class index, 0 = positive
  std::vector<InputChecksum> checksums;
  std::vector<std::string>
      clinical_columns{};                  // read beside the pictures, ascending; none: nothing
  std::vector<ClinicalValues> clinical{};  // as entries, of these columns
};

// `clinical_columns` as clinical_columns() gives them. Errors: kNotFound, kReadFailed.
TrainingData training_data(const Cohort& cohort, std::vector<size_t> entries, size_t threads,
                           std::vector<std::string> clinical_columns = {});

// Learned from the patients of the samples, each by its first one. Errors: of
// ClinicalEncoding::fit; kBadData when there are columns and none of them tells anything.
ClinicalEncoding learn_clinical(const TrainingData& data, const std::vector<size_t>& samples);

// The values of all samples, one behind the other.
std::vector<float> encoded_clinical(const TrainingData& data, const ClinicalEncoding& encoding);

// Samples of the patients (sorted), ascending.
std::vector<size_t> samples_of(const TrainingData& data, const Cohort& cohort,
                               const std::vector<std::string>& patients);

// One fold per list of patients (each sorted), which validates; the other patients of the lists
// train.
std::vector<Fold> folds_of(const TrainingData& data, const Cohort& cohort,
                           const std::vector<std::vector<std::string>>& patients);

// Errors: kBadData when a part lacks a class.
void check_part(const TrainingData& data, const std::vector<size_t>& samples,
                const std::string& name);

// What those samples look like; of more than kMostDomainMaps, evenly chosen ones. Errors: of
// load_map.
TrainingDomain training_domain(const PreparedCohort& prepared, const TrainingData& data,
                               const std::vector<size_t>& samples, size_t threads,
                               Progress& progress);
inline constexpr size_t kMostDomainMaps = 5000;

// A checksum of everything that a run depends on: patients, labels, sexes, pictures and the
// clinical columns that it reads, whatever the order of the manifest and the place of the folder.
// Errors: kNotFound, kReadFailed.
std::string cohort_fingerprint(const Cohort& cohort, size_t threads,
                               const std::vector<std::string>& clinical_columns = {});

}  // namespace myolens
