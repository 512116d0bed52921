// A cohort that `prepare` wrote, with the circle of every map.
#pragma once

#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/cohort/manifest.h"
#include "myolens/polarmap/cleaning.h"

namespace myolens {

struct PreparedCohort {
  Cohort cohort;
  std::vector<Disc> discs;                 // as cohort.entries
  std::vector<std::string> colour_scales;  // as cohort.entries; empty where colours are kept
  ColourHandling colours;
  std::string reference_standard{};  // how the labels were established; empty: not stated
};

// `positive_label` may be empty: then it is the one that `prepare` was given. Errors: as
// read_cohort; kNotFound; kInvalidArgument when the folder is not the result of `myolens prepare`;
// kBadData for a picture without a row in preparation.csv.
PreparedCohort read_prepared_cohort(const std::filesystem::path& folder,
                                    const ReadOptions& options);

// With the labels of a trained model, the only ones allowed. Errors: as read_prepared_cohort;
// kBadData when its colours were not handled as those the model was trained on, or it lacks a
// clinical column that the model reads.
PreparedCohort read_for_model(const std::filesystem::path& folder, const ModelBundle& bundle);

// Decodes one map. Errors: of read_file and decode_picture; kBadData when its circle does not lie
// on it.
PreparedMap load_map(const PreparedCohort& cohort, size_t entry);

}  // namespace myolens
