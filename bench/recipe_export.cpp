// Writes what the peers of bench/run need to do the same work as `myolens train --protocol
// validation --dropout 0` with otherwise its own settings:
//   split.csv          a fifth of the patients validates, nobody is kept apart; for --split
//   inputs.f32         the network's input of every picture, samples x size x size x 3
//   head.safetensors   the head as it starts
//   recipe.json        labels, parts, and of every stage its rate, trained layers, the layers below
//                      its cut and the order of samples in every epoch
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/classifier/network_input.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/procedure.h"
#include "myolens/experiment/starting_bundle.h"
#include "myolens/training/stage.h"
#include "myolens/weights/safetensors.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options {
  std::string cohort;
  std::string out;
  StartingPoint start;
  int warm_up_epochs = 100;
  int fine_tuning_epochs = 30;
  size_t threads = 2;
};

class Export {
 public:
  explicit Export(const Options& options)
      : options_(options),
        prepared_(read_prepared_cohort(options.cohort, {})),
        bundle_(starting_bundle(options.start, prepared_, WeightStore::of_user())) {
    settings_.head.dropout = 0.0;
    settings_.warm_up_epochs = options.warm_up_epochs;
    settings_.fine_tuning_epochs = options.fine_tuning_epochs;
    settings_.seed = options.start.seed;
  }

  void write() const {
    const fs::path out = options_.out;
    fs::create_directories(out);
    const Cohort& cohort = prepared_.cohort;
    const Split split =
        make_split(cohort, {.seed = settings_.seed, .test_share = 0.0, .validation_share = 0.2});
    write_split(out / "split.csv", split);
    std::vector<size_t> all(cohort.entries.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    const TrainingData data = training_data(cohort, std::move(all), options_.threads);
    write_inputs(out / "inputs.f32", data);

    const PlannedNetwork planned = plan_network(bundle_, Strategy::kTwoStage, settings_);
    WeightSet head;
    for (const LayerId id : planned.network.head.dense) {
      const Layer& layer = planned.network.graph.layer(id);
      for (const WeightSpec& spec : layer.weights)
        head.set(layer.name, spec.variable, planned.start.at(layer.name, spec.variable));
    }
    write_safetensors(out / "head.safetensors", head, {});
    write_file(out / "recipe.json", recipe(planned, data, split).dump() + "\n");
  }

 private:
  void write_inputs(const fs::path& file, const TrainingData& data) const {
    const auto side = static_cast<size_t>(bundle_.input_size);
    const size_t size = side * side * 3;
    std::vector<float> values(data.entries.size() * size);
    parallel_for(data.entries.size(), options_.threads, [&](size_t i) {
      PreparedMap map = load_map(prepared_, data.entries[i]);
      const std::vector<float> input =
          network_input(Picture{std::move(map.image), std::move(map.deep)}, bundle_.input_size,
                        bundle_.preprocessing);
      std::ranges::copy(input, values.begin() + static_cast<std::ptrdiff_t>(i * size));
    });
    write_file(file, std::string_view(reinterpret_cast<const char*>(values.data()),
                                      values.size() * sizeof(float)));
  }

  Json recipe(const PlannedNetwork& planned, const TrainingData& data, const Split& split) const {
    const std::vector<size_t> training = samples_of(data, prepared_.cohort, split.train);
    const Graph& graph = planned.network.graph;
    Json json{{"backbone", find_backbone(bundle_.backbone).keras_name},
              {"input_size", bundle_.input_size},
              {"features", graph.layer(planned.network.head.features).name},
              {"labels", data.labels},
              {"training", training},
              {"validation", samples_of(data, prepared_.cohort, split.validation)},
              {"batch_size", settings_.batch_size},
              {"beta1", settings_.optimiser.beta1},
              {"beta2", settings_.optimiser.beta2},
              {"epsilon", settings_.optimiser.epsilon}};
    for (const StagePlan& plan : planned.plans) {
      Json stage{{"name", plan.recipe.name},
                 {"learning_rate", plan.recipe.learning_rate},
                 {"trained", Json::array()},
                 {"inputs", Json::array()},
                 {"orders", Json::array()}};
      for (const TrainedLayer& trained : plan.trained)
        stage["trained"].push_back(graph.layer(trained.layer).name);
      for (const LayerId id : plan.tail.inputs) stage["inputs"].push_back(graph.layer(id).name);
      for (int epoch = 1; epoch <= plan.recipe.epochs; ++epoch)
        stage["orders"].push_back(
            draw_epoch(plan.recipe.name, epoch, settings_.seed, training).samples);
      json["stages"].push_back(std::move(stage));
    }
    return json;
  }

  const Options& options_;
  const PreparedCohort prepared_;
  const ModelBundle bundle_;
  TrainingSettings settings_;
};

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Writes a training's data and settings for other programs"};
  app.add_option("cohort", options.cohort, "Folder that `myolens prepare` wrote")->required();
  app.add_option("out", options.out, "Folder for the files")->required();
  app.add_option("--backbone", options.start.backbone, "Backbone from the catalogue")->required();
  app.add_option("--weights", options.start.weights, "Their name in the store")->required();
  app.add_option("--warm-up-epochs", options.warm_up_epochs, "Epochs of the first stage");
  app.add_option("--fine-tuning-epochs", options.fine_tuning_epochs, "Epochs of the second");
  app.add_option("--seed", options.start.seed, "Seed of split, head and order");
  app.add_option("--threads", options.threads, "Threads");
  CLI11_PARSE(app, argc, argv);
  try {
    myolens::Export(options).write();
  } catch (const myolens::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
