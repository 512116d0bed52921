#include <array>

#include "myolens/report/checklist.h"

namespace myolens {
namespace {

constexpr std::array kTitleAbstractIntroduction{
    partly_known("1",
                 "Title: says that a prediction model is developed or evaluated, for whom and for "
                 "what outcome",
                 &RunAnswers::title),
    for_author("2", "Abstract, by the checklist for abstracts"),
    for_author("3a", "The clinical setting, why the model is needed, and what models there are"),
    partly_known("3b", "Whom the model is for, where in care, and who would use it",
                 "Research use only; reading stress polar maps beside a physician."),
    for_author("3c", "Known inequalities in health between groups of people"),
    partly_known("4", "The aim: development, evaluation, or both",
                 "A model is developed and judged on patients of the same cohort.")};

constexpr std::array kMethodsData{
    partly_known(
        "5a", "Where the data of development and of evaluation come from, and whom they represent",
        &RunAnswers::data_source),
    for_author("5b", "Dates: first and last patient, end of follow-up"),
    for_author("6a", "The kind, number and place of the centres"),
    for_author("6b", "Who could take part"),
    for_author("6c", "Treatments, and how they were dealt with"),
    partly_known(
        "7", "How data were prepared and their quality checked, and whether alike for all groups",
        &RunAnswers::preparation),
    partly_known(
        "8a",
        "The outcome: what it is, when and how it was determined, and whether alike for all groups",
        &RunAnswers::reference_standard),
    for_author("8b", "Who judged the outcome, where that is a matter of judgement"),
    for_author("8c", "Whether these did not know the predictors"),
    known("9a", "How predictors were chosen",
          "The polar map alone; no predictor was chosen by hand."),
    partly_known("9b", "What the predictors are, and how and when they were measured",
                 "Pixels of the prepared polar map."),
    for_author("9c", "Who measured predictors, where that is a matter of judgement"),
    partly_known("10", "How the number of patients came about, and why it is enough",
                 &RunAnswers::parts),
    partly_known("11", "How missing data were dealt with", &RunAnswers::missing_data)};

constexpr std::array kMethodsAnalysis{
    known("12a", "How data were used for development and evaluation, and how they were parted",
          &RunAnswers::partition),
    known("12b", "How predictors entered the model: scaling, transformation",
          &RunAnswers::preparation),
    known("12c", "The kind of model, all steps of building it, tuning, internal validation",
          &RunAnswers::building),
    for_author("12d", "How differences between centres were dealt with"),
    known("12e", "Measures and plots of performance, comparison of models", &RunAnswers::measures),
    known("12f", "Whether the model was updated after evaluation", "It was not updated."),
    known("12g", "How predictions were calculated in the evaluation",
          "By the program from the saved model, as it would read a new case."),
    partly_known("13", "Methods against unequal class sizes, and recalibration afterwards",
                 &RunAnswers::patients),
    partly_known("14", "What was done for fairness, and why", &RunAnswers::subgroups),
    known("15", "What the model puts out; thresholds and why they were chosen",
          &RunAnswers::output),
    partly_known("16", "How the data of development and evaluation differ",
                 &RunAnswers::evaluation_data),
    partly_known("17", "Ethical approval and consent", &RunAnswers::approval)};

constexpr std::array kOpenSciencePatientsAndPublic{
    for_author("18a", "Funding, and the role of funders"),
    for_author("18b", "Conflicts of interest"),
    for_author("18c", "Where the protocol is, or that there is none"),
    for_author("18d", "Registration, or that there is none"),
    for_author("18e", "Whether and where the data can be had"),
    partly_known("18f", "Whether and where the code can be had", &RunAnswers::software),
    for_author("19", "How patients and the public took part, or that they did not")};

constexpr std::array kResults{
    partly_known("20a", "The way of patients through the study, with and without the outcome",
                 &RunAnswers::flow_or_sizes),
    for_author("20b", "What the patients are like, on the whole and by source"),
    for_author("20c", "Predictors in evaluation against those in development"),
    known("21", "Patients and outcome events in each analysis", &RunAnswers::parts),
    partly_known(
        "22", "The whole model, so that others can predict with it and judge it",
        "The saved model (weights, preparation, threshold); checksums are in the model card."),
    known("23a", "Performance with intervals, also in groups", &RunAnswers::results),
    for_author("23b", "How performance differs between centres, where that was examined"),
    known("24", "Results of an update of the model", "It was not updated.")};

constexpr std::array kDiscussion{
    for_author("25", "What the results mean, also for fairness, against aims and earlier work"),
    partly_known("26", "Limits, and what they do to the results",
                 "The model card lists those that follow from the method and the sizes."),
    partly_known("27a", "What happens to poor or missing input when the model is in use",
                 "The program refuses pictures that are no polar map, and marks doubtful ones."),
    partly_known("27b", "What users have to do, and what they have to know",
                 "A reader has to look at every map; the call is no diagnosis."),
    for_author("27c", "What should be studied next, and where the model may be used")};

}  // namespace

Checklist tripod_checklist(const ReportContent& content) {
  return filled({{"Title, abstract, introduction", kTitleAbstractIntroduction},
                 {"Methods: data", kMethodsData},
                 {"Methods: analysis", kMethodsAnalysis},
                 {"Open science, patients and public", kOpenSciencePatientsAndPublic},
                 {"Results", kResults},
                 {"Discussion", kDiscussion}},
                content);
}

}  // namespace myolens
