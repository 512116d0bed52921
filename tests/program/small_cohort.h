// A prepared cohort of few synthetic patients, and short trainings on it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/program/running_program.h"
#include "tests/support/temporary_folder.h"

namespace myolens {

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more);

class SmallCohort {
 public:
  // Made at the first call, and left as it is.
  static const SmallCohort& shared();

  std::filesystem::path screens() const { return folder_ / "screens"; }  // and its manifest
  std::filesystem::path prepared() const { return folder_ / "prepared"; }
  std::filesystem::path cache() const { return folder_ / "cache"; }

  // For a test that changes it.
  void copy_to(const std::filesystem::path& folder) const;

  // Options that `train`, `compare` and `optimism` share. A random DenseNet121, since its features,
  // unlike those of smaller random networks, are something that a head learns from; from the
  // second time on they are cached.
  Words common_words(const std::filesystem::path& out) const;

  // `train` by holdout with three folds, one or two seconds.
  Words train_words(const std::filesystem::path& out) const;

 private:
  SmallCohort();

  TemporaryFolder folder_;
};

// Every file below a folder, by its path there, except for those named in `without`.
std::map<std::string, Bytes> contents_of(const std::filesystem::path& folder,
                                         const std::vector<std::string>& without = {});

// Those of a run that depend on time or on the run folder's name.
const std::vector<std::string>& files_of_the_moment();

}  // namespace myolens
