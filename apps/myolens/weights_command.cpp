#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/classifier/probe.h"
#include "myolens/imaging/codec.h"
#include "myolens/weights/store.h"

namespace myolens {
namespace {

constexpr size_t kProbedClasses = 5;

struct Options {
  std::string name;
  std::string image;
  bool quick = false;
};

std::string trained_on(const StoreEntry& entry) {
  return entry.trained_on.empty() ? "not known to be trained" : "trained on " + entry.trained_on;
}

nlohmann::ordered_json to_json(const StoreEntry& entry) {
  return {{"backbone", entry.backbone},
          {"origin", entry.origin},
          {"origin_sha256", entry.origin_sha256},
          {"licence", entry.licence},
          {"sha256", entry.sha256},
          {"bytes", entry.bytes},
          {"trained_on", entry.trained_on},
          {"note", entry.note}};
}

CommandResult list(const WeightStore& store) {
  CommandResult result;
  result.text = "Weight store: " + store.folder().string() + "\n";
  result.json["store"] = store.folder().string();
  result.json["weights"] = nlohmann::ordered_json::array();
  for (const Backbone& backbone : backbone_catalogue()) {
    const auto entry = store.find(backbone.name);
    const std::string name(backbone.name);
    result.text +=
        "  " + name + std::string(14 - std::min<size_t>(13, name.size()), ' ') +
        (entry ? trained_on(*entry) + ", " + entry->origin + ", licence " + entry->licence
               : "no weights in the store") +
        "\n";
    if (entry) result.json["weights"].push_back(to_json(*entry));
  }
  result.text += "Packages are known for:";
  for (const WeightSource& source : weight_sources())
    result.text += " " + std::string(source.backbone);
  result.text += "\n";
  return result;
}

CommandResult fetch(const WeightStore& store, const Options& options, Context& context) {
  const WeightSource& source = find_weight_source(options.name);
  const Backbone& backbone = find_backbone(options.name);
  const Graph graph =
      build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
  const StoreEntry entry = store.fetch(source, graph, context.progress);
  CommandResult result;
  result.json = to_json(entry);
  result.text = entry.backbone + ": " + trained_on(entry) + ", " + entry.origin + ", licence " +
                entry.licence + "\nNote: " + entry.note + "\n";
  return result;
}

CommandResult verify(const WeightStore& store, const Options& options) {
  std::vector<std::string> names{options.name};
  if (options.name.empty()) {
    names.clear();
    for (const StoreEntry& entry : store.entries()) names.push_back(entry.backbone);
  }
  CommandResult result;
  result.json["verified"] = names;
  for (const std::string& name : names) {
    const StoreEntry entry = options.quick ? store.verify_size(name) : store.verify(name);
    result.text += name + ": " + (options.quick ? "size" : "SHA-256") + " as it should be (" +
                   entry.sha256 + ")\n";
  }
  if (names.empty()) result.text = "The weight store is empty.\n";
  return result;
}

CommandResult probe(const WeightStore& store, const Options& options, Context& context) {
  const Backbone& backbone = find_backbone(options.name);
  const Image photo = decode_image(read_file(options.image), options.image);
  const WeightSet weights = store.load(backbone.name);
  CommandResult result;
  result.json["classes"] = nlohmann::ordered_json::array();
  result.text = "ImageNet class  probability\n";
  for (const ClassProbability& c : probe_imagenet(backbone, weights, photo, kProbedClasses,
                                                  static_cast<int>(context.threads))) {
    const std::string index = std::to_string(c.index);
    result.text +=
        std::string(14 - index.size(), ' ') + index + "  " + fixed_text(c.probability, 4) + "\n";
    result.json["classes"].push_back({{"index", c.index}, {"probability", c.probability}});
  }
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  app.fallthrough();
  CLI::App* list_app = app.add_subcommand("list", "What is in the store, and what can be fetched");
  CLI::App* fetch_app = app.add_subcommand("fetch", "Download, check and convert weights");
  fetch_app->add_option("name", options->name, "Backbone")->required();
  CLI::App* verify_app =
      app.add_subcommand("verify", "Compare the stored files with their checksums");
  verify_app->add_option("name", options->name, "Backbone (all unless given)");
  verify_app->add_flag("--quick", options->quick, "Compare sizes only");
  CLI::App* probe_app =
      app.add_subcommand("probe", "The five likeliest ImageNet classes of a photograph");
  probe_app->add_option("name", options->name, "Backbone")->required();
  probe_app->add_option("image", options->image, "Photograph, PNG or JPEG")->required();
  for (CLI::App* action : {list_app, fetch_app, verify_app, probe_app}) action->fallthrough();
  return [=](Context& context) {
    const WeightStore store = WeightStore::of_user();
    if (list_app->parsed()) return list(store);
    if (fetch_app->parsed()) return fetch(store, *options, context);
    if (verify_app->parsed()) return verify(store, *options);
    return probe(store, *options, context);
  };
}

}  // namespace

Command weights_command() {
  return {"weights", "Models", "List, fetch, verify and probe backbone weights",
          "myolens weights fetch resnet50", define};
}

}  // namespace myolens
