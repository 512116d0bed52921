// Small cohorts of drawn maps and one run on such a cohort, which the tests of this folder share,
// as training takes seconds.
#pragma once

#include <filesystem>

#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/train_run.h"
#include "tests/support/temporary_folder.h"

namespace myolens {

struct DrawnCohort {
  int first = 0;  // number of the first patient; sets the pictures of two cohorts apart
  int patients = 20;
  int every = 2;           // so many-th patient has the label CAD
  bool with_ages = false;  // a clinical variable
};

// Patients "P<number>", from `first` on; those whose number `every` divides have the label CAD.
void prepare_drawn_cohort(const std::filesystem::path& screens,
                          const std::filesystem::path& prepared, const DrawnCohort& cohort);

// MobileNet, the smallest network, from random values; two folds, few epochs.
TrainRunOptions quick_options(const std::filesystem::path& cohort,
                              const std::filesystem::path& out);

// Without a store and without a word.
RunFacts train_quietly(const TrainRunOptions& options);

// By holdout, and judged on its test part. It must be left as it is.
class DrawnRun {
 public:
  // Trained at the first call.
  static const DrawnRun& shared();

  std::filesystem::path cohort() const { return folder_ / "prepared"; }
  RunFolder run() const { return RunFolder(folder_ / "run"); }
  const RunFacts& facts() const { return facts_; }
  const Evaluation& evaluation() const { return evaluation_; }

  // For a test that changes it.
  RunFolder copied_to(const std::filesystem::path& folder) const;

 private:
  DrawnRun();

  const TemporaryFolder folder_;
  RunFacts facts_;
  Evaluation evaluation_;
};

}  // namespace myolens
