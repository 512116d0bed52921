// The parts of the page, one function each. Internal to report/.
#pragma once

#include <optional>
#include <string>

#include "myolens/report/content.h"
#include "myolens/report/curve_plots.h"
#include "myolens/report/html.h"
#include "myolens/report/svg_plot.h"

namespace myolens {

HtmlWriter cohort_section(const ReportContent& content);
HtmlWriter performance_section(const ReportContent& content);
HtmlWriter curve_section(const ReportContent& content);
HtmlWriter subgroup_section(const ReportContent& content);
HtmlWriter training_section(const ReportContent& content);
HtmlWriter faithfulness_section(const ReportContent& content);
HtmlWriter case_section(const ReportContent& content);
HtmlWriter model_card(const ReportContent& content);
HtmlWriter checklist_section(const ReportContent& content);

// Errors: kBadData when a case has a truth other than 0 and 1 or a probability outside [0, 1].
void check_test_cases(const ReportContent& content);

// What the figures of a report draw; nothing where nothing was measured.
RocPlot roc_of(const ReportContent& content);
std::optional<PrecisionRecallPlot> precision_recall_of(const ReportContent& content);

// " (synthetic patients)" or nothing, for captions.
Literal synthetic_mark(bool synthetic);

// What chose: "out-of-fold predictions", "validation patients", "test patients".
std::string selection_place(const std::string& selection_set);

// What the numbers were measured on: "the test set", or all patients in turn.
Literal judged_on(const ReportContent& content);

// Name of the set, with " (synthetic)" after it where it is synthetic and does not say so itself.
std::string set_title(const BaselineTable& table);

}  // namespace myolens
