#include "myolens/report/judgement.h"

#include "myolens/base/file.h"
#include "myolens/experiment/cross_validation.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace {

std::string set_name(const Evaluation& evaluation) {
  if (evaluation.name == kCrossvalEvaluation)
    return evaluation.synthetic ? "cross-validated patients (synthetic)"
                                : "cross-validated patients";
  if (evaluation.name == kTestEvaluation) {
    return evaluation.synthetic ? "untouched test patients (synthetic)" : "untouched test patients";
  }
  const std::string name = "patients of the set \"" + evaluation.name + "\"";
  return evaluation.synthetic ? name + " (synthetic)" : name;
}

}  // namespace

BaselineTable baseline_table(const Evaluation& evaluation) {
  BaselineTable table;
  table.set_name = set_name(evaluation);
  table.synthetic = evaluation.synthetic;
  table.sizes = class_sizes(evaluation.cases);
  table.model_auc = auc_estimate(evaluation.cases);
  for (const BaselineResult& baseline : baseline_results(evaluation)) {
    table.rows.push_back({baseline.name, true, baseline.auc, baseline.comparison});
  }
  return table;
}

void add_judgement(const Evaluation& evaluation, uint64_t seed, ReportContent& content) {
  content.summary = summarise(evaluation, seed);
  content.roc = roc_points(evaluation.cases);
  content.precision_recall = precision_recall_points(evaluation.cases);
  content.calibration = assess_calibration(evaluation.cases, seed);
  content.decision = decision_curve(evaluation.cases);
  content.baselines.push_back(baseline_table(evaluation));
}

TestCase judged_case(const ScoredCase& scored) {
  TestCase one;
  one.patient = scored.patient;
  one.file = scored.file;
  one.truth = scored.truth;
  one.probability = scored.score;
  return one;
}

Image read_picture(const std::filesystem::path& file) {
  return decode_image(read_file(file), file.string());
}

}  // namespace myolens
