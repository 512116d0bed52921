#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/command.h"
#include "apps/myolens/one_of.h"
#include "apps/myolens/predicted_cases.h"
#include "apps/myolens/share_option.h"
#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

struct Options {
  std::string model;
  std::vector<std::string> inputs;
  std::string csv;
  std::string html;
  std::optional<double> prevalence;
  std::string precision = "fp32";
  NormalGroup group;
  CaseOptions cases;
};

void add_domain(const TrainingDomain& domain, CommandResult& out) {
  out.json["training_maps_known"] = domain.maps();
  if (!domain.known()) {
    out.text +=
        "This model was trained on too few maps to tell pictures of another kind from them.\n";
    return;
  }
  out.json["training_maps_refused_share"] = domain.refused_share();
  out.text += "Of its own " + std::to_string(domain.maps()) +
              " training maps the model would leave " +
              fixed_text(100 * domain.refused_share(), 1) + " % unassessed.\n";
}

void check_outputs(const Options& options) {
  std::error_code none;
  if (!options.csv.empty() && std::filesystem::weakly_canonical(options.csv, none) ==
                                  std::filesystem::weakly_canonical(options.html, none))
    throw Error(ErrorCode::kInvalidArgument, "--csv and --html name the same file");
}

CommandResult run(const Options& options, Context& context) {
  check_outputs(options);
  CaseReader reader = open_reader(options.model, static_cast<int>(context.threads), {},
                                  find_precision(options.precision));
  const ModelSummary& model = reader.summary();
  PredictedCases cases(model, options.prevalence, !options.html.empty());
  const bool explain = context.json || !options.csv.empty() || !options.html.empty();
  CommandResult result = for_each_case(
      options.inputs, reader, {options.cases, explain, options.group, {options.csv, options.html}},
      context, [&](const CaseFile& input, const CaseFileReading& one, CommandResult& out) {
        cases.add(input, one, out);
      });
  if (!options.csv.empty()) write_file(options.csv, format_table(cases.csv()));
  if (!options.html.empty()) write_file(options.html, cases.page(result));
  result.json.update(cases.json());
  result.text = cases.text() + result.text;
  add_domain(reader.bundle().domain, result);
  result.json["precision"] = options.precision;
  if (options.precision == "bf16") {
    result.text +=
        "Computed in bfloat16; the model was judged and its threshold chosen in float32.\n";
  }
  if (model.synthetic_data) result.text += "The model was trained on synthetic patients.\n";
  if (!options.html.empty()) result.text += "Page: " + options.html + "\n";
  result.text += std::string(kNotice) + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "Run folder, its bundle, or an ensemble")->required();
  app.add_option("inputs", options->inputs, "Screens or prepared maps, or folders of them")
      ->required();
  app.add_option("--csv", options->csv,
                 "File for the answers as a table, with the heat map's shares and the uptake of "
                 "each segment against normal maps");
  app.add_option("--html", options->html,
                 "File for one page with pictures, heat maps and answers in words, at most " +
                     std::to_string(kPageCases) + " cases");
  app.add_option("--prevalence", options->prevalence,
                 "Share of the positive class where the cases come from: moves the probabilities "
                 "from that of the training, and the threshold with them, so that no call changes")
      ->type_name("SHARE")
      ->check(share_between_0_and_1());
  app.add_option("--sex", options->group.sex,
                 "Patients' sex as the training's manifest writes it, for the choice of normal "
                 "maps where no manifest says it");
  app.add_option("--view", options->group.view, "The same: view, such as AC");
  app.add_option("--state", options->group.state, "The same: state, such as stress");
  app.add_option("--precision", options->precision,
                 "Of the network: fp32, or bf16, which is faster where the processor has it and "
                 "moves probabilities a little")
      ->check(one_of({"fp32", "bf16"}))
      ->capture_default_str();
  add_case_options(app, options->cases);
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command predict_command() {
  return {"predict", "Cases", "Read new screens with a trained classifier",
          "myolens predict run/ screen.jpg --html answer.html", define};
}

}  // namespace myolens
