#include "myolens/report/run_report.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/classifier/bundle.h"
#include "myolens/experiment/cross_validation.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/explanation.h"
#include "myolens/experiment/faithfulness.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/protocol.h"
#include "myolens/imaging/codec.h"
#include "myolens/report/cross_validation_facts.h"
#include "myolens/report/epoch_records.h"
#include "myolens/report/judgement.h"
#include "myolens/report/prediction_case.h"
#include "myolens/report/run_card.h"
#include "myolens/report/trials.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::string head_text(const ModelBundle& bundle) {
  const HeadSpec& head = bundle.head;
  std::string text = "global average pooling";
  if (!bundle.clinical.empty()) {
    std::string columns;
    for (const std::string& name : bundle.clinical.names())
      columns += (columns.empty() ? "" : ", ") + name;
    text += ", beside it " + std::to_string(head.clinical_units) + " ReLU units on " +
            std::to_string(bundle.clinical.width()) + " clinical values (" + columns + ")";
  }
  for (const int64_t units : head.hidden_units) {
    text +=
        ", " + std::to_string(units) + " ReLU units with dropout " + fixed_text(head.dropout, 2);
  }
  return text + ", softmax over two classes";
}

std::string rule_text(const RunFacts& facts) {
  const std::string a = ", a = " + exact_text(facts.a);
  if (facts.rule == "A") return "A: LR1 = 10^-a, LR2 = LR1 / 10" + a;
  if (facts.rule == "B") return "B: LR1 = 0.001, LR2 = LR1 x 10^-a" + a;
  return "C: LR1 = 0.001, LR2 = LR1 / a" + a;
}

std::string selection_set(const RunFacts& facts) {
  if (facts.folds > 0) return kOutOfFold;
  return facts.protocol == name_of(Protocol::kPaper) ? "test" : "validation";
}

std::string selection_text(const RunFacts& facts) {
  const std::string score =
      facts.selection == "loss" ? "lowest cross-entropy" : "highest accuracy (the paper's rule)";
  if (facts.folds > 0) {
    return score + " over the predictions of " + std::to_string(facts.folds) +
           " folds of the training patients, each by a model that did not train on them; then a "
           "last fit on all of them";
  }
  return score + " on the " + selection_set(facts) + " part";
}

std::string crossval_threshold_text(const RunFacts& facts) {
  const bool fixed = parse_threshold_rule(facts.threshold_rule).kind == ThresholdRule::Kind::kFixed;
  if (fixed) return "fixed beforehand";
  return "mean of what every fold's procedure chose by the rule " + facts.threshold_rule +
         " without the patients it judged";
}

std::string threshold_text(const RunFacts& facts, const ModelBundle& bundle) {
  const std::string value = exact_text(bundle.threshold);
  const bool fixed = parse_threshold_rule(facts.threshold_rule).kind == ThresholdRule::Kind::kFixed;
  const std::string chosen = fixed ? "fixed at " + value
                                   : value + ", by the rule " + facts.threshold_rule + " on the " +
                                         selection_set(facts) + " predictions";
  if (facts.protocol == name_of(Protocol::kCrossval)) return crossval_threshold_text(facts);
  return facts.protocol == name_of(Protocol::kPaper)
             ? chosen
             : chosen + ", before the test patients were looked at";
}

CohortFacts cohort_facts(const RunFacts& facts, const ModelBundle& bundle) {
  CohortFacts cohort;
  cohort.name = fs::path(facts.cohort).filename().string();
  cohort.synthetic = bundle.synthetic_data;
  cohort.label_origin = bundle.synthetic_data
                            ? "drawn by the program: what a simulated expert would call, so that "
                              "some labels differ from the disease"
                            : "as the manifest gives it; a label read from the same images means "
                              "agreement with readers";
  for (const PartFacts& part : facts.parts) {
    if (part.positives + part.negatives == 0) continue;
    cohort.splits.push_back(
        {part.name == "train" ? "training" : part.name, {part.positives, part.negatives}});
    cohort.sizes.positives += part.positives;
    cohort.sizes.negatives += part.negatives;
  }
  return cohort;
}

ModelFacts model_facts(const RunFolder& run, const RunFacts& facts, const ModelBundle& bundle) {
  ModelFacts model;
  model.backbone = bundle.backbone;
  model.parameters = facts.parameters;
  model.weights_origin = bundle.weights_origin;
  model.imagenet_trained = bundle.weights_trained_on == "ImageNet";
  model.head = head_text(bundle);
  model.learning_rate_rule = rule_text(facts);
  model.selection_rule = selection_text(facts);
  model.selection_set = selection_set(facts);
  model.selected_on_test_set = facts.protocol == name_of(Protocol::kPaper);
  const auto history = read_history(run);
  if (fs::exists(run.trials()))
    model.search = SearchRecord{facts.selection == "accuracy", read_trials(run.trials()),
                                facts.search.seconds};
  for (const StageFacts& stage : facts.stages)
    model.stages.push_back(training_stage(stage, history));
  model.seed = facts.seed;
  model.further.push_back({"Protocol", facts.protocol});
  model.further.push_back({"Strategy", facts.strategy});
  model.further.push_back(
      {"Optimiser", facts.optimiser + ", batches of " + std::to_string(facts.batch_size)});
  model.further.push_back({"Precision of feature maps in training", facts.precision});
  model.further.push_back({"Temperature of the probabilities", fixed_text(facts.temperature, 3)});
  if (facts.search.runs > 0) {
    model.further.push_back({"Head, a, L2 and batch size found by",
                             "Hyperband on the " + selection_set(facts) +
                                 " predictions: " + std::to_string(facts.search.configurations) +
                                 " configurations in " + std::to_string(facts.search.runs) +
                                 " runs of rungs"});
  }
  model.version = bundle.program_version;
  return model;
}

std::vector<std::string> other_evaluations(const RunFolder& run) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(run.evaluation("").parent_path())) {
    const std::string name = entry.path().filename().string();
    if (name != kTestEvaluation && name != kCrossvalEvaluation && !name.starts_with('.'))
      names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

constexpr const char* kSameAsHiResCam = "HiResCAM gives this very map behind a pooled head";

CaseMap case_map(const ExplainedMap& explained, const fs::path& folder) {
  CaseMap map;
  map.method = cam_method_name(explained.method);
  if (explained.method == CamMethod::kGradCam) map.remark = kSameAsHiResCam;
  map.no_positive_evidence = !explained.has_positive_evidence;
  map.heat_map = read_picture(folder / explained.heat);
  map.overlay = read_picture(folder / explained.overlay);
  if (map.no_positive_evidence) return map;
  set_shares(map, explained.territory_share, explained.outside_share, explained.outside_area_share);
  return map;
}

void add_explanation(const RunFolder& run, const std::vector<ExplainedCase>& explained,
                     const std::string& positive, TestCase& test_case) {
  const auto found = std::ranges::find(explained, test_case.file, &ExplainedCase::file);
  if (found == explained.end()) return;
  test_case.explained_class = positive;
  test_case.original = read_picture(run.explanations() / found->original);
  for (const ExplainedMap& map : found->maps)
    test_case.maps.push_back(case_map(map, run.explanations()));
  for (size_t i = 0; i < found->segments.size(); ++i) {
    test_case.segments.push_back({std::string(segment_name(static_cast<int>(i) + 1)),
                                  found->segments[i].z, found->segments[i].missing});
  }
}

std::vector<TestCase> test_cases(const RunFolder& run, const Evaluation& evaluation) {
  std::vector<ExplainedCase> explained;
  if (fs::exists(run.explanations())) explained = read_explanations(run);
  std::vector<TestCase> cases;
  for (const ScoredCase& scored : evaluation.cases) {
    TestCase test_case = judged_case(scored);
    add_explanation(run, explained, evaluation.classes.positive, test_case);
    cases.push_back(std::move(test_case));
  }
  return cases;
}

std::vector<std::string> limits(const ModelBundle& bundle, const RunFacts& facts, size_t patients,
                                int openings) {
  std::vector<std::string> texts;
  if (bundle.synthetic_data) {
    texts.emplace_back(
        "All patients are synthetic. The numbers say how the program works, not how it would do in "
        "a clinic.");
  }
  if (facts.protocol == name_of(Protocol::kHoldout) && patients < kFewPatients) {
    texts.emplace_back(
        "With " + std::to_string(patients) +
        " patients one split says little: cross-validation (`--protocol crossval`) judges every "
        "patient and is recommended below " +
        std::to_string(kFewPatients) + ".");
  }
  if (openings > 1) {
    texts.emplace_back("The test patients of this run have been judged " +
                       std::to_string(openings) +
                       " times: whatever was chosen after the first time is no longer judged by "
                       "them.");
  }
  if (facts.protocol == name_of(Protocol::kCrossval)) {
    texts.emplace_back(
        "The classifier of this run was fitted to all patients and has not been judged itself; "
        "the numbers are those of the procedure that made it.");
  } else {
    texts.emplace_back(
        "One network, one split, one seed: another split of the same patients can move every "
        "number by more than most differences worth talking about. The intervals show part of "
        "that.");
  }
  texts.emplace_back(
      "The heat map comes from a coarse grid of features (7 x 7 for a 224-pixel input): one cell "
      "is larger than a ring of the 17-segment model. Territories are by AHA convention, not the "
      "patient's own coronary anatomy, and a share of heat is no probability of disease there.");
  return texts;
}

}  // namespace

ReportContent gather_report(const RunFolder& run, const std::string& created) {
  require_finished(run);
  const RunFacts facts = read_facts(run);
  const std::string judged =
      facts.protocol == name_of(Protocol::kCrossval) ? kCrossvalEvaluation : kTestEvaluation;
  if (!fs::exists(run.evaluation(judged))) {
    throw Error(ErrorCode::kNotFound,
                "the run has not been judged on its test patients; run `myolens evaluate` first");
  }
  const ModelBundle bundle = read_bundle(run.bundle());
  const Evaluation evaluation = read_evaluation(run, judged);
  ReportContent content;
  content.title = "CAD classifier on polar maps: " + bundle.backbone;
  content.created = created;
  content.cohort = cohort_facts(facts, bundle);
  content.model = model_facts(run, facts, bundle);
  add_judgement(evaluation, facts.seed, content);
  content.threshold_rule = threshold_text(facts, bundle);
  if (facts.protocol == name_of(Protocol::kCrossval))
    content.cross_validation = read_cross_validation(run);
  for (const std::string& name : other_evaluations(run)) {
    content.baselines.push_back(baseline_table(read_evaluation(run, name)));
  }
  const CaseColumns columns(facts.cohort);
  content.subgroups =
      columns.subgroup_tables(evaluation.cases, {evaluation.threshold, evaluation.classes});
  content.card = card_facts(run, facts, bundle);
  if (fs::exists(run.faithfulness())) content.faithfulness = read_faithfulness(run);
  content.cases = test_cases(run, evaluation);
  for (TestCase& test_case : content.cases) test_case.facts = columns.facts_of(test_case.file);
  content.limits =
      limits(bundle, facts,
             static_cast<size_t>(content.cohort.sizes.positives + content.cohort.sizes.negatives),
             evaluation.openings);
  return content;
}

}  // namespace myolens
