#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/command.h"
#include "apps/myolens/disc_options.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/reading/case_reader.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

struct Options {
  std::string model;
  std::vector<std::string> inputs;
  DiscOptions disc;
};

CommandResult run(const Options& options, Context& context) {
  CaseReader reader(read_model(options.model), static_cast<int>(context.threads));
  const ModelBundle& model = reader.bundle();
  const DiscChoice choice = disc_choice(options.disc);
  CommandResult result =
      for_each_case(options.inputs, context, [&](const auto& picture, CommandResult& out) {
        const CaseReading reading =
            reader.read(read_file(picture), picture.string(), choice, frame_of(options.disc.frame));
        out.json["cases"].push_back({{"file", picture.string()},
                                     {"call", reading.label},
                                     {"probability", reading.probability},
                                     {"flags", reading.map.flags}});
        out.text +=
            picture.string() + "  " + reading.label + "  " + fixed_text(reading.probability, 3);
        for (const std::string& flag : reading.map.flags) out.text += "  [" + flag + "]";
        out.text += "\n";
      });
  result.json["positive_label"] = model.labels[0];
  result.json["threshold"] = model.threshold;
  result.json["model_trained_on_synthetic_data"] = model.synthetic_data;
  result.text = "file  call  probability of " + model.labels[0] + "\n" + result.text;
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
            add_disc_options(app, options->disc);
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
