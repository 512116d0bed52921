// A model named by the user: a bundle's folder, the run folder that holds one, or an ensemble.
#pragma once

#include <filesystem>

#include "myolens/classifier/bundle.h"
#include "myolens/reading/case_reader.h"

namespace myolens {

// A bundle itself, not a run folder that holds one.
bool is_bundle(const std::filesystem::path& folder);

// One network. Errors: kNotFound when there is none; kInvalidArgument for an ensemble; of
// read_bundle.
ModelBundle read_model(const std::filesystem::path& folder);

// Any of the three. Errors: as read_model, of read_ensemble and CaseReader.
CaseReader open_reader(const std::filesystem::path& folder, int threads,
                       const ExplanationChoice& choice = {},
                       Precision precision = Precision::kFloat32);

}  // namespace myolens
