#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/command.h"
#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/reading/case_reader.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

struct Options {
  std::string model;
  std::vector<std::string> inputs;
  std::string csv;
  CaseOptions cases;
};

using Json = nlohmann::ordered_json;

void add_case(const std::string& file, const CaseReading& reading, CommandResult& out) {
  out.json["cases"].push_back({{"file", file},
                               {"assessed", true},
                               {"call", reading.label},
                               {"probability", reading.probability},
                               {"flags", reading.map.flags}});
  out.text += file + "  " + reading.label + "  " + fixed_text(reading.probability, 3);
  for (const std::string& flag : reading.map.flags) out.text += "  [" + flag + "]";
  out.text += "\n";
}

Table table_of(const Json& cases, const ModelBundle& model) {
  Table table{
      {"file", "assessed", "call", "probability", "threshold", "reasons", "flags", "notice"}, {}};
  const auto words = [](const Json& list) {
    return CLI::detail::join(list.get<std::vector<std::string>>(), "; ");
  };
  for (const Json& one : cases) {
    const bool assessed = one.at("assessed");
    table.rows.push_back({one.at("file"), assessed ? "yes" : "no",
                          assessed ? one.at("call").get<std::string>() : "",
                          assessed ? exact_text(one.at("probability").get<double>()) : "",
                          exact_text(model.threshold), assessed ? "" : words(one.at("reasons")),
                          assessed ? words(one.at("flags")) : "", kNotice});
  }
  return table;
}

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

CommandResult run(const Options& options, Context& context) {
  CaseReader reader(read_model(options.model), static_cast<int>(context.threads));
  const ModelBundle& model = reader.bundle();
  CommandResult result = for_each_case(options.inputs, reader, options.cases, context, add_case);
  if (!options.csv.empty())
    write_file(options.csv,
               format_table(table_of(result.json.value("cases", Json::array()), model)));
  result.json["positive_label"] = model.labels[0];
  result.json["threshold"] = model.threshold;
  result.json["model_trained_on_synthetic_data"] = model.synthetic_data;
  result.text = "file  call  probability of " + model.labels[0] + " (" + model.labels[0] +
                " from " + exact_text(model.threshold) + " on)\n" + result.text;
  add_domain(model.domain, result);
  if (model.synthetic_data) result.text += "The model was trained on synthetic patients.\n";
  result.text += std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command predict_command() {
  return {"predict", "Cases", "Read new screens with a trained classifier",
          "myolens predict run/ screen.jpg", [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("model", options->model, "Run folder or its bundle")->required();
            app.add_option("inputs", options->inputs,
                           "Screens or prepared maps, or folders of them")
                ->required();
            app.add_option("--csv", options->csv, "File for the answers as a table");
            add_case_options(app, options->cases);
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
