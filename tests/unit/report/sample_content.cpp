#include "tests/unit/report/sample_content.h"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "myolens/base/random.h"
#include "myolens/imaging/colour_scale.h"

namespace myolens::test {

namespace {

constexpr int kSide = 112;  // pixels
constexpr double kThreshold = 0.5;

// A bright disc with one dark spot: enough to look at.
CasePictures draw_pictures(RandomStream& random, double defect_depth) {
  CasePictures pictures{Image(kSide, kSide, 3), Image(kSide, kSide, 3), Image(kSide, kSide, 3)};
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  const double spot_x = 0.5 * std::cos(angle);
  const double spot_y = 0.5 * std::sin(angle);
  const ColourScale& uptake_scale = find_colour_scale("hot_iron");
  const ColourScale& heat_scale = find_colour_scale("rainbow");
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double u = (x + 0.5) / kSide * 2 - 1;
      const double v = (y + 0.5) / kSide * 2 - 1;
      if (u * u + v * v > 0.95) continue;
      const double spot =
          std::exp(-((u - spot_x) * (u - spot_x) + (v - spot_y) * (v - spot_y)) / 0.12);
      const Rgb uptake = colour_for(uptake_scale, 0.85 - defect_depth * spot + 0.05 * u);
      const Rgb heat = colour_for(heat_scale, spot);
      for (int c = 0; c < 3; ++c) {
        pictures.original.pixel(x, y)[c] = uptake[c];
        pictures.heat_map.pixel(x, y)[c] = heat[c];
        pictures.overlay.pixel(x, y)[c] = static_cast<uint8_t>((uptake[c] + heat[c]) / 2);
      }
    }
  }
  return pictures;
}

TestCase sample_case(int index, int truth, double probability) {
  RandomStream random(static_cast<uint64_t>(index), "sample case");
  TestCase item{.patient = "SYN-" + std::to_string(1000 + index),
                .file = "SYN-" + std::to_string(1000 + index) + "_stress_ac.jpg",
                .truth = truth,
                .probability = probability,
                .pictures = draw_pictures(random, truth == 1 ? 0.6 : 0.05),
                .explained_class = probability >= kThreshold ? "CAD" : "non-CAD",
                .no_positive_evidence = index % 11 == 7,
                .shares = {}};
  const double lad = random.uniform(0.2, 0.7);
  item.shares = {
      {"LAD", lad, 0.406}, {"RCA", (1 - lad) * 0.6, 0.297}, {"LCX", (1 - lad) * 0.4, 0.297}};
  return item;
}

struct Curve {
  double start = 0;
  double end = 0;
  int epochs = 0;
};

std::vector<EpochRecord> sample_history(Curve curve, int half_time) {
  RandomStream random(5, "sample history");
  std::vector<EpochRecord> epochs;
  for (int i = 0; i < curve.epochs; ++i) {
    const double accuracy =
        curve.end - (curve.end - curve.start) * std::exp2(-static_cast<double>(i) / half_time);
    epochs.push_back({.training_accuracy = std::min(1.0, accuracy + random.normal(0, 0.008)),
                      .training_loss = 1.4 * (1 - accuracy) + random.uniform(0, 0.02),
                      .selection_accuracy = accuracy - 0.04 + random.normal(0, 0.015),
                      .selection_loss = 1.5 * (1 - accuracy) + 0.1 + random.uniform(0, 0.05)});
  }
  return epochs;
}

ModelFacts sample_model() {
  ModelFacts model{.backbone = "ResNet152V2",
                   .parameters = 58'856'962,
                   .weights_origin = "random, He initialisation, seed 1",
                   .imagenet_trained = false,
                   .head = "global average pooling, 256 units, dropout 0.3, softmax over 2",
                   .learning_rate_rule = "A: LR1 = 10^-a, LR2 = LR1 / 10, a = 4",
                   .selection_rule = "highest accuracy on the validation part",
                   .stages = {},
                   .seed = 1,
                   .version = "0.1.0",
                   .further = {{"Frozen normalisation", "inference mode"}}};
  model.stages = {
      {"Warm-up", "head_dense_1", 525'058, 1e-4, 88, sample_history({0.55, 0.9, 100}, 18)},
      {"Fine-tuning", "conv5_block1_1_conv", 15'491'586, 1e-5, 21,
       sample_history({0.89, 0.95, 30}, 8)}};
  return model;
}

std::vector<ScoredCase> scored(const std::vector<TestCase>& cases) {
  std::vector<ScoredCase> scores;
  for (const TestCase& item : cases) {
    scores.push_back({item.patient, item.file, item.truth, item.probability});
  }
  return scores;
}

std::vector<TestCase> sample_cases() {
  std::vector<TestCase> cases;
  RandomStream random(2, "sample probabilities");
  for (int i = 0; i < 26; ++i) cases.push_back(sample_case(i, 1, random.uniform(0.52, 0.99)));
  for (int i = 26; i < 42; ++i) cases.push_back(sample_case(i, 0, random.uniform(0.02, 0.48)));
  cases.push_back(sample_case(42, 0, 0.97));
  cases.push_back(sample_case(43, 0, 0.66));
  return cases;
}

}  // namespace

ReportContent sample_content() {
  ReportContent content{
      .title = "CAD from polar maps: warm-up and fine-tuning",
      .created = "2025-01-15",
      .cohort = {.name = "Synthetic cohort, seed 1",
                 .synthetic = true,
                 .label_origin = "simulated reading of the stress map",
                 .sizes = {130, 88},
                 .splits = {{"Training", {83, 56}}, {"Validation", {21, 14}}, {"Test", {26, 18}}}},
      .model = sample_model(),
      .summary = {},
      .threshold_rule = "fixed in advance",
      .baselines = {},
      .cases = sample_cases(),
      .limits = {"One training run with one seed.",
                 "Labels were simulated from the same images that the model sees."}};
  const std::vector<ScoredCase> scores = scored(content.cases);
  content.summary = summarise(scores, kThreshold, 1);
  content.roc = roc_points(scores);
  const Estimate model_auc = content.summary.binary.auc;
  const Estimate deficit_auc{
      .value = 0.951, .interval = Interval{0.846, 0.988}, .method = IntervalMethod::kNewcombe5};
  const Estimate mean_auc{
      .value = 0.731, .interval = Interval{0.562, 0.851}, .method = IntervalMethod::kDeLongLogit};
  content.baselines = {
      {.set_name = "test patients",
       .synthetic = true,
       .sizes = {26, 18},
       .model_auc = model_auc,
       .rows = {{"Deficit score", true, deficit_auc,
                 AucComparison{{26, 18},
                               *model_auc.value,
                               0.951,
                               *model_auc.value - 0.951,
                               {},
                               Interval{-0.094, 0.056},
                               0.62}},
                {"Mean uptake", false, mean_auc,
                 AucComparison{{26, 18},
                               *model_auc.value,
                               0.731,
                               *model_auc.value - 0.731,
                               {},
                               Interval{0.041, 0.361},
                               0.014}}}},
      {.set_name = "fresh patients",
       .synthetic = true,
       .sizes = {1200, 800},
       .model_auc = {.value = 0.918,
                     .interval = Interval{0.905, 0.929},
                     .method = IntervalMethod::kDeLongLogit},
       .rows = {{"Deficit score",
                 true,
                 {.value = 0.937,
                  .interval = Interval{0.926, 0.947},
                  .method = IntervalMethod::kDeLongLogit},
                 AucComparison{
                     {1200, 800}, 0.918, 0.937, -0.019, {}, Interval{-0.029, -0.009}, 0.0002}}}}};
  return content;
}

}  // namespace myolens::test
