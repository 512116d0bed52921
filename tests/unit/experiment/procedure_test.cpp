#include "myolens/experiment/procedure.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/unit/experiment/drawn_features.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr size_t kSamples = 36;

class ProcedureTest : public testing::Test {
 protected:
  ProcedureTest() {
    for (size_t i = 0; i < kSamples; ++i) {
      data_.entries.push_back(i);
      data_.labels.push_back(i % 3 == 0 ? 0 : 1);
      const std::string patient = "P" + std::to_string(i);
      data_.checksums.push_back({patient, patient + ".png", ""});
    }
    draw(2.0);
  }

  void draw(double distance) { values_ = drawn_features(data_.labels, distance); }

  // Sample i validates in fold i / 3 % count.
  static std::vector<Fold> folds(size_t count) {
    std::vector<Fold> result(count);
    for (size_t i = 0; i < kSamples; ++i) {
      for (size_t fold = 0; fold < count; ++fold)
        (i / 3 % count == fold ? result[fold].validation : result[fold].training).push_back(i);
    }
    return result;
  }

  ProcedureResult run(const Choice& choice) const {
    const MemoryFeatures features = as_source(bundle_, values_);
    SilentProgress progress;
    return run_procedure({bundle_, features, data_, 1, settings_, nullptr}, choice, "", progress);
  }

  // Of the class that the result's linear head makes of a sample's features.
  double logit_difference(const ProcedureResult& result, size_t sample) const {
    const auto kernel = result.weights.at("head_predictions", "kernel").values;
    const auto bias = result.weights.at("head_predictions", "bias").values;
    double difference = double{bias[0]} - double{bias[1]};
    for (size_t i = 0; i < kPooledFeatures; ++i) {
      difference += double{values_[sample * kPooledFeatures + i]} *
                    (double{kernel[2 * i]} - double{kernel[2 * i + 1]});
    }
    return difference;
  }

  static size_t right(const ProcedureResult& result, const TrainingData& data) {
    return static_cast<size_t>(std::ranges::count_if(result.choosing, [&](const ScoredSample& one) {
      return (one.logit > 0) == (data.labels[one.sample] == 0);
    }));
  }

  const ModelBundle bundle_ = headless_bundle();
  TrainingData data_;
  std::vector<float> values_;
  ProcedureSettings settings_ = head_settings();
};

TEST_F(ProcedureTest, RefitsForAsManyEpochsAsTheFoldsChose) {
  const ProcedureResult result = run({folds(3)});
  ASSERT_THAT(result.stages, SizeIs(1));
  const FittedStage& stage = result.stages[0];
  ASSERT_THAT(stage.curve, SizeIs(13));
  const auto best = std::ranges::min_element(
      stage.curve, {}, [](const EpochScores& epoch) { return *epoch.validation_loss; });
  EXPECT_EQ(stage.epoch, best->epoch);
  EXPECT_GT(stage.epoch, 0);
  EXPECT_THAT(stage.refit, SizeIs(static_cast<size_t>(stage.epoch) + 1));
}

TEST_F(ProcedureTest, RefitsOnTheSamplesOfAllFolds) {
  const Choice choice{folds(3)};
  const ProcedureResult chosen = run(choice);
  std::vector<size_t> all(kSamples);
  for (size_t i = 0; i < kSamples; ++i) all[i] = i;
  // One fold whose validation part does not train: the same fit, stopped at the same epoch.
  settings_.training.warm_up_epochs = chosen.stages[0].epoch;
  settings_.training.selection = Selection::kLoss;
  const ProcedureResult again = run({{{all, {0, 1}}}});
  ASSERT_EQ(again.stages[0].epoch, chosen.stages[0].epoch) << "training samples get better";
  EXPECT_THAT(chosen.weights.at("head_predictions", "kernel").values,
              testing::ElementsAreArray(again.weights.at("head_predictions", "kernel").values));
}

// With 1024 features of noise a linear head learns two dozen samples by heart, and nothing else:
// whoever was judged by a model that knew them would be right.
TEST_F(ProcedureTest, ChoosesBySamplesThatTheirModelDidNotTrainOn) {
  draw(0);
  settings_.training.warm_up_epochs = 30;
  settings_.training.a = 2;
  const ProcedureResult result = run({folds(3)});
  ASSERT_THAT(result.choosing, SizeIs(kSamples));
  for (size_t i = 0; i < kSamples; ++i) EXPECT_EQ(result.choosing[i].sample, i);
  EXPECT_LT(right(result, data_), kSamples * 3 / 4);

  settings_.training.selection = Selection::kAccuracy;
  std::vector<size_t> all(kSamples);
  for (size_t i = 0; i < kSamples; ++i) all[i] = i;
  EXPECT_EQ(right(run({{{all, all}}}), data_), kSamples) << "these were known";
}

TEST_F(ProcedureTest, AsksTheFittedModelAboutWatchedSamples) {
  std::vector<Fold> some = folds(4);
  const std::vector<size_t> watched = some.back().validation;
  some.pop_back();
  for (Fold& fold : some) {
    std::erase_if(fold.training,
                  [&](size_t sample) { return std::ranges::binary_search(watched, sample); });
  }
  const ProcedureResult result = run({some, watched});
  EXPECT_THAT(result.choosing, SizeIs(kSamples - watched.size()));
  ASSERT_THAT(result.watched, SizeIs(watched.size()));
  for (size_t i = 0; i < watched.size(); ++i) {
    EXPECT_EQ(result.watched[i].sample, watched[i]);
    EXPECT_NEAR(result.watched[i].logit, logit_difference(result, watched[i]), 1e-4);  // float32
  }
}

TEST_F(ProcedureTest, ChoosesByTheValidationPartOfOneFoldAlone) {
  const Fold fold = folds(3)[1];
  const ProcedureResult result = run({{fold}, {0, 2}});
  EXPECT_THAT(result.stages[0].refit, IsEmpty());
  EXPECT_EQ(result.fold_seconds, 0);
  ASSERT_THAT(result.choosing, SizeIs(fold.validation.size()));
  for (size_t i = 0; i < fold.validation.size(); ++i) {
    EXPECT_EQ(result.choosing[i].sample, fold.validation[i]);
    EXPECT_NEAR(result.choosing[i].logit, logit_difference(result, fold.validation[i]), 1e-4);
  }
  EXPECT_NEAR(result.watched[1].logit, logit_difference(result, 2), 1e-4);
  const auto best = std::ranges::min_element(
      result.stages[0].curve, {}, [](const auto& epoch) { return *epoch.validation_loss; });
  EXPECT_EQ(result.stages[0].epoch, best->epoch);
}

// Where the cross-entropy of sigmoid(z / T) is lowest, sum (sigmoid(z / T) - truth) z is 0.
TEST_F(ProcedureTest, FitsTheTemperatureToTheSamplesThatChose) {
  const ProcedureResult result = run({folds(3)});
  EXPECT_NE(result.temperature, 1);
  double slope = 0;
  for (const ScoredSample& one : result.choosing) {
    const double truth = data_.labels[one.sample] == 0 ? 1 : 0;
    slope += (1 / (1 + std::exp(-one.logit / result.temperature)) - truth) * one.logit;
  }
  EXPECT_NEAR(slope, 0, 1e-6);
  settings_.calibrate = false;
  const ProcedureResult plain = run({folds(3)});
  EXPECT_EQ(plain.temperature, 1);
  EXPECT_EQ(plain.choosing[0].logit, result.choosing[0].logit);
}

// When every sample is right, the lowest cross-entropy lies at temperature 0.
TEST_F(ProcedureTest, LeavesProbabilitiesAloneWhenTheDataSetNoTemperature) {
  draw(400);
  settings_.training.a = 2;
  const ProcedureResult result = run({folds(3)});
  ASSERT_EQ(right(result, data_), kSamples);
  EXPECT_EQ(result.temperature, 1);
}

TEST_F(ProcedureTest, ChoosesTheThresholdByItsRule) {
  settings_.threshold = {ThresholdRule::Kind::kFixed, 0.3};
  EXPECT_EQ(run({folds(3)}).threshold, 0.3);

  settings_.threshold = {ThresholdRule::Kind::kSensitivity, 0.9};
  const ProcedureResult sensitive = run({folds(3)});
  std::vector<double> positives;
  for (const ScoredCase& one : choosing_cases(sensitive, data_)) {
    if (one.truth == 1) positives.push_back(one.score);
  }
  std::ranges::sort(positives);
  ASSERT_THAT(positives, SizeIs(12));
  EXPECT_EQ(sensitive.threshold, positives[1]) << "11 of 12 are 92 %, 10 are 83 %";

  settings_.threshold = {ThresholdRule::Kind::kYouden, 0};
  const ProcedureResult balanced = run({folds(3)});
  const std::vector<ScoredCase> cases = choosing_cases(balanced, data_);
  const auto youden = [&](double threshold) {
    double sum = 0;
    for (const ScoredCase& one : cases) {
      if (one.score >= threshold) sum += one.truth == 1 ? 1.0 / 12 : -1.0 / 24;
    }
    return sum;
  };
  for (const ScoredCase& one : cases)
    EXPECT_LE(youden(one.score), youden(balanced.threshold) + 1e-12);
}

TEST_F(ProcedureTest, TakesTheHeadThatASearchFinds) {
  settings_.search.emplace();
  settings_.search->hyperband.maximal_epochs = 3;
  settings_.search->space.units = {4, 8};
  const ProcedureResult result = run({folds(3)});
  ASSERT_TRUE(result.search);
  const HeadConfiguration& best = result.search->runs[result.search->best].configuration;
  EXPECT_EQ(result.training.head.hidden_units, best.head.hidden_units);
  EXPECT_EQ(result.training.head.dropout, best.head.dropout);
  EXPECT_EQ(result.training.a, best.a);
  EXPECT_EQ(result.training.head_l2, best.l2);
  EXPECT_EQ(result.training.batch_size, best.batch_size);
  ModelBundle bundle = bundle_;
  bundle.head = result.training.head;
  EXPECT_NO_THROW(check_weights(result.weights, build_classifier_graph(bundle).graph, "result"));
}

TEST_F(ProcedureTest, NeedsTheFeaturesBelowEverythingItTrains) {
  const ClassifierGraph network = build_classifier_graph(bundle_);
  EXPECT_THAT(feature_layers(bundle_, settings_), ElementsAre(network.head.pooled));
  settings_.strategy = Strategy::kTwoStage;
  settings_.training.cut = FromLayer{"conv_pw_13"};
  const LayerId below = network.graph.find("conv_dw_13_relu");
  EXPECT_THAT(feature_layers(bundle_, settings_), UnorderedElementsAre(network.head.pooled, below));
  settings_.strategy = Strategy::kFineTuningOnly;
  EXPECT_THAT(feature_layers(bundle_, settings_), ElementsAre(below));
  settings_.search.emplace();
  EXPECT_THAT(feature_layers(bundle_, settings_), UnorderedElementsAre(below, network.head.pooled))
      << "a search trains heads";
}

TEST_F(ProcedureTest, RefusesAFoldOfOneClass) {
  std::vector<Fold> unsound = folds(3);
  unsound[1].validation = {1, 2, 4};
  EXPECT_THAT([&] { run({unsound}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("validation part holds 3 images")));
  unsound[1].training = {0, 3};
  EXPECT_THAT([&] { run({unsound}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("training part holds 2 images")));
}

TEST_F(ProcedureTest, GivesTheSameForTheSameSeed) {
  const auto kernel = [&] {
    const auto result = run({folds(3)});
    const auto values = result.weights.at("head_predictions", "kernel").values;
    return std::vector<float>(values.begin(), values.end());
  };
  const std::vector<float> first = kernel();
  EXPECT_EQ(kernel(), first);
  settings_.training.threads = 2;
  EXPECT_EQ(kernel(), first) << "whatever the number of threads";
  settings_.training.seed = 2;
  EXPECT_NE(kernel(), first);
}

// Pictures that tell nothing; the label is that of a clinical column.
class ClinicalProcedureTest : public ProcedureTest {
 protected:
  ClinicalProcedureTest() {
    draw(0);
    for (float& value : values_) value *= 0.02F;
    settings_.training.a = 2;
    settings_.training.warm_up_epochs = 40;
    for (size_t i = 0; i < kSamples; ++i) {
      data_.clinical.push_back(
          {{"age", std::to_string(50 + i)}, {"risk", data_.labels[i] == 0 ? "high" : "low"}});
    }
  }

  ModelBundle trained(const ProcedureResult& result) const {
    ModelBundle bundle = bundle_;
    bundle.head = result.training.head;
    bundle.clinical = result.clinical;
    return bundle;
  }
};

TEST_F(ClinicalProcedureTest, LearnsWhatOnlyAClinicalColumnTells) {
  EXPECT_LT(right(run({folds(3)}), data_), kSamples * 3 / 4);
  data_.clinical_columns = {"risk"};
  const ProcedureResult result = run({folds(3)});
  EXPECT_EQ(right(result, data_), kSamples);
  EXPECT_THAT(result.clinical.places(), ElementsAre("risk high", "risk low"));
  EXPECT_NO_THROW(
      check_weights(result.weights, build_classifier_graph(trained(result)).graph, "result"));
}

TEST_F(ClinicalProcedureTest, SearchesTheHeadWithTheBranch) {
  data_.clinical_columns = {"risk"};
  settings_.training.head.clinical_units = 5;
  settings_.search.emplace();
  settings_.search->hyperband.maximal_epochs = 27;
  settings_.search->space.least_a = 1.5;
  settings_.search->space.most_a = 2.5;
  const ProcedureResult result = run({folds(3)});
  EXPECT_EQ(result.search->runs[result.search->best].best.validation_accuracy, 1.0);
  EXPECT_EQ(result.training.head.clinical_units, 5);
  EXPECT_NO_THROW(
      check_weights(result.weights, build_classifier_graph(trained(result)).graph, "result"));
}

// Samples that only judge change nothing, whatever their values are.
TEST_F(ClinicalProcedureTest, LearnsTheEncodingFromThePatientsItTrainsOn) {
  data_.clinical_columns = {"age", "risk"};
  std::vector<Fold> some = folds(4);
  const std::vector<size_t> watched = some.back().validation;
  some.pop_back();
  for (Fold& fold : some) {
    std::erase_if(fold.training,
                  [&](size_t sample) { return std::ranges::binary_search(watched, sample); });
  }
  const ProcedureResult before = run({some, watched});
  double mean = 0;
  for (const ScoredSample& one : before.choosing)
    mean += static_cast<double>(50 + one.sample) / static_cast<double>(before.choosing.size());
  EXPECT_NEAR(before.clinical.columns()[0].mean, mean, 1e-9);
  for (const size_t sample : watched) data_.clinical[sample] = {{"age", "900"}, {"risk", "new"}};
  const ProcedureResult after = run({some, watched});
  EXPECT_EQ(after.clinical.places(), before.clinical.places());
  EXPECT_EQ(after.choosing[0].logit, before.choosing[0].logit);
  EXPECT_NE(after.watched[0].logit, before.watched[0].logit);
  // With one fold, the validation part only chooses.
  const Fold fold = folds(3)[0];
  const ProcedureResult one = run({{fold}});
  double training_mean = 0;
  for (const size_t sample : fold.training) {
    const double age = sample % 12 >= 9 && std::ranges::binary_search(watched, sample)
                           ? 900.0
                           : static_cast<double>(50 + sample);
    training_mean += age / static_cast<double>(fold.training.size());
  }
  EXPECT_NEAR(one.clinical.columns()[0].mean, training_mean, 1e-9);
}

TEST_F(ClinicalProcedureTest, CountsEveryPatientOnceInTheEncoding) {
  data_.clinical_columns = {"age"};
  const ProcedureResult once = run({folds(3)});
  for (const size_t i : {2, 4, 5}) data_.checksums[i].patient = data_.checksums[1].patient;
  const ProcedureResult several = run({folds(3)});
  double sum = -52 - 54 - 55;  // of the ages, 50 + i, those of samples 2, 4 and 5 do not count
  for (size_t i = 0; i < kSamples; ++i) sum += static_cast<double>(50 + i);
  EXPECT_NEAR(several.clinical.columns()[0].mean, sum / (kSamples - 3), 1e-9);
  EXPECT_NE(once.clinical.columns()[0].mean, several.clinical.columns()[0].mean);
}

TEST_F(ClinicalProcedureTest, NeedsAColumnThatTellsSomething) {
  for (ClinicalValues& values : data_.clinical) values["smoking"] = "no";
  data_.clinical_columns = {"smoking"};
  EXPECT_THAT([&] { run({folds(3)}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("one value only")));
  data_.clinical_columns = {"age", "smoking"};
  EXPECT_THAT(run({folds(3)}).clinical.names(), ElementsAre("age"));
}

TEST_F(ClinicalProcedureTest, GivesTheSameForTheSameSeed) {
  data_.clinical_columns = {"age", "risk"};
  const ProcedureResult first = run({folds(3)});
  settings_.training.threads = 2;
  const ProcedureResult again = run({folds(3)});
  for (const auto& [key, tensor] : first.weights.tensors())
    EXPECT_TRUE(std::ranges::equal(tensor.values, again.weights.tensors().at(key).values)) << key;
}

}  // namespace
}  // namespace myolens
