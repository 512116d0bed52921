#include "apps/myolens/predicted_cases.h"

#include <CLI/CLI.hpp>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/case_json.h"
#include "apps/myolens/today.h"
#include "myolens/base/error.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/metrics/prevalence.h"
#include "myolens/report/prediction_case.h"

namespace myolens {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kTextDecimals = 3;
constexpr int kCsvDecimals = 4;

std::string in_words(const std::vector<std::string>& list) { return CLI::detail::join(list, "; "); }

std::string lower(std::string_view name) {
  std::string text(name);
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::vector<std::string> csv_columns() {
  std::vector<std::string> columns{"file",
                                   "frame",
                                   "disc",
                                   "assessed",
                                   "call",
                                   "probability",
                                   "threshold",
                                   "reasons",
                                   "flags",
                                   "probability_at_prevalence",
                                   "positive_evidence"};
  for (const Territory territory : kTerritories) {
    columns.push_back(lower(territory_name(territory)) + "_share");
    columns.push_back(lower(territory_name(territory)) + "_share_over_area");
  }
  columns.insert(columns.end(), {"outside_share", "outside_area_share", "normal_maps"});
  for (int segment = 1; segment <= kSegments; ++segment) {
    const std::string name = "segment_" + std::to_string(segment);
    columns.push_back(name + "_z_score");
    columns.push_back(name + "_missing_share");
  }
  columns.push_back("notice");
  return columns;
}

void add_shares(const Explanation& map, std::vector<std::string>& row) {
  const auto number = [&](double value) { row.push_back(fixed_text(value, kCsvDecimals)); };
  row.push_back(map.has_positive_evidence ? "yes" : "no");
  for (const Territory territory : kTerritories) {
    number(map.territory_share[static_cast<size_t>(territory)]);
    number(map.territory_ratio[static_cast<size_t>(territory)]);
  }
  number(map.outside_share);
  number(map.outside_area_share);
}

}  // namespace

PredictedCases::PredictedCases(const ModelSummary& model, std::optional<double> prevalence,
                               bool for_page)
    : model_(model),
      prevalence_(prevalence),
      for_page_(for_page),
      table_({"file", "call", "probability", "remarks"}),
      csv_{csv_columns(), {}} {
  if (!prevalence_) return;
  if (!model_.training_prevalence) {
    throw Error(ErrorCode::kInvalidArgument,
                "this model does not know how many of its training pictures were of each class; "
                "leave out --prevalence");
  }
  moved(model_.threshold);
}

std::optional<double> PredictedCases::moved(double probability) const {
  if (!prevalence_) return std::nullopt;
  return at_prevalence(probability, {.from = *model_.training_prevalence, .to = *prevalence_});
}

double PredictedCases::shown_probability(const CaseReading& reading) const {
  return moved(reading.probability).value_or(reading.probability);
}

void PredictedCases::add(const CaseFile& input, const CaseFileReading& one, CommandResult& result) {
  const CaseReading& reading = one.reading;
  add_csv(input, one);
  add_to_page(input, one);
  if (!reading.refusals.empty()) {
    table_.add({case_text(input), "not assessed", "", in_words(reading.refusals)});
    return add_refusal(input, reading.refusals, result);
  }
  table_.add({case_text(input), reading.label,
              fixed_text(shown_probability(reading), kTextDecimals), in_words(reading.map.flags)});
  Json answer = case_json(input);
  answer.update({{"assessed", true},
                 {"call", reading.label},
                 {"probability", reading.probability},
                 {"flags", reading.map.flags}});
  if (prevalence_) answer["probability_at_prevalence"] = *moved(reading.probability);
  if (one.explanation) {
    answer.update(shares_json(*one.explanation));
    answer.update(segments_json(one));
  }
  result.json["cases"].push_back(std::move(answer));
}

// One more than a page bears, so that the page refuses them.
void PredictedCases::add_to_page(const CaseFile& input, const CaseFileReading& one) {
  if (!for_page_ || page_cases_.size() > kPageCases) return;
  page_cases_.push_back(predicted_case(input, one, model_.labels[0]));
  if (!prevalence_ || !one.reading.refusals.empty()) return;
  page_cases_.back().facts.push_back({"probability at a prevalence of " + exact_text(*prevalence_),
                                      fixed_text(*moved(one.reading.probability), kTextDecimals)});
}

void PredictedCases::add_csv(const CaseFile& input, const CaseFileReading& one) {
  const CaseReading& reading = one.reading;
  const bool assessed = reading.refusals.empty();
  const auto moved_probability = moved(reading.probability);
  std::vector<std::string> row{input.file.string(),
                               input.frame ? std::to_string(*input.frame) : "",
                               input.disc,
                               assessed ? "yes" : "no",
                               assessed ? reading.label : "",
                               assessed ? exact_text(reading.probability) : "",
                               exact_text(model_.threshold),
                               in_words(reading.refusals),
                               in_words(reading.map.flags),
                               assessed && moved_probability ? exact_text(*moved_probability) : ""};
  if (one.explanation) add_shares(one.explanation->map, row);
  row.resize(csv_.columns.size() - 2 * kSegments - 2);
  row.push_back(one.segments.empty() ? "" : normal_group_text(one.normal_group));
  for (const SegmentDeviation& segment : one.segments) {
    row.push_back(fixed_text(segment.z, kCsvDecimals));
    row.push_back(fixed_text(segment.missing, kCsvDecimals));
  }
  row.resize(csv_.columns.size() - 1);
  row.emplace_back(kNotice);
  csv_.rows.push_back(std::move(row));
}

std::string PredictedCases::prevalence_remark() const {
  if (!prevalence_) return "";
  return " for a place where " + exact_text(100 * *prevalence_) + " % have " + model_.labels[0] +
         ", not " + fixed_text(100 * *model_.training_prevalence, 1) +
         " % as in the training; the threshold moves with it, from " +
         exact_text(model_.threshold) + " to " +
         fixed_text(*moved(model_.threshold), kTextDecimals) +
         ", so that every case is called as before.";
}

std::string PredictedCases::text() const {
  const double threshold = moved(model_.threshold).value_or(model_.threshold);
  const std::string number =
      prevalence_ ? fixed_text(threshold, kTextDecimals) : exact_text(threshold);
  std::string text =
      "Probability of " + model_.labels[0] + "; " + model_.labels[0] + " from " + number + " on\n";
  if (prevalence_) text += "Probabilities are" + prevalence_remark() + "\n";
  return table_.empty() ? text : text + table_.text();
}

Json PredictedCases::json() const {
  Json json{{"positive_label", model_.labels[0]},
            {"threshold", model_.threshold},
            {"model_trained_on_synthetic_data", model_.synthetic_data}};
  if (prevalence_) {
    json["prevalence"] = *prevalence_;
    json["training_prevalence"] = *model_.training_prevalence;
    json["threshold_at_prevalence"] = *moved(model_.threshold);
  }
  return json;
}

std::string PredictedCases::page(const CommandResult& result) {
  PredictionContent content;
  content.model = model_.name;
  content.version = MYOLENS_VERSION;
  content.created = today();
  content.synthetic = model_.synthetic_data;
  content.classes = {model_.labels[0], model_.labels[1]};
  content.threshold = model_.threshold;
  content.remarks.push_back({"Heat maps.", kShareMeaning});
  if (prevalence_) {
    content.remarks.push_back(
        {"Prevalence.", "Under each probability stands the one" + prevalence_remark()});
  }
  for (const Json& error : result.json.value("errors", Json::array()))
    content.unread.push_back({error.at("file"), error.at("message")});
  content.cases = std::move(page_cases_);
  return render_predictions(content);
}

}  // namespace myolens
