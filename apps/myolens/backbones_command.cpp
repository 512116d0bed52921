#include <CLI/CLI.hpp>
#include <memory>
#include <unordered_set>

#include "apps/myolens/command.h"
#include "apps/myolens/text_table.h"
#include "apps/myolens/weights_actions.h"
#include "myolens/backbones/papers.h"
#include "myolens/base/number_text.h"
#include "myolens/graph/cost.h"
#include "myolens/graph/cut.h"

namespace myolens {
namespace {

using nlohmann::ordered_json;

constexpr double kPerMillion = 1e-6;

struct Options {
  std::string name;
  int input_size = 0;  // 0: the backbone's own
};

// Sound entries of all backbones; none when the user has no store.
std::vector<StoreEntry> stored_entries() {
  std::vector<StoreEntry> entries;
  try {
    const WeightStore store = WeightStore::of_user();
    for (const std::string& name : store.names()) {
      try {
        if (auto entry = store.find(name)) entries.push_back(*entry);
      } catch (const Error&) {  // `myolens weights list` tells what is wrong with it
      }
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound) throw;
  }
  return entries;
}

std::vector<StoreEntry> entries_of(const std::string& backbone,
                                   const std::vector<StoreEntry>& entries) {
  std::vector<StoreEntry> found;
  for (const StoreEntry& entry : entries) {
    if (entry.backbone == backbone) found.push_back(entry);
  }
  return found;
}

std::string weights_text(const std::vector<StoreEntry>& entries) {
  std::string text;
  for (const StoreEntry& entry : entries) {
    text += (text.empty() ? "" : ", ") + std::string(name_of(entry.provenance));
    if (entry.name != entry.backbone) text += " (" + entry.name + ")";
  }
  return text.empty() ? "none" : text;
}

// Of the weights in the store, else of those that can be fetched.
std::string licence_of(const std::string& backbone, const std::vector<StoreEntry>& entries) {
  return entries.empty() ? choose_source({.backbone = backbone}).licence : entries[0].licence;
}

std::string paper_text(const std::string& backbone) {
  const Paper& paper = paper_of(backbone);
  return std::string(paper.citation) + ", arXiv:" + std::string(paper.arxiv);
}

ordered_json facts_of(const Backbone& backbone, const Graph& graph, int input_size,
                      const std::vector<StoreEntry>& entries) {
  const std::string name(backbone.name);
  ordered_json weights = ordered_json::array();
  for (const StoreEntry& entry : entries) {
    weights.push_back({{"name", entry.name},
                       {"trained_on", name_of(entry.provenance)},
                       {"has_top", entry.has_top},
                       {"licence", entry.licence}});
  }
  return {{"name", name},
          {"keras_name", backbone.keras_name},
          {"input_size", input_size},
          {"minimal_input_size", backbone.minimal_input_size},
          {"parameters", graph.parameters()},
          {"layers", graph.keras_order().size()},
          {"multiply_adds", multiply_adds(graph)},
          {"preprocessing", name_of(backbone.preprocessing)},
          {"weights", weights},
          {"licence_of_weights", licence_of(name, entries)},
          {"paper", paper_text(name)}};
}

std::string millions(int64_t count) {
  return fixed_text(static_cast<double>(count) * kPerMillion, 1);
}

CommandResult list_backbones() {
  const auto stored = stored_entries();
  CommandResult result;
  TextTable table({"name", "input", "parameters (M)", "layers", "multiply-adds (M)",
                   "preprocessing", "weights", "licence of weights", "paper"});
  for (const Backbone& backbone : backbone_catalogue()) {
    const std::string name(backbone.name);
    const auto entries = entries_of(name, stored);
    const Graph graph = build_backbone(backbone, {.input_size = backbone.input_size});
    const ordered_json facts = facts_of(backbone, graph, backbone.input_size, entries);
    table.add({name, std::to_string(backbone.input_size), millions(graph.parameters()),
               std::to_string(graph.keras_order().size()), millions(multiply_adds(graph)),
               std::string(name_of(backbone.preprocessing)), weights_text(entries),
               licence_of(name, entries), paper_text(name)});
    result.json["backbones"].push_back(facts);
  }
  result.text =
      table.text() +
      "Without the ImageNet top, at the input size (pixels) of the ImageNet weights.\n"
      "Weights: what the entries in the store were trained on; `myolens weights fetch NAME` "
      "gets ImageNet's.\n" +
      kNotice + "\n";
  return result;
}

CommandResult show_backbone(const Options& options) {
  const Backbone& backbone = find_backbone(options.name);
  const int input_size = options.input_size > 0 ? options.input_size : backbone.input_size;
  const Graph graph = build_backbone(backbone, {.input_size = input_size});
  const FineTuningRange range = fine_tuning_range(graph);
  const std::unordered_set<LayerId> top(range.layers.begin(), range.layers.end());
  const auto order = graph.keras_order();
  const std::string name(backbone.name);

  CommandResult result;
  result.json = facts_of(backbone, graph, input_size, entries_of(name, stored_entries()));
  const std::string& cut = graph.layer(range.first_trained).name;
  result.json["fine_tuning"] = {{"layers", range.layers.size()},
                                {"parameters", range.parameters},
                                {"first_layer", graph.layer(range.layers.front()).name},
                                {"first_trained_layer", cut}};
  TextTable table({"", "layer", "type", "output", "parameters", "one third"});
  for (size_t i = 0; i < order.size(); ++i) {
    const Layer& layer = graph.layer(order[i]);
    const bool in_top = top.contains(order[i]);
    result.json["layer_list"].push_back({{"name", layer.name},
                                         {"type", type_name(layer.operation)},
                                         {"output", layer.output},
                                         {"parameters", layer.parameters()},
                                         {"top_third", in_top}});
    table.add({std::to_string(i), layer.name, std::string(type_name(layer.operation)),
               to_string(layer.output), std::to_string(layer.parameters()),
               order[i] == range.first_trained ? "trained from here on"
               : in_top                        ? "top"
                                               : ""});
  }
  result.text =
      name + " (" + std::string(backbone.keras_name) + ", " + paper_text(name) + "), input " +
      std::to_string(input_size) + " pixels, without the ImageNet top\n" + table.text() +
      std::to_string(order.size()) + " layers, " + std::to_string(graph.parameters()) +
      " parameters, " + millions(multiply_adds(graph)) +
      " million multiply-adds\nFine-tuning takes the top " + std::to_string(range.layers.size()) +
      " layers with " + std::to_string(range.parameters) +
      " parameters, both below one third; the first one trained is " + cut + ".\n" + kNotice + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("name", options->name,
                 "Backbone to show layer by layer (all in one table unless given)");
  app.add_option("--input-size", options->input_size, "Pixels, for the layers of one backbone")
      ->check(CLI::Range(1, 1024))
      ->needs("name");
  return [options](Context&) {
    return options->name.empty() ? list_backbones() : show_backbone(*options);
  };
}

}  // namespace

Command backbones_command() {
  return {"backbones", "Models", "List the networks, or show one layer by layer",
          "myolens backbones resnet50", define};
}

}  // namespace myolens
