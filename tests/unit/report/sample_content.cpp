#include "tests/unit/report/sample_content.h"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "myolens/base/random.h"
#include "myolens/imaging/colour_scale.h"

namespace myolens::test {

namespace {

constexpr double kThreshold = 0.5;

struct DrawnCase {
  Image original;
  Image heat_map;
  Image overlay;
};

struct Spot {
  double x = 0;  // in the disc's radii from its centre
  double y = 0;
  double depth = 0;
};

// A bright disc with one dark spot: enough to look at.
DrawnCase draw_case(const Spot& defect, int side) {
  DrawnCase drawn{Image(side, side, 3), Image(side, side, 3), Image(side, side, 3)};
  const ColourScale& uptake_scale = find_colour_scale("hot_iron");
  const ColourScale& heat_scale = find_colour_scale("rainbow");
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double u = (x + 0.5) / side * 2 - 1;
      const double v = (y + 0.5) / side * 2 - 1;
      if (u * u + v * v > 0.95) continue;
      const double spot = std::exp(-(std::pow(u - defect.x, 2) + std::pow(v - defect.y, 2)) / 0.12);
      const Rgb uptake = colour_for(uptake_scale, 0.85 - defect.depth * spot + 0.05 * u);
      const Rgb heat = colour_for(heat_scale, spot);
      for (int c = 0; c < 3; ++c) {
        drawn.original.pixel(x, y)[c] = uptake[c];
        drawn.heat_map.pixel(x, y)[c] = heat[c];
        drawn.overlay.pixel(x, y)[c] = static_cast<uint8_t>((uptake[c] + heat[c]) / 2);
      }
    }
  }
  return drawn;
}

CaseMap sample_map(int index, int method, const Spot& spot, int side) {
  constexpr const char* kMethods[]{"Grad-CAM", "Grad-CAM++", "LayerCAM", "CAM", "Occlusion"};
  RandomStream random(static_cast<uint64_t>(100 * method + index), "sample map");
  const DrawnCase drawn = draw_case(spot, side);
  CaseMap map;
  map.method = kMethods[method % 5];
  map.heat_map = drawn.heat_map;
  map.overlay = drawn.overlay;
  map.no_positive_evidence = index % 11 == 7;
  const double lad = random.uniform(0.2, 0.7);
  map.shares = {
      {"LAD", lad, 0.406}, {"RCA", (1 - lad) * 0.6, 0.297}, {"LCX", (1 - lad) * 0.4, 0.297}};
  map.outside_disc = TerritoryShare{"Outside the disc", 0.15, 0.215};
  return map;
}

TestCase sample_case(int index, int truth, double probability, const SampleSize& size) {
  RandomStream random(static_cast<uint64_t>(index), "sample case");
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  const Spot defect{0.5 * std::cos(angle), 0.5 * std::sin(angle), truth == 1 ? 0.6 : 0.05};
  TestCase item;
  item.patient = "SYN-" + std::to_string(1000 + index);
  item.file = item.patient + "_stress_ac.jpg";
  item.truth = truth;
  item.probability = probability;
  item.facts = {{"sex", index % 2 == 0 ? "F" : "M"}, {"view", "AC"}};
  item.original = draw_case(defect, size.side).original;
  item.explained_class = "CAD";
  for (int method = 0; method < size.methods; ++method) {
    const Spot spot{defect.x + 0.1 * method, defect.y - 0.1 * method, defect.depth};
    item.maps.push_back(sample_map(index, method, spot, size.side));
  }
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

// Two wrong calls among 44 cases; further cases are like these.
std::vector<TestCase> sample_cases(const SampleSize& size) {
  std::vector<TestCase> cases;
  RandomStream random(2, "sample probabilities");
  for (int i = 0; i < size.cases; ++i) {
    const int place = i % 44;
    if (place < 26) {
      cases.push_back(sample_case(i, 1, random.uniform(0.52, 0.99), size));
    } else if (place < 42) {
      cases.push_back(sample_case(i, 0, random.uniform(0.02, 0.48), size));
    } else {
      cases.push_back(sample_case(i, 0, place == 42 ? 0.97 : 0.66, size));
    }
  }
  return cases;
}

std::vector<SubgroupTable> sample_subgroups(const std::vector<ScoredCase>& scores) {
  std::vector<std::string> sex;
  for (size_t i = 0; i < scores.size(); ++i) sex.emplace_back(i % 2 == 0 ? "F" : "M");
  const CallRule rule{kThreshold, {}};
  return {{"sex", subgroups(scores, grouped_by_column(sex), rule)}};
}

ModelCardFacts sample_card() {
  ModelCardFacts card;
  card.flow.emplace();
  card.flow->received = 221;
  card.flow->refused = 3;
  card.flow->refusals = {{"no polar map found", "2"}, {"damaged file", "1"}};
  card.preparation = {{"Input", "224 x 224 pixels"}};
  card.versions = {{"Myolens", "0.1.0"}};
  card.checksums = {{"Model, weights.safetensors", std::string(64, 'a')}};
  return card;
}

}  // namespace

ReportContent sample_content(const SampleSize& size) {
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
      .cases = sample_cases(size),
      .limits = {"One training run with one seed.",
                 "Labels were simulated from the same images that the model sees."}};
  const std::vector<ScoredCase> scores = scored(content.cases);
  content.summary = summarise(scores, kThreshold, 1);
  content.roc = roc_points(scores);
  content.precision_recall = precision_recall_points(scores);
  content.calibration = assess_calibration(scores, 1);
  content.decision = decision_curve(scores);
  content.subgroups = sample_subgroups(scores);
  content.card = sample_card();
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
