#include "myolens/report/checklist.h"
#include "myolens/report/run_answers.h"

namespace myolens {

namespace {

void opening(Checklist& list, const ReportContent& content) {
  list.part("Title, abstract, introduction");
  list.partly_known("1", "Title or abstract names the technique",
                    "Deep learning: a convolutional network, " + content.model.backbone + ".");
  list.for_author("2", "Abstract with design, methods, results, conclusions");
  list.partly_known("3", "Background, intended use and role of the technique",
                    "Research use only; reading stress polar maps beside a physician.");
  list.for_author("4", "Aims and hypotheses");
  list.part("Methods: design and data");
  list.for_author("5", "Prospective or retrospective");
  list.partly_known("6", "Goal of the study", "Development of a model and its evaluation.");
  list.partly_known("7", "Sources of data",
                    content.cohort.synthetic ? "Synthetic patients, drawn by a program."
                                             : "Cohort \"" + content.cohort.name + "\".");
  list.for_author("8", "Who was included and excluded");
}

void data(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.known("9", "Preparation of the data", run.preparation());
  list.known("10", "Which part of a picture was used", "One polar map, cut out of its screen.");
  list.partly_known("11", "De-identification",
                    content.cohort.synthetic
                        ? "Synthetic patients have no identity."
                        : "Names in pictures and files stay behind in the preparation.");
  list.partly_known("12", "Missing data",
                    "Pictures that cannot be read are refused by name, never filled in.");
  list.for_author("13", "How pictures were acquired: camera, tracer, protocol, reconstruction");
  list.part("Methods: reference standard");
  list.partly_known("14", "What the reference standard is", run.reference_standard());
  list.for_author("15", "Why this one was chosen");
  list.for_author("16", "Who annotated, and with what experience");
  list.for_author("17", "How the test set was annotated");
  list.for_author("18", "Agreement between and within annotators");
  list.part("Methods: parts, size, model");
  list.known("19", "How data were assigned to parts", run.partition());
  list.known("20", "At which level the parts are separate", "Patient.");
  list.partly_known("21", "Intended size of the test set", run.parts());
  list.known("22", "The model: inputs, layers, outputs", sentences({run.network(), run.output()}));
  list.known("23", "Software and versions", run.software());
  list.known("24", "Starting values of the parameters", run.starting_weights());
}

void training(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.part("Methods: training and evaluation");
  list.known("25", "Training: stages, rates, augmentation, stopping", run.training());
  list.known("26", "How the final model was chosen", run.selection());
  list.known("27", "Ensembles", "None: one network.");
  list.known("28", "Measures of performance", run.measures());
  list.known("29", "Measures of uncertainty and significance",
             "95% intervals: Wilson, DeLong on the logit scale, Newcombe's method 5, bootstrap; "
             "DeLong's paired test against simpler scores.");
  list.partly_known("30", "Robustness or sensitivity analysis", run.subgroups());
  list.known("31", "Explanation of the model's calls", run.explanations());
  list.known("32", "Evaluation on internal data", run.performance());
  list.partly_known("33", "Testing on external data", run.other_sets());
  list.for_author("34", "Registration of a clinical trial");
}

void results(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.part("Results");
  list.partly_known("35", "Patients or pictures included and excluded",
                    run.flow().empty() ? run.patients() : run.flow());
  list.partly_known("36", "What patients are like in each part", run.parts());
  list.known("37", "Performance with uncertainty, on all parts judged",
             sentences({run.performance(), run.other_sets()}));
  list.known("38", "Diagnostic performance and its precision",
             sentences({run.performance(), run.calibration()}));
  list.known("39", "Analysis of the wrong calls", run.errors());
  list.part("Discussion and other information");
  list.partly_known("40", "Limits",
                    "The model card lists those that follow from the method and the sizes.");
  list.for_author("41", "What it means for practice");
  list.for_author("42", "Protocol or further technical details");
  list.partly_known("43", "Whether software, model and data can be had", run.software());
  list.for_author("44", "Funding, and the role of funders");
}

}  // namespace

Checklist claim_checklist(const ReportContent& content) {
  Checklist list;
  opening(list, content);
  data(list, content);
  training(list, content);
  results(list, content);
  return list;
}

}  // namespace myolens
