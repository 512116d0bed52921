#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/text_table.h"
#include "myolens/cohort/inspection.h"

namespace myolens {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string input;
  std::string positive;
  std::string split;
};

std::string counted(size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string likeness_name(Likeness likeness) {
  return likeness == Likeness::kSameBytes    ? "same_bytes"
         : likeness == Likeness::kSamePixels ? "same_pixels"
                                             : "near_same";
}

std::string between_name(Between between) {
  return between == Between::kTwoParts      ? "two_parts"
         : between == Between::kTwoPatients ? "two_patients"
                                            : "one_patient";
}

ordered_json counts_json(const Inspection& inspection) {
  ordered_json counts = ordered_json::array();
  for (const Census& census : inspection.censuses) {
    for (const Count& count : census.counts) {
      counts.push_back({{"column", census.column},
                        {"value", count.value},
                        {"label", count.label},
                        {"patients", count.patients},
                        {"images", count.images}});
    }
  }
  return counts;
}

ordered_json picture_json(const Inspection& inspection, size_t picture) {
  const InspectedPicture& inspected = inspection.pictures[picture];
  const CohortEntry& entry = inspection.cohort.entries[inspected.entry];
  ordered_json json{{"file", path_within(entry.file, inspection.cohort.folder)},
                    {"place", entry.place},
                    {"patient", entry.patient},
                    {"label", entry.label},
                    {"part", inspected.owner.part}};
  if (entry.frame) json["frame"] = *entry.frame;
  return json;
}

ordered_json doubles_json(const Inspection& inspection) {
  ordered_json doubles = ordered_json::array();
  for (const Double& found : inspection.doubles) {
    doubles.push_back({{"likeness", likeness_name(found.likeness)},
                       {"between", between_name(found.between)},
                       {"first", picture_json(inspection, found.first)},
                       {"second", picture_json(inspection, found.second)}});
  }
  return doubles;
}

ordered_json as_json(const Inspection& inspection) {
  const Cohort& cohort = inspection.cohort;
  ordered_json json{{"fine", inspection.fine()},
                    {"patients", patient_count(cohort)},
                    {"images", cohort.entries.size()},
                    {"labels", cohort.labels},
                    {"positive_label", cohort.positive_label},
                    {"synthetic", cohort.synthetic},
                    {"counts", counts_json(inspection)},
                    {"doubles", doubles_json(inspection)},
                    {"problems", ordered_json::array()},
                    {"notes", inspection.notes},
                    {"left_out", ordered_json::array()}};
  for (const Problem& problem : inspection.problems) {
    json["problems"].push_back(
        {{"code", error_code_name(problem.code)}, {"message", problem.text}});
  }
  for (const LeftOut& left : cohort.left_out) {
    json["left_out"].push_back(
        {{"file", path_within(left.file, cohort.folder)}, {"reason", left.reason}});
  }
  return json;
}

std::string census_text(const Census& census) {
  TextTable table({census.column, "label", "patients", "images"});
  const auto shown = [](const std::string& text) { return text.empty() ? "(none)" : text; };
  for (const Count& count : census.counts) {
    table.add({shown(count.value), shown(count.label), std::to_string(count.patients),
               std::to_string(count.images)});
  }
  return table.text();
}

std::string label_text(const Inspection& inspection) {
  TextTable table({"label", "patients", "images"});
  for (const Count& count : inspection.censuses.front().counts) {
    const bool positive = !count.label.empty() && count.label == inspection.cohort.positive_label;
    table.add({(count.label.empty() ? "(none)" : count.label) + (positive ? " (positive)" : ""),
               std::to_string(count.patients), std::to_string(count.images)});
  }
  return table.text();
}

std::string section(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = "\n" + heading + " (" + std::to_string(lines.size()) + "):\n";
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

std::vector<std::string> doubles_between(const Inspection& inspection, Between between) {
  std::vector<std::string> lines;
  for (const Double& found : inspection.doubles) {
    if (found.between == between) lines.push_back(double_text(inspection, found));
  }
  return lines;
}

std::string as_text(const Options& options, const Inspection& inspection) {
  const Cohort& cohort = inspection.cohort;
  std::string text = options.input + ": " + counted(patient_count(cohort), "patient", "patients") +
                     ", " + counted(cohort.entries.size(), "image", "images") + "\n";
  if (cohort.synthetic) text += "The pictures are synthetic.\n";
  text += "\n" + label_text(inspection);
  for (size_t i = 1; i < inspection.censuses.size(); ++i) {
    text += "\n" + census_text(inspection.censuses[i]);
  }
  std::vector<std::string> problems;
  for (const Problem& problem : inspection.problems) problems.push_back(problem.text);
  std::vector<std::string> left_out;
  for (const LeftOut& left : cohort.left_out) {
    left_out.push_back(path_within(left.file, cohort.folder) + ": " + left.reason);
  }
  text += section("Wrong", problems);
  text += section("Wrong: one picture in two parts of the split",
                  doubles_between(inspection, Between::kTwoParts));
  text += section("Wrong: one picture of two patients",
                  doubles_between(inspection, Between::kTwoPatients));
  text += section("Look at these: one picture twice, of one patient",
                  doubles_between(inspection, Between::kOnePatient));
  text += section("Look at these", inspection.notes);
  text += section("Left out", left_out);
  text += inspection.fine() ? "\nNothing is wrong with this cohort.\n"
                            : "\nCorrect what is wrong, and check again.\n";
  return text + std::string(kNotice) + "\n";
}

CommandResult check(const Options& options, Context& context) {
  const Inspection inspection = inspect_cohort(
      options.input,
      {.positive_label = options.positive, .split = options.split, .threads = context.threads},
      context.progress);
  CommandResult result;
  result.json = as_json(inspection);
  result.text = as_text(options, inspection);
  result.exit_code = inspection.fine() ? kExitDone : kExitBadInput;
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  CLI::App* check_app = app.add_subcommand(
      "check", "Count patients and images, find doubles, and say what is wrong with which row");
  check_app
      ->add_option("input", options->input,
                   "Manifest (patient, file, label), folder with one sub-folder per class, or "
                   "prepared cohort")
      ->required()
      ->type_name("PATH");
  check_app
      ->add_option("--positive", options->positive, "Label that means disease (CAD unless given)")
      ->type_name("LABEL");
  check_app
      ->add_option("--split", options->split,
                   "Split file (patient, part): also finds patients and pictures in two parts")
      ->type_name("FILE");
  check_app->footer("\nExample:\n  myolens cohort check screens/manifest.csv --positive CAD\n\n" +
                    std::string(kNotice));
  check_app->fallthrough();
  return [options](Context& context) { return check(*options, context); };
}

}  // namespace

Command cohort_command() {
  return {"cohort", "Data", "Check a cohort before it is prepared or trained on",
          "myolens cohort check screens/manifest.csv", define};
}

}  // namespace myolens
