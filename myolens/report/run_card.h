// What a run folder and its cohort know beside the predictions. Internal to report/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/report/content.h"

namespace myolens {

// Errors: of the files it reads.
ModelCardFacts card_facts(const RunFolder& run, const RunFacts& facts, const ModelBundle& bundle);

// The manifest's further columns of judged cases. Empty when the cohort is no longer where the
// training found it.
class CaseColumns {
 public:
  // Errors: as scan_cohort.
  explicit CaseColumns(const std::filesystem::path& cohort);

  bool knows(const std::string& file) const { return values_.contains(file); }
  std::vector<Fact> facts_of(const std::string& file) const;  // as in predictions.csv

  // Groups by every column that parts the cases into 2 to kMostGroups groups.
  std::vector<SubgroupTable> subgroup_tables(const std::vector<ScoredCase>& cases,
                                             const CallRule& rule) const;

 private:
  std::vector<std::string> columns_;
  std::map<std::string, std::map<std::string, std::string>> values_;  // of a file, by column
};

inline constexpr size_t kMostGroups = 8;

}  // namespace myolens
