#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/choosing_table.h"
#include "myolens/experiment/training_data.h"
#include "tests/support/error_matcher.h"
#include "tests/support/recorded_progress.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int64_t kBackboneParameters = 3'228'864;  // MobileNet without top, as Keras counts

class RunTest : public testing::Test {
 protected:
  static const DrawnRun& shared() { return DrawnRun::shared(); }
  static RunFolder run() { return shared().run(); }
  static const RunFacts& facts() { return shared().facts(); }

  TrainRunOptions options(const std::string& name) const {
    return quick_options(shared().cohort(), folder_ / name);
  }
  // One epoch of warm-up.
  TrainRunOptions short_options(const std::string& name) const {
    TrainRunOptions result = options(name);
    result.procedure.training.warm_up_epochs = 1;
    result.procedure.training.fine_tuning_epochs = 0;
    return result;
  }

  const TemporaryFolder folder_;
};

TEST_F(RunTest, WritesAFolderWithEverythingThatAReportNeeds) {
  for (const fs::path& file :
       {run().identity(), run().config(), run().environment(), run().split(), run().choosing(),
        run().history(), run().facts(), run().bundle() / "bundle.json",
        run().bundle() / "weights.safetensors", run().bundle() / "SHA256SUMS",
        run().tensorboard() / "warm-up" / "events.out.tfevents.0.myolens"}) {
    EXPECT_TRUE(fs::is_regular_file(file)) << file;
  }
  EXPECT_FALSE(is_unfinished(run()));
  EXPECT_EQ(read_text_file(run().config()), "seed = 1\n");
  const RunIdentity identity = read_identity(run());
  EXPECT_EQ(identity.words[0], "train");
  EXPECT_EQ(identity.program_version, MYOLENS_VERSION);
  EXPECT_EQ(identity.cohort_fingerprint,
            cohort_fingerprint(read_prepared_cohort(shared().cohort(), {}).cohort, 1));
  EXPECT_EQ(read_bundle(run().bundle()).cohort_fingerprint, identity.cohort_fingerprint);
}

// 20 % of 10 patients of a class are 2. The top of MobileNet that stays below a third of its
// 3,228,864 parameters: batch normalisation 13 (4 x 1024) and its pointwise convolution
// (1024 x 1024), depthwise convolution 13 (9 x 1024) with its normalisation, and normalisation 12;
// the next would be another 512 x 1024.
TEST_F(RunTest, TellsWhatItTrainedOnWhat) {
  EXPECT_EQ(facts().protocol, "holdout");
  EXPECT_EQ(facts().folds, 2);
  EXPECT_EQ(facts().strategy, "two-stage");
  EXPECT_EQ(facts().rule, "A");
  EXPECT_EQ(facts().seed, 1U);
  EXPECT_EQ(facts().threshold_rule, "0.5");
  ASSERT_EQ(facts().parts.size(), 3U);
  EXPECT_EQ(facts().parts[0].positives, 8);
  EXPECT_EQ(facts().parts[0].negatives, 8);
  EXPECT_EQ(facts().parts[1].positives, 0);
  EXPECT_EQ(facts().parts[2].name, "test");
  EXPECT_EQ(facts().parts[2].negatives, 2);
  EXPECT_EQ(facts().parameters, kBackboneParameters + 1025 * 2);
  ASSERT_EQ(facts().stages.size(), 2U);
  EXPECT_EQ(facts().stages[0].first_trained_layer, "head_predictions");  // no hidden layer
  EXPECT_EQ(facts().stages[0].trained_parameters, 1025 * 2);
  EXPECT_EQ(facts().stages[1].first_trained_layer, "conv_dw_13");
  EXPECT_EQ(facts().stages[1].trained_parameters, 9 * 1024 + 1024 * 1024 + 1025 * 2);
  EXPECT_EQ(read_facts(run()).stages[1].trained_parameters, facts().stages[1].trained_parameters);
  EXPECT_EQ(read_facts(run()).temperature, read_bundle(run().bundle()).temperature);
}

TEST_F(RunTest, KeepsTheCurvesThatChoseAndThoseOfTheLastFit) {
  const auto history = read_history(run());
  ASSERT_EQ(history.size(), 4U);
  EXPECT_EQ(history[0].stage, "warm-up");
  EXPECT_EQ(history[0].epochs.size(), 3U);  // with the start
  EXPECT_EQ(history[1].stage, "fine-tuning");
  EXPECT_EQ(history[1].epochs.size(), 2U);
  EXPECT_EQ(history[2].stage, "warm-up refit");
  EXPECT_EQ(history[3].stage, "fine-tuning refit");
  for (size_t stage = 0; stage < 2; ++stage) {
    const auto& refit = history[2 + stage].epochs;
    EXPECT_EQ(refit.back().epoch, facts().stages[stage].best_epoch);
    for (const EpochScores& epoch : refit) EXPECT_EQ(epoch.validation_loss, std::nullopt);
  }
}

TEST_F(RunTest, RecordsThePicturesThatWereOpenedAndNoOthers) {
  const PreparedCohort maps = read_prepared_cohort(shared().cohort(), {});
  const Split split = read_split(run().split(), maps.cohort);
  std::set<std::string> recorded;
  const ModelBundle bundle = read_bundle(run().bundle());
  for (const InputChecksum& input : bundle.training_inputs) {
    recorded.insert(input.patient);
    EXPECT_EQ(input.sha256, sha256_hex_of_file(shared().cohort() / "images" / input.file));
  }
  EXPECT_EQ(recorded, std::set<std::string>(split.train.begin(), split.train.end()));
  EXPECT_EQ(bundle.training_inputs.size(), 16U);
}

TEST_F(RunTest, JudgesEveryTrainingPictureOnceOutOfFold) {
  const PreparedCohort maps = read_prepared_cohort(shared().cohort(), {});
  const Table table = read_table(run().choosing());
  std::multiset<std::string> judged;
  for (const auto& row : table.rows) {
    judged.insert(row[0]);
    const int number = std::stoi(row[0].substr(1));
    EXPECT_EQ(row[2], number % 2 == 0 ? "CAD" : "non-CAD");
    EXPECT_TRUE(fs::exists(shared().cohort() / row[1]));
    EXPECT_NEAR(std::stod(row[4]),
                1 / (1 + std::exp(-std::stod(row[3]) / shared().facts().temperature)), 1e-12);
  }
  const Split split = read_split(run().split(), maps.cohort);
  EXPECT_EQ(judged, std::multiset<std::string>(split.train.begin(), split.train.end()));
}

TEST_F(RunTest, NeverCallsRandomWeightsPreTrainedAndSyntheticDataReal) {
  const ModelBundle bundle = read_bundle(run().bundle());
  EXPECT_EQ(bundle.weights_trained_on, "");
  EXPECT_THAT(bundle.weights_origin, HasSubstr("random"));
  EXPECT_TRUE(bundle.synthetic_data);
  EXPECT_TRUE(shared().evaluation().synthetic);
  EXPECT_EQ(bundle.labels, (std::vector<std::string>{"CAD", "non-CAD"}));
}

TEST_F(RunTest, RecommendsCrossValidationToFewPatients) {
  RecordedProgress progress;
  train_run(short_options("noted"), WeightStore(folder_ / "store"), progress);
  EXPECT_THAT(progress.notes(),
              Contains(AllOf(HasSubstr("20 patients"), HasSubstr("--protocol crossval"))));
}

// Three epochs, factor 3: brackets of 3 + 1 and 2 runs.
TEST_F(RunTest, FindsItsHeadByHyperbandOnRequest) {
  TrainRunOptions searching = short_options("searched");
  searching.procedure.search.emplace();
  searching.procedure.search->hyperband.maximal_epochs = 3;
  const RunFacts found = train_quietly(searching);
  EXPECT_EQ(found.search.configurations, 5U);
  EXPECT_EQ(found.search.runs, 6U);
  const RunFolder folder(searching.out);
  const Table trials = read_table(folder.trials());
  ASSERT_EQ(trials.rows.size(), 6U);
  const auto field = [&](const std::vector<std::string>& row, const char* name) {
    return row[trials.column(name, "trials.csv")];
  };
  const auto chosen = std::ranges::find_if(
      trials.rows, [&](const auto& row) { return field(row, "chosen") == "yes"; });
  ASSERT_NE(chosen, trials.rows.end());
  EXPECT_EQ(field(*chosen, "trial"), std::to_string(found.search.best_trial));
  EXPECT_EQ(std::stod(field(*chosen, "a")), found.a);
  EXPECT_EQ(std::stoul(field(*chosen, "batch_size")), found.batch_size);
  std::string units;
  for (const int64_t layer : read_bundle(folder.bundle()).head.hidden_units) {
    units += (units.empty() ? "" : " ") + std::to_string(layer);
  }
  EXPECT_EQ(field(*chosen, "hidden_units"), units);
  for (const auto& row : trials.rows) {
    EXPECT_GE(std::stod(field(row, "validation_loss")),
              std::stod(field(*chosen, "validation_loss")));
  }
}

TEST_F(RunTest, IsNeverOverwritten) {
  TrainRunOptions again = options("");
  again.out = run().path();
  EXPECT_THAT([&] { train_quietly(again); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("never overwritten")));
  again.resume = true;
  EXPECT_THAT([&] { train_quietly(again); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("nothing to resume")));
}

TEST_F(RunTest, LeavesNothingBehindWhenItFailsBeforeTraining) {
  TrainRunOptions imagenet = options("failed");
  imagenet.weights = kImageNetWeights;
  EXPECT_THAT([&] { train_quietly(imagenet); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("weights fetch")));
  TrainRunOptions unsound = options("failed");
  unsound.procedure.training.batch_size = 0;
  EXPECT_THAT([&] { train_quietly(unsound); }, FailsWith(ErrorCode::kInvalidArgument, _));
  TrainRunOptions uncut = options("failed");
  uncut.procedure.training.cut = FromLayer{"conv_pw_14"};
  EXPECT_THAT([&] { train_quietly(uncut); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("conv_pw_1")));
  TrainRunOptions folded = options("failed");
  folded.folds = 9;
  EXPECT_THAT([&] { train_quietly(folded); },
              FailsWith(ErrorCode::kBadData, HasSubstr("8 patients for 9 folds")));
  TrainRunOptions idle = options("failed");
  idle.procedure.strategy = Strategy::kFineTuningOnly;
  idle.procedure.training.fine_tuning_epochs = 0;
  EXPECT_THAT([&] { train_quietly(idle); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("nothing to train")));
  TrainRunOptions parted = options("failed");
  parted.protocol = Protocol::kCrossval;
  parted.split = run().split();
  EXPECT_THAT([&] { train_quietly(parted); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("--split")));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

// As a program that is killed when the second stage begins.
class Interruption final : public Progress {
 public:
  void begin(std::string_view step, size_t) override {
    if (step.starts_with("fine-tuning")) throw Error(ErrorCode::kUnavailable, "interrupted");
  }
  void advance(size_t) override {}
  void end() override {}
  void note(std::string_view) override {}
};

TEST_F(RunTest, GoesOnWhereItWasInterrupted) {
  TrainRunOptions options = this->options("interrupted");
  options.checkpoint_seconds = 0;
  Interruption interruption;
  EXPECT_THAT([&] { train_run(options, WeightStore(folder_ / "store"), interruption); },
              FailsWith(ErrorCode::kUnavailable, HasSubstr("interrupted")));
  const RunFolder begun(options.out);
  EXPECT_TRUE(is_unfinished(begun));
  EXPECT_THAT([&] { train_quietly(options); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("myolens resume")));
  SilentProgress progress;
  EXPECT_THAT(
      [&] {
        evaluate_run({options.out, {}, kTestEvaluation, 1}, progress);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("is not finished")));

  options.resume = true;
  options.identity.settings = "seed = 2\n";
  EXPECT_THAT([&] { train_quietly(options); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("other settings")));
  options.identity.settings = "seed = 1\n";
  train_quietly(options);
  EXPECT_FALSE(is_unfinished(begun));
  for (const char* file : {"choosing.csv", "history.csv", "bundle/SHA256SUMS"})
    EXPECT_EQ(read_text_file(options.out / file), read_text_file(run().path() / file)) << file;
}

// 20 % of the 8 patients of a class that the test part leaves are 1.6.
TEST_F(RunTest, ChoosesByOneValidationPartOnRequest) {
  TrainRunOptions simple = short_options("simple");
  simple.protocol = Protocol::kValidation;
  const RunFacts found = train_quietly(simple);
  EXPECT_EQ(found.protocol, "validation");
  EXPECT_EQ(found.folds, 0);
  EXPECT_EQ(found.parts[0].positives, 6);
  EXPECT_EQ(found.parts[1].positives, 2);
  EXPECT_EQ(found.parts[2].positives, 2);
  EXPECT_THAT(read_choosing(RunFolder(simple.out), "CAD"), SizeIs(4)) << "the validation part";
  const ModelBundle bundle = read_bundle(RunFolder(simple.out).bundle());
  EXPECT_EQ(bundle.training_inputs.size(), 16U) << "those that chose count as seen";
  EXPECT_EQ(bundle.metrics[0].measured_on, "validation patients, which chose");
}

// The paper's reading: the test part chooses, and everything that shows a score says so.
TEST_F(RunTest, SaysWhereverItIsReadThatTheTestPartChose) {
  TrainRunOptions paper = short_options("paper");
  paper.protocol = Protocol::kPaper;
  paper.procedure.calibrate = false;
  const RunFacts found = train_quietly(paper);
  const RunFolder folder(paper.out);
  EXPECT_EQ(read_facts(folder).protocol, "paper");
  EXPECT_EQ(found.temperature, 1);
  const std::vector<ScoredCase> chose = read_choosing(folder, "CAD");
  const ModelBundle bundle = read_bundle(folder.bundle());
  EXPECT_EQ(bundle.training_inputs.size(), 16U) << "the test part trains nothing";
  for (const BundleMetric& metric : bundle.metrics)
    EXPECT_EQ(metric.measured_on, "test patients, which chose: optimistic") << metric.name;
  SilentProgress progress;
  const Evaluation evaluation = evaluate_run({paper.out, {}, kTestEvaluation, 2}, progress);
  EXPECT_TRUE(evaluation.selected_on_test_set);
  EXPECT_TRUE(read_evaluation(folder, kTestEvaluation).selected_on_test_set);
  EXPECT_FALSE(shared().evaluation().selected_on_test_set);
  const auto accuracy = std::ranges::find(bundle.metrics, "accuracy", &BundleMetric::name);
  ASSERT_NE(accuracy, bundle.metrics.end());
  EXPECT_NEAR(accuracy->value, *summarise(evaluation, 1).binary.accuracy.value, 1e-9)
      << "the same four patients, judged by the same model";
  const auto judged = joined_by_name(chose, evaluation.logits);
  for (size_t i = 0; i < chose.size(); ++i)
    EXPECT_NEAR(chose[i].score, judged[i].score, 1e-3) << "by another engine";
}

TEST_F(RunTest, TakesAGivenSplit) {
  Split split;
  for (int i = 0; i < 20; ++i)
    (i < 16 ? split.train : split.test).push_back("P" + std::to_string(i));
  std::ranges::sort(split.train);
  write_split(folder_ / "split.csv", split);
  TrainRunOptions given = short_options("given");
  given.split = folder_ / "split.csv";
  train_quietly(given);
  EXPECT_EQ(read_text_file(RunFolder(given.out).split()), read_text_file(given.split));
}

StoreEntry stored_mobilenet(const std::string& name, Provenance provenance) {
  StoreEntry entry;
  entry.name = name;
  entry.backbone = "mobilenet";
  entry.origin = "file " + name + ".h5";
  entry.provenance = provenance;
  return entry;
}

WeightSet mobilenet_weights() {
  return initial_weights(build_backbone(find_backbone("mobilenet"), {}), 3);
}

TEST_F(RunTest, StartsFromStoredWeightsAndCallsThemWhatTheyAre) {
  const WeightStore store(folder_ / "store");
  store.write(stored_mobilenet("mine", Provenance::kUser), mobilenet_weights());
  TrainRunOptions own = short_options("own-weights");
  own.weights = "mine";
  SilentProgress progress;
  train_run(own, store, progress);
  const ModelBundle bundle = read_bundle(RunFolder(own.out).bundle());
  EXPECT_EQ(bundle.weights_trained_on, "");
  EXPECT_EQ(bundle.weights_origin, "file mine.h5, the user's own weights");
  EXPECT_EQ(bundle.weights.at("conv1", "kernel").values[0],
            mobilenet_weights().at("conv1", "kernel").values[0]);
}

TEST_F(RunTest, RefusesStoredWeightsThatAreNotWhatWasAskedFor) {
  const WeightStore store(folder_ / "store");
  store.write(stored_mobilenet("mobilenet", Provenance::kUser), mobilenet_weights());
  SilentProgress progress;
  TrainRunOptions imagenet = options("failed");
  imagenet.weights = kImageNetWeights;
  EXPECT_THAT([&] { train_run(imagenet, store, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("not ImageNet's")));
  TrainRunOptions other = options("failed");
  other.backbone = "vgg16";
  other.weights = "mobilenet";
  EXPECT_THAT([&] { train_run(other, store, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("--backbone mobilenet")));
  other.weights = "imagnet";
  EXPECT_THAT([&] { train_run(other, store, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"imagenet\"")));
}

}  // namespace
}  // namespace myolens
