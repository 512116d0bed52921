// What `predict` says of the cases that a model has read: on the terminal, as JSON, CSV and HTML.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/myolens/command.h"
#include "apps/myolens/text_table.h"
#include "myolens/base/csv.h"
#include "myolens/reading/case_files.h"
#include "myolens/report/prediction_page.h"

namespace myolens {

class PredictedCases {
 public:
  // `prevalence`: share of the positive class where the cases come from. Errors: kInvalidArgument
  // when it is no share, or the model does not know its training mix.
  PredictedCases(const ModelSummary& model, std::optional<double> prevalence, bool for_page);

  // Adds a case to the tables, and as JSON to the result.
  void add(const CaseFile& input, const CaseFileReading& one, CommandResult& result);

  std::string text() const;  // header and table
  const Table& csv() const { return csv_; }

  // With the files that could not be read. Once: the cases move into it. Errors: of
  // render_predictions.
  std::string page(const CommandResult& result);

  // {"positive_label", "threshold", ...}: what holds for all cases.
  nlohmann::ordered_json json() const;

 private:
  std::optional<double> moved(double probability) const;
  double shown_probability(const CaseReading& reading) const;
  std::string prevalence_remark() const;
  void add_to_page(const CaseFile& input, const CaseFileReading& one);
  void add_csv(const CaseFile& input, const CaseFileReading& one);

  const ModelSummary& model_;
  std::optional<double> prevalence_;
  bool for_page_;
  TextTable table_;
  Table csv_;
  std::vector<TestCase> page_cases_;
};

}  // namespace myolens
