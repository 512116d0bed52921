#include "myolens/cohort/folds.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/cohort/strata.h"

namespace myolens {

std::vector<std::vector<std::string>> make_folds(const Cohort& cohort,
                                                 const std::vector<std::string>& patients,
                                                 const FoldOptions& options) {
  if (options.folds < 2)
    throw Error(ErrorCode::kInvalidArgument, "cross-validation needs at least 2 folds");
  const auto count = static_cast<size_t>(options.folds);
  std::vector<std::vector<std::string>> folds(count);
  size_t next = 0;  // goes on from class to class, so that the folds' sizes stay alike
  for (auto& [label, strata] : strata_by_class(cohort, options.stratify_attribute)) {
    size_t dealt = 0;
    for (auto [value, members] : strata) {
      std::erase_if(members, [&](const std::string& patient) {
        return !std::ranges::binary_search(patients, patient);
      });
      RandomStream(options.seed, options.name + "/" + label + "/" + value).shuffle(members);
      for (const std::string& patient : members) folds[next++ % count].push_back(patient);
      dealt += members.size();
    }
    if (dealt < count) {
      throw Error(ErrorCode::kBadData, "class \"" + label + "\" has " + std::to_string(dealt) +
                                           " patients for " + std::to_string(count) +
                                           " folds; add patients or ask for fewer folds");
    }
  }
  for (auto& fold : folds) std::ranges::sort(fold);
  return folds;
}

}  // namespace myolens
