#include <array>

#include "myolens/report/checklist.h"

namespace myolens {
namespace {

constexpr std::array kTitleAbstractIntroduction{
    partly_known("1", "Title or abstract names the technique", &RunAnswers::technique),
    for_author("2", "Abstract with design, methods, results, conclusions"),
    partly_known("3", "Background, intended use and role of the technique",
                 "Research use only; reading stress polar maps beside a physician."),
    for_author("4", "Aims and hypotheses")};

constexpr std::array kMethodsDesignAndData{
    for_author("5", "Prospective or retrospective"),
    partly_known("6", "Goal of the study", "Development of a model and its evaluation."),
    partly_known("7", "Sources of data", &RunAnswers::data_source),
    for_author("8", "Who was included and excluded"),
    known("9", "Preparation of the data", &RunAnswers::preparation),
    known("10", "Which part of a picture was used", "One polar map, cut out of its screen."),
    partly_known("11", "De-identification", &RunAnswers::identities),
    partly_known("12", "Missing data", &RunAnswers::missing_data),
    for_author("13", "How pictures were acquired: camera, tracer, protocol, reconstruction")};

constexpr std::array kMethodsReferenceStandard{
    partly_known("14", "What the reference standard is", &RunAnswers::reference_standard),
    for_author("15", "Why this one was chosen"),
    for_author("16", "Who annotated, and with what experience"),
    for_author("17", "How the test set was annotated"),
    for_author("18", "Agreement between and within annotators")};

constexpr std::array kMethodsPartsSizeModel{
    known("19", "How data were assigned to parts", &RunAnswers::partition),
    known("20", "At which level the parts are separate", "Patient."),
    partly_known("21", "Intended size of the test set", &RunAnswers::parts),
    known("22", "The model: inputs, layers, outputs", &RunAnswers::architecture),
    known("23", "Software and versions", &RunAnswers::software),
    known("24", "Starting values of the parameters", &RunAnswers::starting_weights)};

constexpr std::array kMethodsTrainingAndEvaluation{
    known("25", "Training: stages, rates, augmentation, stopping", &RunAnswers::training),
    known("26", "How the final model was chosen", &RunAnswers::selection),
    known("27", "Ensembles", "None: one network."),
    known("28", "Measures of performance", &RunAnswers::measures),
    known("29", "Measures of uncertainty and significance",
          "95% intervals: Wilson, DeLong on the logit scale, Newcombe's method 5, bootstrap; "
          "DeLong's paired test against simpler scores."),
    partly_known("30", "Robustness or sensitivity analysis", &RunAnswers::subgroups),
    known("31", "Explanation of the model's calls", &RunAnswers::explanations),
    known("32", "Evaluation on internal data", &RunAnswers::performance),
    partly_known("33", "Testing on external data", &RunAnswers::other_sets),
    for_author("34", "Registration of a clinical trial")};

constexpr std::array kResults{
    partly_known("35", "Patients or pictures included and excluded", &RunAnswers::flow_or_sizes),
    partly_known("36", "What patients are like in each part", &RunAnswers::parts),
    known("37", "Performance with uncertainty, on all parts judged",
          &RunAnswers::performance_everywhere),
    known("38", "Diagnostic performance and its precision", &RunAnswers::diagnostic_performance),
    known("39", "Analysis of the wrong calls", &RunAnswers::errors)};

constexpr std::array kDiscussionAndOtherInformation{
    partly_known("40", "Limits",
                 "The model card lists those that follow from the method and the sizes."),
    for_author("41", "What it means for practice"),
    for_author("42", "Protocol or further technical details"),
    partly_known("43", "Whether software, model and data can be had", &RunAnswers::software),
    for_author("44", "Funding, and the role of funders")};

}  // namespace

Checklist claim_checklist(const ReportContent& content) {
  return filled({{"Title, abstract, introduction", kTitleAbstractIntroduction},
                 {"Methods: design and data", kMethodsDesignAndData},
                 {"Methods: reference standard", kMethodsReferenceStandard},
                 {"Methods: parts, size, model", kMethodsPartsSizeModel},
                 {"Methods: training and evaluation", kMethodsTrainingAndEvaluation},
                 {"Results", kResults},
                 {"Discussion and other information", kDiscussionAndOtherInformation}},
                content);
}

}  // namespace myolens
