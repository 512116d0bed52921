// Compares Myolens with reference files made by Keras (tests/data/README.md):
//   parity_check [--training | --real | --weights WEIGHTFILE] FILE.json...
// --training: the next file holds losses of training steps. --real: the next file holds outputs for
// the ImageNet weights of the user's weight store. --weights: the next file's network is run with
// the weights of a file instead of the fill. One line of JSON per comparison; exit code 1 when any
// fails.
#include <cstdio>
#include <functional>
#include <string_view>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/weights/store.h"
#include "tests/support/reference_parity.h"
#include "tests/support/reference_structure.h"
#include "tests/support/reference_training.h"

namespace {

using Json = nlohmann::json;

// In standard deviations of the reference. Two sane float32 implementations agree to about 4e-6.
constexpr double kTolerance = 5e-5;
constexpr double kLossTolerance = 1e-4;
constexpr double kKernelChangeTolerance = 0.01;
constexpr double kAllLayersTolerance = 1e-3;
constexpr double kRealTolerance = 1e-3;

bool report(Json line, bool pass) {
  line["pass"] = pass;
  std::puts(line.dump().c_str());
  return pass;
}

bool check_model(const Json& file) {
  const auto reference = myolens::parse_network_reference(file);
  const auto differences = myolens::structure_differences(reference);
  for (const auto* list : {&differences.layers, &differences.counts}) {
    for (const std::string& difference : *list)
      std::fprintf(stderr, "%s: %s\n", reference.model.c_str(), difference.c_str());
  }
  bool all_pass = true;
  for (const myolens::EngineParity& parity : myolens::filled_parity(reference)) {
    const bool layers_equal = differences.layers.empty();
    const bool counts_equal = differences.counts.empty();
    const bool pass = layers_equal && counts_equal && parity.pooled_difference <= kTolerance &&
                      parity.logit_difference <= kTolerance;
    const bool reported = report({{"model", reference.model},
                                  {"engine", parity.engine},
                                  {"layers_equal", layers_equal},
                                  {"counts_equal", counts_equal},
                                  {"normalization", parity.normalization},
                                  {"pooled_difference", parity.pooled_difference},
                                  {"logit_difference", parity.logit_difference}},
                                 pass);
    all_pass = reported && all_pass;
  }
  return all_pass;
}

bool check_real_weights(const Json& file) {
  const auto reference = myolens::parse_real_reference(file);
  const std::string backbone(myolens::find_backbone(reference.model).name);
  const auto store = myolens::WeightStore::of_user();
  if (!store.find(backbone)) {
    std::printf("SKIPPED: no %s weights in the store, run ./setup\n", backbone.c_str());
    return true;
  }
  bool all_pass = true;
  for (const auto& parity : myolens::real_parity(reference, store.load(backbone))) {
    const bool pass =
        parity.pooled_difference <= kRealTolerance && parity.logit_difference <= kRealTolerance;
    const bool reported = report({{"real_weights", reference.model},
                                  {"engine", parity.engine},
                                  {"pooled_difference", parity.pooled_difference},
                                  {"logit_difference", parity.logit_difference}},
                                 pass);
    all_pass = reported && all_pass;
  }
  return all_pass;
}

bool check_weight_file(const std::string& weight_file, const Json& file) {
  const auto parity = myolens::file_parity(myolens::parse_network_reference(file), weight_file);
  bool all_pass = true;
  for (const myolens::EngineParity& engine : parity.engines) {
    const bool pass =
        engine.pooled_difference <= kTolerance && engine.logit_difference <= kTolerance;
    const bool reported = report({{"model", file.at("model")},
                                  {"format", parity.format},
                                  {"fitted", parity.how},
                                  {"with_top", parity.with_top},
                                  {"engine", engine.engine},
                                  {"pooled_difference", engine.pooled_difference},
                                  {"logit_difference", engine.logit_difference}},
                                 pass);
    all_pass = reported && all_pass;
  }
  return all_pass;
}

bool check_training(const Json& reference) {
  bool all_pass = true;
  for (const auto& [name, precision] : {std::pair{"float32", myolens::Precision::kFloat32},
                                        {"float64", myolens::Precision::kFloat64}}) {
    const auto difference =
        myolens::training_differences(myolens::replay_training(reference, precision), reference);
    // Ten float32 fine-tuning steps are not reproducible to 1e-4 in Keras itself: see
    // docs/decisions/0003.
    const bool judged = precision == myolens::Precision::kFloat64;
    const bool pass = difference.warm_up <= kLossTolerance &&
                      (!judged || difference.fine_tune <= kLossTolerance) &&
                      difference.kernel_change <= kKernelChangeTolerance &&
                      difference.all_layers <= kAllLayersTolerance &&
                      difference.running_means <= kAllLayersTolerance;
    const bool reported = report({{"training", "ResNet50V2"},
                                  {"engine", "libtorch"},
                                  {"precision", name},
                                  {"warm_up_loss_difference", difference.warm_up},
                                  {"fine_tune_loss_difference", difference.fine_tune},
                                  {"fine_tune_judged", judged},
                                  {"kernel_change_relative_difference", difference.kernel_change},
                                  {"all_layers_loss_difference", difference.all_layers},
                                  {"running_mean_difference", difference.running_means}},
                                 pass);
    all_pass = reported && all_pass;
  }
  return all_pass;
}

}  // namespace

int main(int argc, char** argv) {
  bool pass = argc > 1;
  std::function<bool(const Json&)> check = check_model;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--training" || argument == "--real") {
      check = argument == "--real" ? check_real_weights : check_training;
      continue;
    }
    if (argument == "--weights" && i + 1 < argc) {
      check = [weight_file = argv[++i]](const Json& file) {
        return check_weight_file(weight_file, file);
      };
      continue;
    }
    try {
      pass = check(Json::parse(myolens::read_text_file(argv[i]))) && pass;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "parity_check: %s: %s\n", argv[i], error.what());
      pass = false;
    }
    check = check_model;
  }
  return pass ? 0 : 1;
}
