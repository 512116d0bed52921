#include "myolens/classifier/bundle.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"
#include "myolens/classifier/checksum_list.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::_;
using testing::AllOf;
using testing::HasSubstr;

// The bundle is written once; each test changes its description and puts it back.
class BundleTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    bundle_ = small_bundle();
    bundle_.temperature = 1.75;
    bundle_.threshold = 0.375;
    bundle_.threshold_rule = "Youden's J";
    bundle_.colours = {true, "hot_iron"};
    bundle_.weights_origin = "npm somewhere@1";
    bundle_.reference_standard = "invasive angiography, 70 % stenosis";
    bundle_.weights_sha256 = std::string(64, 'd');
    bundle_.weights_trained_on = "ImageNet";
    bundle_.cohort_fingerprint = std::string(64, 'c');
    bundle_.views = {{"AC", "stress", ""}, {"NAC", "", ""}};
    bundle_.training_mix = {115, 59, 0.5, 1.25};
    bundle_.metrics = {{"AUC", "out-of-fold predictions", 0.875, 0.75, 0.9375},
                       {"Brier score", "out-of-fold predictions", 0.125}};
    bundle_.training_inputs = {{"P1", "a.png", std::string(64, 'a')},
                               {"P2", "b.png", std::string(64, 'b')}};
    write_bundle(bundle_, path());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path path() { return *folder_ / "bundle"; }
  static fs::path description() { return path() / "bundle.json"; }

  static fs::path list() { return path() / kChecksumListFile; }

  void SetUp() override {
    kept_ = read_text_file(description());
    kept_list_ = read_text_file(list());
  }
  void TearDown() override {
    write_file(description(), kept_);
    write_file(list(), kept_list_);
  }

  // With the checksum of the new text: somebody edits the description knowingly.
  void change(const std::string& key, const Json& value) {
    Json json = Json::parse(kept_);
    json[key] = value;
    write_file(description(), json.dump());
    write_file(list(), sha256_hex_of_file(description()) + kept_list_.substr(64));
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline ModelBundle bundle_;
  std::string kept_;
  std::string kept_list_;
};

TEST_F(BundleTest, ComesBackWhole) {
  const ModelBundle read = read_bundle(path());
  EXPECT_EQ(read.backbone, bundle_.backbone);
  EXPECT_EQ(read.reference_standard, bundle_.reference_standard);
  EXPECT_EQ(read.input_size, bundle_.input_size);
  EXPECT_EQ(read.preprocessing, bundle_.preprocessing);
  EXPECT_TRUE(read.colours.uptake);
  EXPECT_EQ(read.colours.colour_scale, "hot_iron");
  EXPECT_EQ(read.head.hidden_units, bundle_.head.hidden_units);
  EXPECT_EQ(read.head.dropout, bundle_.head.dropout);
  EXPECT_EQ(read.labels, bundle_.labels);
  EXPECT_EQ(read.temperature, 1.75);
  EXPECT_EQ(read.threshold, bundle_.threshold);
  EXPECT_EQ(read.threshold_rule, "Youden's J");
  EXPECT_EQ(read.weights_origin, bundle_.weights_origin);
  EXPECT_EQ(read.weights_sha256, std::string(64, 'd'));
  EXPECT_EQ(read.weights_trained_on, bundle_.weights_trained_on);
  EXPECT_EQ(read.synthetic_data, bundle_.synthetic_data);
  EXPECT_EQ(read.program_version, bundle_.program_version);
  EXPECT_EQ(read.cohort_fingerprint, bundle_.cohort_fingerprint);
  EXPECT_EQ(read.views, bundle_.views);
  EXPECT_EQ(read.training_mix.positives, 115);
  EXPECT_EQ(read.training_mix.negatives, 59);
  EXPECT_EQ(read.training_mix.positive_weight, 0.5);
  EXPECT_EQ(read.training_mix.negative_weight, 1.25);
  ASSERT_EQ(read.metrics.size(), 2U);
  EXPECT_EQ(read.metrics[0].name, "AUC");
  EXPECT_EQ(read.metrics[0].measured_on, "out-of-fold predictions");
  EXPECT_EQ(read.metrics[0].value, 0.875);
  EXPECT_EQ(read.metrics[0].low, 0.75);
  EXPECT_EQ(read.metrics[0].high, 0.9375);
  EXPECT_FALSE(read.metrics[1].low || read.metrics[1].high);
  ASSERT_EQ(read.training_inputs.size(), 2U);
  EXPECT_EQ(read.training_inputs[1].patient, "P2");
  EXPECT_EQ(read.training_inputs[1].file, "b.png");
  EXPECT_EQ(read.training_inputs[1].sha256, std::string(64, 'b'));
  ASSERT_EQ(read.weights.tensors().size(), bundle_.weights.tensors().size());
  for (const auto& [key, tensor] : bundle_.weights.tensors()) {
    const Tensor& found = read.weights.tensors().at(key);
    EXPECT_EQ(found.shape, tensor.shape) << key;
    EXPECT_TRUE(std::ranges::equal(found.values, tensor.values)) << key;
  }
}

TEST_F(BundleTest, KeepsWhatItReadsBesideThePicture) {
  const ModelBundle bundle = clinical_bundle();
  write_bundle(bundle, *folder_ / "clinical");
  const ModelBundle read = read_bundle(*folder_ / "clinical");
  EXPECT_EQ(read.head.clinical_units, 3);
  EXPECT_EQ(read.clinical.places(), bundle.clinical.places());
  for (const ClinicalValues& patient : {ClinicalValues{{"age", "71.3"}, {"sex", "F"}},
                                        ClinicalValues{{"sex", "M"}}, ClinicalValues{}}) {
    EXPECT_EQ(read.clinical.encode(patient).values, bundle.clinical.encode(patient).values);
    EXPECT_EQ(read.clinical.encode(patient).reasons, bundle.clinical.encode(patient).reasons);
  }
  EXPECT_TRUE(read_bundle(path()).clinical.empty());
}

TEST(TrainingMixes, GiveTheShareOfTheWeights) {
  EXPECT_EQ(TrainingMix({30, 10, 1, 1}).prevalence(), 0.75);
  EXPECT_EQ(TrainingMix({30, 10, 0.5, 1.5}).prevalence(), 0.5);  // balanced
  EXPECT_EQ(TrainingMix({}).prevalence(), std::nullopt);
  EXPECT_EQ(TrainingMix({30, 0, 1, 1}).prevalence(), std::nullopt);
}

// Weights of an EfficientNet give other answers in the graph without that layer.
TEST_F(BundleTest, KeepsTheSecondRescalingOfEfficientNet) {
  ModelBundle bundle = bundle_;
  bundle.backbone = "efficientnetb0";
  const size_t layers = build_classifier_graph(bundle).graph.size();
  bundle.imagenet_rescaling = true;
  const Graph graph = build_classifier_graph(bundle).graph;
  EXPECT_EQ(graph.size(), layers + 1);
  EXPECT_NO_THROW(graph.find("rescaling_1"));

  bundle.weights = initial_weights(graph, 1);
  write_bundle(bundle, *folder_ / "efficientnet");
  EXPECT_TRUE(read_bundle(*folder_ / "efficientnet").imagenet_rescaling);
}

TEST_F(BundleTest, SaysThatItIsNoMedicalDevice) {
  EXPECT_THAT(kept_, HasSubstr("Research use only, not a medical device"));
  EXPECT_THAT(Json::parse(kept_).at("positive_label"), "CAD");
}

TEST_F(BundleTest, IsNeverOverwritten) {
  EXPECT_THAT([&] { write_bundle(bundle_, path()); }, FailsWith(ErrorCode::kInvalidArgument, _));
}

TEST_F(BundleTest, MustBeThere) {
  EXPECT_THAT([&] { read_bundle(*folder_ / "none"); }, FailsWith(ErrorCode::kNotFound, _));
}

// `sha256sum -c SHA256SUMS` in the folder checks it too.
TEST_F(BundleTest, ListsTheChecksumsOfItsFilesAsSha256sumDoes) {
  std::string expected;
  for (const std::string name : {"bundle.json", "weights.safetensors",
                                 "training_domain.safetensors", "normal_maps.safetensors"})
    expected += sha256_hex_of_file(path() / name) + "  " + name + "\n";
  EXPECT_EQ(kept_list_, expected);
}

TEST_F(BundleTest, NoticesFilesThatChanged) {
  const std::string description_sum = kept_list_.substr(0, 64);
  std::string other = kept_list_;
  other.replace(other.find("  weights") - 64, 64, std::string(64, '0'));
  write_file(list(), other);
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kChecksumMismatch,
                        AllOf(HasSubstr("weights.safetensors"), HasSubstr(std::string(64, '0')))));
  write_file(list(), kept_list_);
  write_file(description(), kept_ + "\n");
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kChecksumMismatch,
                        AllOf(HasSubstr("bundle.json"), HasSubstr(description_sum))));
}

TEST_F(BundleTest, MustListItsFilesAndNoOthers) {
  const std::string sum(64, 'a');
  const size_t second = kept_list_.find('\n') + 1;
  const std::vector<std::string> lists{
      "",
      kept_list_.substr(0, second),
      kept_list_ + kept_list_.substr(second),
      kept_list_ + sum + "  model.bin\n",
      kept_list_ + sum + "  ../bundle.json\n",
      kept_list_ + sum + "  /etc/passwd\n",
      kept_list_ + sum + "  \n",
      kept_list_ + "\n",
      kept_list_.substr(0, kept_list_.size() - 1),
      sum + " bundle.json\n" + kept_list_.substr(second),
      std::string(64, 'A') + "  bundle.json\n" + kept_list_.substr(second),
      std::string(63, 'a') + "  bundle.json\n" + kept_list_.substr(second),
      std::string(3000, '\0'),
  };
  for (const std::string& text : lists) {
    write_file(list(), text);
    EXPECT_THAT([&] { read_bundle(path()); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("SHA256SUMS")))
        << text;
  }
  fs::remove(list());
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("it is missing")));
  write_file(list(), std::string(100000, 'a'));
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("SHA256SUMS")));
}

TEST_F(BundleTest, OfAnEarlierVersionSaysWhatToDo) {
  change("format_version", 2);
  fs::remove(list());
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kBadFormat,
                        AllOf(HasSubstr("format version is 2, not 6"), HasSubstr("train again"))));
}

TEST_F(BundleTest, IsNotWrittenWhenItCouldNotBeReadAgain) {
  for (const double temperature : {0.0, -1.0, 1e9, std::nan("")}) {
    ModelBundle bundle = bundle_;
    bundle.temperature = temperature;
    EXPECT_THAT([&] { write_bundle(bundle, *folder_ / "unsound"); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("temperature")));
  }
  ModelBundle bundle = bundle_;
  bundle.metrics[0].value = std::nan("");
  EXPECT_THAT([&] { write_bundle(bundle, *folder_ / "unsound"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("metrics")));
  EXPECT_FALSE(fs::exists(*folder_ / "unsound"));
}

TEST_F(BundleTest, MustNotBeDamaged) {
  for (const std::string& text : {std::string(), std::string("not JSON"), std::string("[]"),
                                  std::string("{}"), kept_.substr(0, kept_.size() / 2)}) {
    write_file(description(), text);
    EXPECT_THAT([&] { read_bundle(path()); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("bundle.json")))
        << text;
  }
}

struct Change {
  const char* key;
  Json value;
};

Json metric(const Json& value, const Json& low, const Json& high) {
  return {{"name", "AUC"}, {"measured_on", "x"}, {"value", value}, {"low", low}, {"high", high}};
}

Json clinical_column(const Json& mean, const Json& deviation) {
  return {{"name", "age"},
          {"mean", mean},
          {"deviation", deviation},
          {"texts", Json::array()},
          {"may_be_missing", false}};
}

TEST_F(BundleTest, MustDescribeAModelOfThisProgram) {
  const std::vector<Change> changes{
      {"format_version", 1},
      {"format_version", 2},
      {"format_version", 3},
      {"format_version", 4},
      {"format_version", 5},
      {"format_version", 7},
      {"format_version", "6"},
      {"views", "AC"},
      {"views", {{{"view", 1}, {"state", "stress"}}}},
      {"training_mix", {{"positives", -1}}},
      {"training_mix",
       {{"positives", -1}, {"negatives", 1}, {"positive_weight", 1}, {"negative_weight", 1}}},
      {"training_mix",
       {{"positives", 1}, {"negatives", 1}, {"positive_weight", 0}, {"negative_weight", 1}}},
      {"backbone", "resnet51"},
      {"backbone", 7},
      {"input_size", 16},
      {"input_size", "64"},
      {"input_size", 100000},
      {"preprocessing", "tensorflow"},
      {"head", Json::object()},
      {"head", {{"hidden_units", {0}}, {"dropout", 0.5}}},
      {"head", {{"hidden_units", {8}}, {"dropout", 1.5}}},
      {"clinical", 3},
      {"clinical", Json::array()},
      {"clinical", {{"units", 8}, {"columns", {{{"name", "age"}}}}}},
      {"clinical", {{"units", 0}, {"columns", {clinical_column(60, 12)}}}},
      {"clinical", {{"units", 8}, {"columns", {clinical_column(60, 0)}}}},
      {"clinical", {{"units", 8}, {"columns", {clinical_column(60, "12")}}}},
      {"clinical", {{"units", 8}, {"columns", Json(65, clinical_column(60, 12))}}},
      {"labels", {"CAD"}},
      {"labels", {"CAD", "non-CAD", "unclear"}},
      {"labels", {"CAD", "CAD"}},
      {"threshold", 1.5},
      {"threshold", nullptr},
      {"threshold_rule", 0.5},
      {"temperature", 0},
      {"temperature", -1},
      {"temperature", 1e6},
      {"temperature", nullptr},
      {"cohort_fingerprint", "abc"},
      {"cohort_fingerprint", std::string(64, '/')},
      {"metrics", Json::object()},
      {"metrics", {{{"name", "AUC"}}}},
      {"metrics", {metric(0.8, 0.9, 0.7)}},
      {"metrics", {metric("0.8", nullptr, nullptr)}},
      {"metrics", Json(101, metric(0.8, nullptr, nullptr))},
      {"training_inputs", {{{"patient", 1}}}},
  };
  for (const Change& c : changes) {
    change(c.key, c.value);
    EXPECT_THAT([&] { read_bundle(path()); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("bundle.json")))
        << c.key << " = " << c.value;
  }
}

TEST_F(BundleTest, MustHaveWeightsOfItsNetwork) {
  change("head", {{"hidden_units", {9}}, {"dropout", 0.5}});
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kBadData, HasSubstr("head_dense_1/kernel")));
  write_file(description(), kept_);
  change("clinical", {{"units", 8}, {"columns", {clinical_column(60, 12)}}});
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kBadData, HasSubstr("head_clinical_1/")));
}

}  // namespace
}  // namespace myolens
