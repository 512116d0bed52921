#include "myolens/experiment/trials_table.h"

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

std::string units_text(const std::vector<int64_t>& units) {
  std::string text;
  for (const int64_t layer : units) text += (text.empty() ? "" : " ") + std::to_string(layer);
  return text;
}

std::string optional_text(const std::optional<double>& value) {
  return value ? exact_text(*value) : "";
}

}  // namespace

void write_trials(const RunFolder& run, const HeadSearchResult& result, LearningRateRule rule) {
  Table table;
  table.columns = {"trial",
                   "bracket",
                   "rung",
                   "epochs",
                   "hidden_units",
                   "dropout",
                   "a",
                   "warm_up_rate",
                   "l2",
                   "batch_size",
                   "best_epoch",
                   "validation_loss",
                   "validation_accuracy",
                   "chosen"};
  for (size_t i = 0; i < result.runs.size(); ++i) {
    const HeadTrialRun& one = result.runs[i];
    const HeadConfiguration& head = one.configuration;
    const HyperbandRung& rung = one.run.rung;
    table.rows.push_back({std::to_string(one.run.trial), std::to_string(rung.bracket),
                          std::to_string(rung.rung), std::to_string(rung.epochs),
                          units_text(head.head.hidden_units), exact_text(head.head.dropout),
                          exact_text(head.a), exact_text(learning_rates(rule, head.a).warm_up),
                          exact_text(head.l2), std::to_string(head.batch_size),
                          std::to_string(one.best.epoch), optional_text(one.best.validation_loss),
                          optional_text(one.best.validation_accuracy),
                          i == result.best ? "yes" : ""});
  }
  write_file(run.trials(), format_table(table));
}

}  // namespace myolens
