// One self-contained HTML page about new cases that a model has read: for each its pictures and the
// answer in words, or why there is none. No outside resources; the same list of cases as a run's
// report.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/content.h"

namespace myolens {

struct PredictionContent {
  std::string model;  // its backbone
  std::string version;
  std::string created;    // date, as it shall be printed
  bool synthetic = true;  // the model was trained on synthetic patients
  ClassNames classes;
  double threshold = 0.5;
  std::vector<Fact> remarks;    // what holds for all cases: a lead and sentences
  std::vector<Fact> unread;     // files that are no pictures, and the reasons
  std::vector<TestCase> cases;  // of kUnknownTruth
};

// More would be too large for a page and for the memory while it is made.
inline constexpr size_t kPageCases = 500;

// The whole page, UTF-8. Errors: kLimitExceeded (more than kPageCases); kInvalidArgument from
// encoding a broken image; kBadData for a probability outside [0, 1].
std::string render_predictions(const PredictionContent& content);

}  // namespace myolens
