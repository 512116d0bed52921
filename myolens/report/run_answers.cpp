#include "myolens/report/run_answers.h"

#include <algorithm>

#include "myolens/report/case_card.h"
#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

std::string sizes_text(ClassSizes sizes, const ClassNames& classes) {
  return std::to_string(sizes.positives) + " " + classes.positive + " and " +
         std::to_string(sizes.negatives) + " " + classes.negative;
}

std::string estimate_text(const std::string& name, const Estimate& estimate) {
  std::string text = name + " " + or_undefined(estimate.value);
  if (estimate.interval) text += " (" + interval_text(estimate.interval) + ")";
  return text;
}

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : between) + part;
  }
  return text;
}

// With a full stop, unless the text ends a sentence itself.
std::string ended(const std::string& text) {
  return text + (std::string_view(".!?").find(text.back()) == std::string_view::npos ? "." : "");
}

std::string facts_text(const std::vector<Fact>& facts) {
  std::vector<std::string> parts;
  for (const Fact& fact : facts) parts.push_back(fact.name + ": " + fact.value);
  return joined(parts, "; ");
}

}  // namespace

std::string RunAnswers::title() const { return content_.title + "."; }

std::string RunAnswers::technique() const {
  return "Deep learning: a convolutional network, " + content_.model.backbone + ".";
}

std::string RunAnswers::data_source() const {
  return content_.cohort.synthetic
             ? "Synthetic patients, drawn by a program: they represent nobody."
             : "Cohort \"" + content_.cohort.name + "\".";
}

std::string RunAnswers::identities() const {
  return content_.cohort.synthetic ? "Synthetic patients have no identity."
                                   : "Names in pictures and files stay behind in the preparation.";
}

std::string RunAnswers::approval() const {
  return content_.cohort.synthetic ? "None is needed for synthetic patients." : "";
}

std::string RunAnswers::missing_data() const {
  return sentences({"Pictures that cannot be read are refused by name, never filled in.", flow()});
}

std::string RunAnswers::patients() const {
  const ClassSizes sizes = content_.cohort.sizes;
  if (sizes.positives + sizes.negatives == 0) return "";
  return std::to_string(sizes.positives + sizes.negatives) +
         (content_.cohort.synthetic ? " synthetic patients" : " patients") + ": " +
         sizes_text(sizes, content_.summary.confusion.classes) + ".";
}

std::string RunAnswers::parts() const {
  std::vector<std::string> parts;
  for (const SplitSize& split : content_.cohort.splits) {
    parts.push_back(split.name + " " + sizes_text(split.sizes, content_.summary.confusion.classes));
  }
  return parts.empty() ? "" : joined(parts, "; ") + ".";
}

std::string RunAnswers::partition() const {
  if (content_.cohort.splits.empty()) return "";
  std::string text =
      "By patient: all pictures of one patient lie in the same part, which is drawn "
      "within each class with the seed of the run. ";
  if (content_.cross_validation) {
    text += std::to_string(content_.cross_validation->folds) + " folds, repeated " +
            std::to_string(content_.cross_validation->repeats) + " times. ";
  }
  return text + "Parts: " + parts();
}

std::string RunAnswers::flow() const {
  const auto& flow = content_.card.flow;
  if (!flow) return "";
  std::string text = std::to_string(flow->received) + " pictures given to the preparation, " +
                     std::to_string(flow->refused) + " refused by it";
  if (!flow->refusals.empty()) text += " (" + facts_text(flow->refusals) + ")";
  return sentences({text + ".", patients()});
}

std::string RunAnswers::flow_or_sizes() const { return flow().empty() ? parts() : flow(); }

std::string RunAnswers::reference_standard() const {
  std::string text = content_.card.reference_standard.empty()
                         ? "Not stated when the cohort was prepared."
                         : ended(content_.card.reference_standard);
  if (!content_.cohort.label_origin.empty()) {
    text += " Labels: " + content_.cohort.label_origin + ".";
  }
  return text;
}

std::string RunAnswers::preparation() const {
  return content_.card.preparation.empty() ? "" : facts_text(content_.card.preparation) + ".";
}

std::string RunAnswers::network() const {
  const ModelFacts& model = content_.model;
  if (model.backbone.empty()) return "";
  std::string text = model.backbone + "; head: " + model.head;
  if (model.parameters > 0) text += "; " + grouped(model.parameters) + " parameters";
  return text + ".";
}

std::string RunAnswers::starting_weights() const {
  if (content_.model.weights_origin.empty()) return "";
  return content_.model.weights_origin + (content_.model.imagenet_trained
                                              ? " (pre-trained on ImageNet)."
                                              : " (not trained on ImageNet).");
}

std::string RunAnswers::training() const {
  std::vector<std::string> parts;
  for (const TrainingStage& stage : content_.model.stages) {
    parts.push_back(stage.name + ": " + std::to_string(stage.epochs.size()) +
                    " epochs, layers from " + stage.first_trained_layer + ", " +
                    grouped(stage.trained_parameters) + " parameters trained");
  }
  if (parts.empty()) return "";
  std::string text = joined(parts, "; ") + ". Rates: " + content_.model.learning_rate_rule + ".";
  if (!content_.model.further.empty()) text += " " + facts_text(content_.model.further) + ".";
  return text + " Seed " + std::to_string(content_.model.seed) + ".";
}

std::string RunAnswers::selection() const {
  if (content_.model.selection_rule.empty()) return "";
  std::string text = "Epoch: " + content_.model.selection_rule + ".";
  if (content_.model.search) text += " Head and rates searched by Hyperband.";
  if (content_.model.selected_on_test_set) {
    text += " The test patients chose, so that every number is too optimistic.";
  }
  return text;
}

std::string RunAnswers::output() const {
  if (content_.summary.confusion.total() == 0) return "";
  const ClassNames& classes = content_.summary.confusion.classes;
  std::string text = "Probability of " + classes.positive + ", called " + classes.positive +
                     " from " + compact(content_.summary.threshold);
  if (!content_.threshold_rule.empty()) text += " (" + content_.threshold_rule + ")";
  return text + ".";
}

std::string RunAnswers::measures() const {
  std::string text =
      "Counts, accuracy, sensitivity, specificity, predictive values, F1 and AUC, binary and "
      "macro, each with a 95% interval by a named method; ROC curve";
  if (content_.precision_recall) text += ", precision-recall curve";
  if (content_.calibration) text += ", calibration";
  if (content_.decision) text += ", decision curve";
  if (!content_.baselines.empty()) text += "; simpler scores on the same patients, paired test";
  return text + ".";
}

std::string RunAnswers::performance() const {
  if (content_.summary.confusion.total() == 0) return "";
  const MetricSet& binary = content_.summary.binary;
  return joined({estimate_text("AUC", binary.auc), estimate_text("sensitivity", binary.sensitivity),
                 estimate_text("specificity", binary.specificity),
                 estimate_text("accuracy", binary.accuracy)},
                ", ") +
         ", on " + std::string(judged_on(content_).text()) + " (" +
         std::to_string(content_.summary.confusion.total()) +
         (content_.cohort.synthetic ? " synthetic cases" : " cases") + "); 95% intervals.";
}

std::string RunAnswers::calibration() const {
  if (!content_.calibration) return "";
  return content_.calibration->too_few_to_judge ? "Calibration: too few cases to judge."
                                                : "Calibration: see the section on probabilities.";
}

std::string RunAnswers::subgroups() const {
  std::vector<std::string> columns;
  for (const SubgroupTable& table : content_.subgroups) {
    if (!table.groups.empty()) columns.push_back(table.column);
  }
  return columns.empty() ? "" : "Rates with intervals in groups by " + joined(columns, ", ") + ".";
}

std::string RunAnswers::explanations() const {
  const auto names = method_names(content_.cases);
  return names.empty()
             ? ""
             : "Heat maps of the evidence for the positive class by " + joined(names, ", ") +
                   ", for every test case, with the share of each coronary territory "
                   "beside its share of the area.";
}

std::string RunAnswers::errors() const {
  if (content_.cases.empty()) return "";
  const auto wrong = std::ranges::count_if(content_.cases, [&](const TestCase& item) {
    return !is_right(item, content_.summary.threshold);
  });
  return std::to_string(wrong) + " wrong calls, each shown with its picture and heat map.";
}

std::string RunAnswers::other_sets() const {
  std::vector<std::string> names;
  for (size_t i = 1; i < content_.baselines.size(); ++i) {
    const BaselineTable& table = content_.baselines[i];
    names.push_back(set_title(table) + " (" +
                    std::to_string(table.sizes.positives + table.sizes.negatives) +
                    " cases): " + estimate_text("AUC", table.model_auc));
  }
  return names.empty() ? "" : "Further sets: " + joined(names, "; ") + ".";
}

std::string RunAnswers::evaluation_data() const {
  const std::string further = other_sets();
  return further.empty() ? "Both are parts of one cohort." : further;
}

std::string RunAnswers::software() const {
  std::vector<Fact> versions = content_.card.versions;
  if (versions.empty() && !content_.model.version.empty())
    versions.push_back({"Myolens", content_.model.version});
  return versions.empty() ? "" : facts_text(versions) + ".";
}

std::string RunAnswers::building() const { return sentences({network(), training(), selection()}); }

std::string RunAnswers::architecture() const { return sentences({network(), output()}); }

std::string RunAnswers::results() const {
  return sentences({performance(), calibration(), subgroups()});
}

std::string RunAnswers::diagnostic_performance() const {
  return sentences({performance(), calibration()});
}

std::string RunAnswers::performance_everywhere() const {
  return sentences({performance(), other_sets()});
}

std::string sentences(const std::vector<std::string>& parts) { return joined(parts, " "); }

}  // namespace myolens
