// Compares Myolens with reference files made by Keras (tests/data/README.md):
//   parity_check [--training | --real] FILE.json...
// --training: the next file holds losses of training steps. --real: the next file holds outputs for
// the ImageNet weights of the user's weight store. One line of JSON per comparison; exit code 1
// when any fails.
#include <cmath>
#include <cstdio>
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

// Two sane float32 implementations agree to about 4e-6 of the standard deviation.
constexpr double kTolerance = 2e-5;
constexpr double kLossTolerance = 1e-4;
// Logits of real weights have a standard deviation of 1.6 and come through the same arithmetic.
constexpr double kRealTolerance = 1e-3;

bool report(Json line, bool pass) {
  line["pass"] = pass;
  std::puts(line.dump().c_str());
  return pass;
}

bool check_model(const Json& file) {
  const auto reference = myolens::parse_network_reference(file);
  const auto differences = myolens::structure_differences(reference);
  bool all_pass = true;
  for (const myolens::EngineParity& parity : myolens::filled_parity(reference)) {
    const bool pass = differences.empty() && parity.pooled_difference <= kTolerance &&
                      parity.logit_difference <= kTolerance;
    const bool reported = report({{"model", reference.model},
                                  {"engine", parity.engine},
                                  {"structure_equal", differences.empty()},
                                  {"differences", differences},
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

double largest_loss_difference(const std::vector<double>& ours,
                               const std::vector<double>& expected) {
  if (ours.size() != expected.size()) return INFINITY;
  double largest = 0.0;
  for (size_t i = 0; i < ours.size(); ++i) {
    const double difference = std::abs(ours[i] - expected[i]);
    largest = std::isfinite(difference) ? std::fmax(largest, difference) : INFINITY;
  }
  return largest;
}

bool check_training(const Json& reference) {
  Json line{{"training", "ResNet50V2"}};
  bool pass = true;
  for (const auto& [name, precision] : {std::pair{"float32", myolens::TailPrecision::kFloat32},
                                        {"float64", myolens::TailPrecision::kFloat64}}) {
    const auto losses = myolens::replay_training(reference, precision);
    const double warm_up = largest_loss_difference(losses.warm_up, reference.at("warm_up"));
    const double fine_tune = largest_loss_difference(losses.fine_tune, reference.at("fine_tune"));
    line[name] = {{"warm_up_loss_difference", warm_up}, {"fine_tune_loss_difference", fine_tune}};
    // Ten float32 fine-tuning steps are not reproducible to 1e-4 in Keras itself: see
    // docs/decisions/0003.
    const bool judged = precision == myolens::TailPrecision::kFloat64;
    pass = pass && warm_up <= kLossTolerance && (!judged || fine_tune <= kLossTolerance);
  }
  return report(std::move(line), pass);
}

}  // namespace

int main(int argc, char** argv) {
  bool pass = argc > 1;
  auto* check = check_model;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--training" || argument == "--real") {
      check = argument == "--real" ? check_real_weights : check_training;
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
