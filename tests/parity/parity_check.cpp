// Compares Myolens with reference files made by Keras: parity_check [--training] FILE.json...
// One line of JSON per file and engine; exit code 1 when any comparison fails.
#include <cmath>
#include <cstdio>
#include <string_view>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "tests/support/reference_file.h"

namespace {

using myolens::EngineParity;
using Json = nlohmann::json;

// Two sane float32 implementations agree to about 4e-6 of the standard deviation.
constexpr double kTolerance = 2e-5;
constexpr double kLossTolerance = 1e-4;

bool check_model(const Json& reference) {
  const auto differences = myolens::structure_differences(reference);
  bool all_pass = true;
  for (const EngineParity& parity : myolens::engine_parity(reference)) {
    const bool pass = differences.empty() && parity.pooled_difference <= kTolerance &&
                      parity.logit_difference <= kTolerance;
    const Json line{{"model", reference.at("model")},
                    {"engine", parity.engine},
                    {"structure_equal", differences.empty()},
                    {"differences", differences},
                    {"pooled_difference", parity.pooled_difference},
                    {"logit_difference", parity.logit_difference},
                    {"pass", pass}};
    std::puts(line.dump().c_str());
    all_pass = all_pass && pass;
  }
  return all_pass;
}

double largest_difference(const std::vector<double>& ours, const std::vector<double>& expected) {
  if (ours.size() != expected.size()) return INFINITY;
  double largest = 0.0;
  for (size_t i = 0; i < ours.size(); ++i)
    largest = std::fmax(largest, std::abs(ours[i] - expected[i]));
  return largest;
}

bool check_training(const Json& reference) {
  Json line{{"training", "ResNet50V2"}};
  bool pass = true;
  for (const auto& [name, precision] : {std::pair{"float32", myolens::TailPrecision::kFloat32},
                                        {"float64", myolens::TailPrecision::kFloat64}}) {
    const auto losses = myolens::replay_training(reference, precision);
    const double warm_up = largest_difference(losses.warm_up, reference.at("warm_up"));
    const double fine_tune = largest_difference(losses.fine_tune, reference.at("fine_tune"));
    line[name] = {{"warm_up_loss_difference", warm_up}, {"fine_tune_loss_difference", fine_tune}};
    // Ten float32 fine-tuning steps are not reproducible to 1e-4 in Keras itself: see
    // docs/decisions/0003.
    const bool judged = precision == myolens::TailPrecision::kFloat64;
    pass = pass && warm_up <= kLossTolerance && (!judged || fine_tune <= kLossTolerance);
  }
  line["pass"] = pass;
  std::puts(line.dump().c_str());
  return pass;
}

}  // namespace

int main(int argc, char** argv) {
  bool pass = argc > 1;
  bool training = false;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--training") {
      training = true;
      continue;
    }
    try {
      const Json reference = Json::parse(myolens::read_text_file(argv[i]));
      pass = (training ? check_training(reference) : check_model(reference)) && pass;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "parity_check: %s: %s\n", argv[i], error.what());
      pass = false;
    }
    training = false;
  }
  return pass ? 0 : 1;
}
