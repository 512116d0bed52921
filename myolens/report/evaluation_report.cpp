#include "myolens/report/evaluation_report.h"

#include "myolens/base/error.h"
#include "myolens/experiment/explanation.h"
#include "myolens/imaging/resample.h"
#include "myolens/report/case_viewer.h"
#include "myolens/report/judgement.h"
#include "myolens/report/page.h"
#include "myolens/report/plain_summary.h"
#include "myolens/report/prediction_page.h"
#include "myolens/report/report.h"
#include "myolens/report/run_card.h"
#include "myolens/report/sections.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> limits(const Evaluation& evaluation) {
  std::vector<std::string> texts;
  if (evaluation.origin->trained_on_synthetic && !evaluation.synthetic)
    texts.emplace_back("The model was trained on synthetic patients.");
  if (evaluation.openings > 1) {
    texts.emplace_back("These test patients have been judged " +
                       std::to_string(evaluation.openings) +
                       " times: whatever was chosen after the first time is no longer judged by "
                       "them.");
  }
  if (const size_t refused = refused_cases(evaluation); refused > 0) {
    texts.emplace_back(std::to_string(refused) + " of " + std::to_string(evaluation.cases.size()) +
                       " pictures differ from what the model was trained on so much that "
                       "`predict` would not assess them, for the reasons given with the cases. In "
                       "all numbers here they count.");
  }
  return texts;
}

std::vector<TestCase> cases_of(const Evaluation& evaluation, const CaseColumns& columns) {
  const fs::path cohort = evaluation.origin->cohort;
  const bool pictures = evaluation.cases.size() <= kPageCases;
  std::vector<TestCase> cases;
  for (size_t i = 0; i < evaluation.cases.size(); ++i) {
    TestCase one = judged_case(evaluation.cases[i]);
    one.facts = columns.facts_of(one.file);
    if (pictures && columns.knows(one.file))
      one.original = resize(read_picture(cohort / one.file), {kExplanationSide, kExplanationSide});
    if (!evaluation.refusals[i].empty())
      one.facts.push_back({"not assessed by `predict`", evaluation.refusals[i]});
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace

ReportContent gather_evaluation(const fs::path& folder, const std::string& created) {
  const Evaluation evaluation = read_evaluation(folder);
  if (!evaluation.origin) {
    throw Error(ErrorCode::kBadFormat, folder.string() +
                                           " was written by an older version of Myolens, and does "
                                           "not say which model was judged; evaluate again");
  }
  const EvaluationOrigin& origin = *evaluation.origin;
  ReportContent content;
  content.title = "CAD classifier judged: " + origin.model;
  content.created = created;
  content.cohort.name = fs::path(origin.cohort).filename().string();
  content.cohort.synthetic = evaluation.synthetic;
  content.cohort.sizes = class_sizes(evaluation.cases);
  content.model.backbone = origin.model;
  content.model.imagenet_trained = origin.imagenet_trained;
  content.model.selected_on_test_set = evaluation.selected_on_test_set;
  content.model.version = origin.program_version;
  content.threshold_rule = "as the model keeps it";
  add_judgement(evaluation, origin.seed, content);
  const CaseColumns columns(origin.cohort);
  content.subgroups =
      columns.subgroup_tables(evaluation.cases, {evaluation.threshold, evaluation.classes});
  content.cases = cases_of(evaluation, columns);
  content.limits = limits(evaluation);
  return content;
}

std::string render_evaluation(const ReportContent& content) {
  check_test_cases(content);
  HtmlWriter html;
  open_page(html, {content.title,
                   content.cohort.synthetic,
                   {content.cohort.name, content.created, "Myolens " + content.model.version},
                   kCaseStyle,
                   kCaseScript});
  std::vector<SummaryParagraph> summary = plain_summary(content);
  for (const std::string& limit : content.limits) summary.push_back({"To keep in mind.", limit});
  write_summary(html, summary);
  html.add(performance_section(content))
      .add(curve_section(content))
      .add(subgroup_section(content))
      .add(case_section(content));
  close_page(html, kCaseScript);
  return html.str();
}

}  // namespace myolens
