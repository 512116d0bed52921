#include "myolens/classifier/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::_;
using testing::HasSubstr;

// The bundle is written once; each test changes its description and puts it back.
class BundleTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    bundle_ = small_bundle();
    bundle_.threshold = 0.375;
    bundle_.colours = {true, "hot_iron"};
    bundle_.weights_origin = "npm somewhere@1";
    bundle_.weights_trained_on = "ImageNet";
    bundle_.training_inputs = {{"P1", "a.png", std::string(64, 'a')},
                               {"P2", "b.png", std::string(64, 'b')}};
    write_bundle(bundle_, path());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path path() { return *folder_ / "bundle"; }
  static fs::path description() { return path() / "bundle.json"; }

  void SetUp() override { kept_ = read_text_file(description()); }
  void TearDown() override { write_file(description(), kept_); }

  void change(const std::string& key, const Json& value) {
    Json json = Json::parse(kept_);
    json[key] = value;
    write_file(description(), json.dump());
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline ModelBundle bundle_;
  std::string kept_;
};

TEST_F(BundleTest, ComesBackWhole) {
  const ModelBundle read = read_bundle(path());
  EXPECT_EQ(read.backbone, bundle_.backbone);
  EXPECT_EQ(read.input_size, bundle_.input_size);
  EXPECT_EQ(read.preprocessing, bundle_.preprocessing);
  EXPECT_TRUE(read.colours.uptake);
  EXPECT_EQ(read.colours.colour_scale, "hot_iron");
  EXPECT_EQ(read.head.hidden_units, bundle_.head.hidden_units);
  EXPECT_EQ(read.head.dropout, bundle_.head.dropout);
  EXPECT_EQ(read.labels, bundle_.labels);
  EXPECT_EQ(read.threshold, bundle_.threshold);
  EXPECT_EQ(read.weights_origin, bundle_.weights_origin);
  EXPECT_EQ(read.weights_trained_on, bundle_.weights_trained_on);
  EXPECT_EQ(read.synthetic_data, bundle_.synthetic_data);
  EXPECT_EQ(read.program_version, bundle_.program_version);
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

TEST_F(BundleTest, NoticesWeightsThatChanged) {
  change("weights_sha256", std::string(64, '0'));
  EXPECT_THAT([&] { read_bundle(path()); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("weights.safetensors")));
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

TEST_F(BundleTest, MustDescribeAModelOfThisProgram) {
  const std::vector<Change> changes{
      {"format_version", 1},
      {"format_version", "2"},
      {"backbone", "resnet51"},
      {"backbone", 7},
      {"input_size", 16},
      {"input_size", "64"},
      {"input_size", 100000},
      {"preprocessing", "tensorflow"},
      {"head", Json::object()},
      {"head", {{"hidden_units", {0}}, {"dropout", 0.5}}},
      {"head", {{"hidden_units", {8}}, {"dropout", 1.5}}},
      {"labels", {"CAD"}},
      {"labels", {"CAD", "non-CAD", "unclear"}},
      {"labels", {"CAD", "CAD"}},
      {"threshold", 1.5},
      {"threshold", nullptr},
      {"training_inputs", {{{"patient", 1}}}},
      {"weights_sha256", nullptr},
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
}

}  // namespace
}  // namespace myolens
