#include "myolens/report/checklist.h"
#include "myolens/report/run_answers.h"

namespace myolens {

namespace {

void introduction(Checklist& list, const ReportContent& content) {
  list.part("Title, abstract, introduction");
  list.partly_known("1",
                    "Title: says that a prediction model is developed or evaluated, for whom "
                    "and for what outcome",
                    content.title + ".");
  list.for_author("2", "Abstract, by the checklist for abstracts");
  list.for_author("3a", "The clinical setting, why the model is needed, and what models there are");
  list.partly_known("3b", "Whom the model is for, where in care, and who would use it",
                    "Research use only; reading stress polar maps beside a physician.");
  list.for_author("3c", "Known inequalities in health between groups of people");
  list.partly_known("4", "The aim: development, evaluation, or both",
                    "A model is developed and judged on patients of the same cohort.");
}

void data(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.part("Methods: data");
  list.partly_known("5a",
                    "Where the data of development and of evaluation come from, and whom "
                    "they represent",
                    content.cohort.synthetic
                        ? "Synthetic patients, drawn by a program: they represent nobody."
                        : "Cohort \"" + content.cohort.name + "\".");
  list.for_author("5b", "Dates: first and last patient, end of follow-up");
  list.for_author("6a", "The kind, number and place of the centres");
  list.for_author("6b", "Who could take part");
  list.for_author("6c", "Treatments, and how they were dealt with");
  list.partly_known("7",
                    "How data were prepared and their quality checked, and whether alike for "
                    "all groups",
                    run.preparation());
  list.partly_known("8a",
                    "The outcome: what it is, when and how it was determined, and whether "
                    "alike for all groups",
                    run.reference_standard());
  list.for_author("8b", "Who judged the outcome, where that is a matter of judgement");
  list.for_author("8c", "Whether these did not know the predictors");
  list.known("9a", "How predictors were chosen",
             "The polar map alone; no predictor was chosen by hand.");
  list.partly_known("9b", "What the predictors are, and how and when they were measured",
                    "Pixels of the prepared polar map.");
  list.for_author("9c", "Who measured predictors, where that is a matter of judgement");
  list.partly_known("10", "How the number of patients came about, and why it is enough",
                    run.parts());
  list.partly_known(
      "11", "How missing data were dealt with",
      "Pictures that cannot be read are refused by name, never filled in. " + run.flow());
}

void methods(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.part("Methods: analysis");
  list.known("12a", "How data were used for development and evaluation, and how they were parted",
             run.partition());
  list.known("12b", "How predictors entered the model: scaling, transformation", run.preparation());
  list.known("12c", "The kind of model, all steps of building it, tuning, internal validation",
             sentences({run.network(), run.training(), run.selection()}));
  list.for_author("12d", "How differences between centres were dealt with");
  list.known("12e", "Measures and plots of performance, comparison of models", run.measures());
  list.known("12f", "Whether the model was updated after evaluation", "It was not updated.");
  list.known("12g", "How predictions were calculated in the evaluation",
             "By the program from the saved model, as it would read a new case.");
  list.partly_known("13", "Methods against unequal class sizes, and recalibration afterwards",
                    run.patients());
  list.partly_known("14", "What was done for fairness, and why", run.subgroups());
  list.known("15", "What the model puts out; thresholds and why they were chosen", run.output());
  list.partly_known(
      "16", "How the data of development and evaluation differ",
      content.baselines.size() > 1 ? run.other_sets() : "Both are parts of one cohort.");
  list.partly_known("17", "Ethical approval and consent",
                    content.cohort.synthetic ? "None is needed for synthetic patients." : "");
}

void open_science(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.part("Open science, patients and public");
  list.for_author("18a", "Funding, and the role of funders");
  list.for_author("18b", "Conflicts of interest");
  list.for_author("18c", "Where the protocol is, or that there is none");
  list.for_author("18d", "Registration, or that there is none");
  list.for_author("18e", "Whether and where the data can be had");
  list.partly_known("18f", "Whether and where the code can be had", run.software());
  list.for_author("19", "How patients and the public took part, or that they did not");
}

void results(Checklist& list, const ReportContent& content) {
  const RunAnswers run(content);
  list.part("Results");
  list.partly_known("20a", "The way of patients through the study, with and without the outcome",
                    run.flow().empty() ? run.parts() : run.flow());
  list.for_author("20b", "What the patients are like, on the whole and by source");
  list.for_author("20c", "Predictors in evaluation against those in development");
  list.known("21", "Patients and outcome events in each analysis", run.parts());
  list.partly_known("22", "The whole model, so that others can predict with it and judge it",
                    "The saved model (weights, preparation, threshold); checksums are in the model "
                    "card.");
  list.known("23a", "Performance with intervals, also in groups",
             sentences({run.performance(), run.calibration(), run.subgroups()}));
  list.for_author("23b", "How performance differs between centres, where that was examined");
  list.known("24", "Results of an update of the model", "It was not updated.");
}

void discussion(Checklist& list) {
  list.part("Discussion");
  list.for_author("25", "What the results mean, also for fairness, against aims and earlier work");
  list.partly_known("26", "Limits, and what they do to the results",
                    "The model card lists those that follow from the method and the sizes.");
  list.partly_known("27a", "What happens to poor or missing input when the model is in use",
                    "The program refuses pictures that are no polar map, and marks doubtful ones.");
  list.partly_known("27b", "What users have to do, and what they have to know",
                    "A reader has to look at every map; the call is no diagnosis.");
  list.for_author("27c", "What should be studied next, and where the model may be used");
}

}  // namespace

Checklist tripod_checklist(const ReportContent& content) {
  Checklist list;
  introduction(list, content);
  data(list, content);
  methods(list, content);
  open_science(list, content);
  results(list, content);
  discussion(list);
  return list;
}

}  // namespace myolens
