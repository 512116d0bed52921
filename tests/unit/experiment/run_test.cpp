// One small run from screens to explanations: training, evaluation and explanation share it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/classifier/classifier.h"
#include "myolens/cohort/preparation.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/explanation.h"
#include "myolens/experiment/prepared_cohort.h"
#include "myolens/experiment/train_run.h"
#include "myolens/imaging/codec.h"
#include "tests/support/drawn_screen.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int kPerClass = 10;  // 6 train, 2 validate, 2 test

// A prepared cohort of synthetic screens; `first` sets them apart from another one.
void prepare_drawn_cohort(const fs::path& screens, const fs::path& prepared, int first) {
  std::string manifest = "patient,file,label\n";
  for (int i = 0; i < 2 * kPerClass; ++i) {
    const std::string patient = "P" + std::to_string(first + i);
    write_file(screens / (patient + ".png"), encode_png(drawn_screen(first + i)));
    manifest += patient + "," + patient + ".png," + (i % 2 == 0 ? "CAD" : "non-CAD") + "\n";
  }
  write_file(screens / kManifestName, manifest);
  write_file(screens / kSyntheticMarker, std::string_view("drawn\n"));
  SilentProgress progress;
  prepare_cohort(screens, prepared, {.threads = 2}, progress);
}

class RunTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    prepare_drawn_cohort(*folder_ / "screens", cohort(), 0);
    facts_ = train(path());
    SilentProgress progress;
    evaluation_ = evaluate_run({path(), {}, kTestEvaluation, 2}, progress);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path cohort() { return *folder_ / "prepared"; }
  static fs::path path() { return *folder_ / "run"; }
  static RunFolder run() { return RunFolder(path()); }

  static TrainRunOptions options(const fs::path& out) {
    TrainRunOptions options;
    options.cohort = cohort();
    options.out = out;
    options.weights = kRandomWeights;
    options.training.head = {{}, 0.0};
    options.training.warm_up_epochs = 2;
    options.training.fine_tuning_epochs = 1;
    options.training.batch_size = 8;
    options.training.threads = 2;
    options.config = "seed = 1\n";
    return options;
  }
  static RunFacts train(const fs::path& out) {
    SilentProgress progress;
    return train_run(options(out), WeightStore(*folder_ / "store"), progress);
  }
  static PreparedCohort prepared() { return read_prepared_cohort(cohort(), {}); }
  static std::set<std::string> patients_of(const std::vector<std::string>& part) {
    return {part.begin(), part.end()};
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline RunFacts facts_;
  static inline Evaluation evaluation_;
};

TEST_F(RunTest, WritesAFolderWithEverythingThatAReportNeeds) {
  for (const fs::path& file :
       {run().config(), run().environment(), run().split(), run().history(), run().facts(),
        run().bundle() / "bundle.json", run().bundle() / "weights.safetensors",
        run().tensorboard() / "warm-up" / "events.out.tfevents.0.myolens"}) {
    EXPECT_TRUE(fs::is_regular_file(file)) << file;
  }
  EXPECT_EQ(read_text_file(run().config()), "seed = 1\n");
  EXPECT_EQ(facts_.rule, "A");
  EXPECT_EQ(facts_.seed, 1U);
  ASSERT_EQ(facts_.parts.size(), 3U);
  EXPECT_EQ(facts_.parts[0].positives, 6);
  EXPECT_EQ(facts_.parts[0].negatives, 6);
  EXPECT_EQ(facts_.parts[1].positives, 2);
  EXPECT_EQ(facts_.parts[2].negatives, 2);
  ASSERT_EQ(facts_.stages.size(), 2U);
  EXPECT_EQ(facts_.stages[0].first_trained_layer, "head_predictions");  // no hidden layer
  EXPECT_EQ(facts_.stages[0].trained_parameters, 2049 * 2);
  EXPECT_EQ(facts_.stages[1].first_trained_layer, "conv5_block2_3_conv");
  EXPECT_EQ(facts_.parameters, 23'587'712 + 2049 * 2);
  EXPECT_EQ(read_facts(run()).stages[1].trained_parameters, facts_.stages[1].trained_parameters);
  const auto history = read_history(run());
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].epochs.size(), 3U);  // with the start
  EXPECT_EQ(history[1].epochs.size(), 2U);
}

TEST_F(RunTest, RecordsThePicturesThatWereOpenedAndNoOthers) {
  const PreparedCohort maps = prepared();
  const Split split = read_split(run().split(), maps.cohort);
  const ModelBundle bundle = read_bundle(run().bundle());
  std::set<std::string> patients = patients_of(split.train);
  patients.insert(split.validation.begin(), split.validation.end());
  std::set<std::string> recorded;
  for (const InputChecksum& input : bundle.training_inputs) {
    recorded.insert(input.patient);
    EXPECT_EQ(input.sha256, sha256_hex_of_file(cohort() / "images" / input.file));
  }
  EXPECT_EQ(recorded, patients);
  EXPECT_EQ(bundle.training_inputs.size(), 16U);
}

TEST_F(RunTest, NeverCallsRandomWeightsPreTrainedAndSyntheticDataReal) {
  const ModelBundle bundle = read_bundle(run().bundle());
  EXPECT_EQ(bundle.weights_trained_on, "");
  EXPECT_THAT(bundle.weights_origin, HasSubstr("random"));
  EXPECT_TRUE(bundle.synthetic_data);
  EXPECT_TRUE(evaluation_.synthetic);
  EXPECT_EQ(bundle.labels, (std::vector<std::string>{"CAD", "non-CAD"}));
}

// Three epochs, factor 3: brackets of 3 + 1 and 2 runs.
TEST_F(RunTest, FindsItsHeadByHyperbandOnRequest) {
  TrainRunOptions searching = options(*folder_ / "searched");
  searching.training.warm_up_epochs = 1;
  searching.training.fine_tuning_epochs = 0;
  searching.search.emplace();
  searching.search->hyperband.maximal_epochs = 3;
  SilentProgress progress;
  const RunFacts facts = train_run(searching, WeightStore(*folder_ / "store"), progress);
  EXPECT_EQ(facts.search.configurations, 5U);
  EXPECT_EQ(facts.search.runs, 6U);
  const RunFolder folder(searching.out);
  const Table trials = read_table(folder.trials());
  ASSERT_EQ(trials.rows.size(), 6U);
  const auto field = [&](const std::vector<std::string>& row, const char* name) {
    return row[trials.column(name, "trials.csv")];
  };
  const auto chosen = std::ranges::find_if(
      trials.rows, [&](const auto& row) { return field(row, "chosen") == "yes"; });
  ASSERT_NE(chosen, trials.rows.end());
  EXPECT_EQ(field(*chosen, "trial"), std::to_string(facts.search.best_trial));
  EXPECT_EQ(std::stod(field(*chosen, "a")), facts.a);
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
  EXPECT_THAT([&] { train(path()); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("never overwritten")));
}

TEST_F(RunTest, LeavesNothingBehindWhenItFails) {
  SilentProgress progress;
  TrainRunOptions imagenet = options(*folder_ / "failed");
  imagenet.weights = kImageNetWeights;
  EXPECT_THAT([&] { train_run(imagenet, WeightStore(*folder_ / "store"), progress); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("weights fetch")));
  TrainRunOptions unsound = options(*folder_ / "failed");
  unsound.training.batch_size = 0;
  EXPECT_THAT([&] { train_run(unsound, WeightStore(*folder_ / "store"), progress); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  for (const auto& entry : fs::directory_iterator(folder_->path())) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("failed")));
  }
}

void store_resnet50(const WeightStore& store, const std::string& name, Provenance provenance) {
  StoreEntry entry;
  entry.name = name;
  entry.backbone = "resnet50";
  entry.origin = "file " + name + ".h5";
  entry.provenance = provenance;
  store.write(entry, initial_weights(build_backbone(find_backbone("resnet50"), {}), 3));
}

TEST_F(RunTest, StartsFromStoredWeightsAndCallsThemWhatTheyAre) {
  const WeightStore store(*folder_ / "store");
  store_resnet50(store, "mine", Provenance::kUser);
  TrainRunOptions own = options(*folder_ / "own-weights");
  own.weights = "mine";
  own.training.warm_up_epochs = 1;
  own.training.fine_tuning_epochs = 0;
  SilentProgress progress;
  train_run(own, store, progress);
  const ModelBundle bundle = read_bundle(RunFolder(own.out).bundle());
  EXPECT_EQ(bundle.weights_trained_on, "");
  EXPECT_EQ(bundle.weights_origin, "file mine.h5, the user's own weights");
  EXPECT_EQ(bundle.weights.at("conv1_conv", "kernel").values[0],
            store.load("mine").at("conv1_conv", "kernel").values[0]);
}

TEST_F(RunTest, RefusesStoredWeightsThatAreNotWhatWasAskedFor) {
  const WeightStore store(*folder_ / "mixed-store");
  store_resnet50(store, "resnet50", Provenance::kUser);
  SilentProgress progress;
  TrainRunOptions imagenet = options(*folder_ / "failed");
  imagenet.weights = kImageNetWeights;
  EXPECT_THAT([&] { train_run(imagenet, store, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("not ImageNet's")));
  TrainRunOptions other = options(*folder_ / "failed");
  other.backbone = "vgg16";
  other.weights = "resnet50";
  EXPECT_THAT([&] { train_run(other, store, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("--backbone resnet50")));
  other.weights = "imagnet";
  EXPECT_THAT([&] { train_run(other, store, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"imagenet\"")));
}

TEST_F(RunTest, IsJudgedOnItsTestPatientsByTheBundlesModel) {
  const PreparedCohort maps = prepared();
  const Split split = read_split(run().split(), maps.cohort);
  Classifier classifier(read_bundle(run().bundle()), 1);
  std::set<std::string> judged;
  ASSERT_EQ(evaluation_.cases.size(), 4U);
  for (const ScoredCase& scored : evaluation_.cases) {
    judged.insert(scored.patient);
    const Picture map = decode_picture(read_file(cohort() / scored.file), scored.file);
    EXPECT_NEAR(scored.score, classifier.predict(map).probability, 1e-6);
    const int number = std::stoi(scored.patient.substr(1));
    EXPECT_EQ(scored.truth, number % 2 == 0 ? 1 : 0);
  }
  EXPECT_EQ(judged, patients_of(split.test));
  EXPECT_EQ(summarise(evaluation_, 1).confusion.total(), 4);
}

void expect_equal(const std::vector<ScoredCase>& found, const std::vector<ScoredCase>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].patient, expected[i].patient);
    EXPECT_EQ(found[i].file, expected[i].file);
    EXPECT_EQ(found[i].truth, expected[i].truth);
    EXPECT_EQ(found[i].score, expected[i].score);
  }
}

TEST_F(RunTest, ReadsItsEvaluationBackAsItWas) {
  const Evaluation read = read_evaluation(run(), kTestEvaluation);
  EXPECT_EQ(read.name, "test");
  EXPECT_EQ(read.synthetic, evaluation_.synthetic);
  EXPECT_EQ(read.threshold, evaluation_.threshold);
  EXPECT_EQ(read.classes.positive, "CAD");
  EXPECT_EQ(read.classes.negative, "non-CAD");
  expect_equal(read.cases, evaluation_.cases);
  expect_equal(read.deficit, evaluation_.deficit);
  expect_equal(read.share_below_half, evaluation_.share_below_half);
  EXPECT_THAT(read_text_file(run().evaluation("test") / "metrics.json"),
              HasSubstr("not a medical device"));
}

TEST_F(RunTest, IsEvaluatedOnceUnderAName) {
  SilentProgress progress;
  EXPECT_THAT(
      [&] {
        evaluate_run({path(), {}, kTestEvaluation, 1}, progress);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("already")));
}

TEST_F(RunTest, IsNotJudgedOnPicturesItWasTrainedOn) {
  SilentProgress progress;
  EXPECT_THAT(
      [&] {
        evaluate_run({path(), cohort(), "everybody", 1}, progress);
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("was trained on")));
  EXPECT_FALSE(fs::exists(run().evaluation("everybody")));
}

TEST_F(RunTest, IsJudgedOnAnotherCohortUnderAnotherName) {
  prepare_drawn_cohort(*folder_ / "other_screens", *folder_ / "other", 100);
  SilentProgress progress;
  const Evaluation other = evaluate_run({path(), *folder_ / "other", "elsewhere", 2}, progress);
  EXPECT_EQ(other.cases.size(), 2U * kPerClass);
  expect_equal(read_evaluation(run(), "elsewhere").cases, other.cases);
}

TEST_F(RunTest, WritesEvaluationsIntoItsFolderOnly) {
  SilentProgress progress;
  for (const char* name : {"", ".", "..", "../outside", "a/b", ".hidden"}) {
    EXPECT_THAT(
        [&] {
          evaluate_run({path(), {}, name, 1}, progress);
        },
        FailsWith(ErrorCode::kInvalidArgument, HasSubstr("plain folder name")))
        << name;
  }
}

TEST_F(RunTest, NamesADamagedEvaluation) {
  EXPECT_THAT([&] { read_evaluation(run(), "none"); }, FailsWith(ErrorCode::kNotFound, _));
  const fs::path copy = run().evaluation("damaged");
  fs::copy(run().evaluation("test"), copy);
  std::string table = read_text_file(copy / "predictions.csv");
  table.replace(table.find(".png,non-CAD,"), 13, ".png,unclear,");
  write_file(copy / "predictions.csv", table);
  EXPECT_THAT(
      [&] { read_evaluation(run(), "damaged"); },
      FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("predictions.csv"), HasSubstr("unclear"))));
  write_file(copy / "metrics.json", std::string_view("{}"));
  EXPECT_THAT([&] { read_evaluation(run(), "damaged"); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("metrics.json")));
  fs::remove_all(copy);
}

TEST_F(RunTest, ExplainsItsTestPatientsOnce) {
  SilentProgress progress;
  const auto cases = explain_run(run(), 2, progress);
  ASSERT_EQ(cases.size(), evaluation_.cases.size());
  const auto read = read_explanations(run());
  ASSERT_EQ(read.size(), cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(read[i].patient, evaluation_.cases[i].patient);
    EXPECT_EQ(read[i].file, evaluation_.cases[i].file);
    EXPECT_EQ(read[i].has_positive_evidence, cases[i].has_positive_evidence);
    for (size_t t = 0; t < 3; ++t)
      EXPECT_NEAR(read[i].territory_share[t], cases[i].territory_share[t], 5e-5);
    for (const fs::path& picture : {read[i].original, read[i].heat, read[i].overlay}) {
      const auto header =
          read_image_header(read_file(run().explanations() / picture), picture.string());
      EXPECT_EQ(header.width, kExplanationSide);
    }
  }
  EXPECT_THAT([&] { explain_run(run(), 2, progress); }, FailsWith(ErrorCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace myolens
