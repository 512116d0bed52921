// Several trained classifiers that answer together, as a folder: ensemble.json, the members as
// bundles in members/1, members/2, ..., and SHA256SUMS with the checksums of ensemble.json and of
// each member's own list.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/classifier/combination.h"

namespace myolens {

struct EnsembleDescription {
  Combination combination;
  std::vector<std::string> members;  // names, in the order of the weights
  std::vector<std::string> labels;   // labels[0] is the positive class
  double threshold = 0.5;            // the call is positive from this probability on
  std::string threshold_rule;        // how it was chosen, in words
  std::string chosen_on;             // "out-of-fold predictions of 174 patients"
  bool rule_chosen = false;          // the rule too was chosen there, not named by the user
  bool synthetic_data = false;
  std::string program_version;
  std::string cohort_fingerprint;  // SHA-256 of the prepared cohort
  // Where the members were trained, so that their own test patients can be found again; see
  // RunFacts.
  std::string cohort;
  std::string protocol;
  uint64_t seed = 0;
};

struct ModelEnsemble {
  EnsembleDescription description;
  std::vector<ModelBundle> members;
};

inline constexpr size_t kEnsembleMemberLimit = 16;
inline constexpr const char* kEnsembleFile = "ensemble.json";

// Whether the folder says that it is one.
bool is_ensemble(const std::filesystem::path& folder);

// Copies the bundles, one for each name of the description, into `folder`, which the caller has
// made, and writes the other files. Errors: kInvalidArgument (a description that could not be read
// again; members that do not belong together, see read_ensemble), those of read_bundle, and
// kWriteFailed.
void write_ensemble(const EnsembleDescription& description,
                    const std::vector<std::filesystem::path>& bundles,
                    const std::filesystem::path& folder);

// Without the members' weights. Errors: as read_ensemble, but for what the members hold.
EnsembleDescription read_ensemble_description(const std::filesystem::path& folder);

// Errors: kNotFound, kBadFormat (damaged, another version), kLimitExceeded, kChecksumMismatch,
// kBadData (members that do not belong together: other labels, another cohort, or screens that are
// prepared otherwise), and those of read_bundle.
ModelEnsemble read_ensemble(const std::filesystem::path& folder);

}  // namespace myolens
