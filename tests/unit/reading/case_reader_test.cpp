#include "myolens/reading/case_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "myolens/explain/occlusion.h"
#include "myolens/imaging/codec.h"
#include "myolens/polarmap/normal_picture.h"
#include "myolens/polarmap/uptake.h"
#include "tests/support/drawn_screen.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"

namespace myolens {
namespace {

using testing::HasSubstr;

class CaseReaderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { reader_ = std::make_unique<CaseReader>(small_bundle(), 2); }
  static void TearDownTestSuite() { reader_.reset(); }

  static inline std::unique_ptr<CaseReader> reader_;
};

Explanation explanation_of(CaseReader& reader, const PreparedMap& map) {
  return reader.explain(reader.read(map)).map;
}

// The same way as in training: prepare_screen, then the classifier.
TEST_F(CaseReaderTest, PreparesTheScreenAndAsksTheModel) {
  const CaseReading reading = reader_->read(encode_png(drawn_screen(1)), "screen.png");
  const PreparedMap map = prepare_screen({drawn_screen(1)}, "screen.png");
  EXPECT_EQ(reading.map.image, map.image);
  const Prediction expected = Classifier(small_bundle(), 1).predict({map.image});
  EXPECT_EQ(reading.probability, expected.probability);
  EXPECT_EQ(reading.positive, expected.positive);
}

TEST_F(CaseReaderTest, ReadsAPreparedMapWithoutPreparingItAgain) {
  const PreparedMap map = prepare_screen({drawn_screen(2)}, "screen.png");
  const CaseReading reading = reader_->read(map);
  EXPECT_EQ(reading.map.image, map.image);
  EXPECT_EQ(reading.probability,
            reader_->read(encode_png(drawn_screen(2)), "screen.png").probability);
}

// Readings without a map stay as they are, and keep their place.
TEST_F(CaseReaderTest, AnswersManyReadingsAtOnceWithTheSameNumbers) {
  std::vector<CaseReading> readings;
  readings.push_back(reader_->prepare(encode_png(drawn_screen(1)), "1.png"));
  readings.push_back(reader_->prepare(encode_png(black_screen()), "black.png"));
  readings.push_back(reader_->prepare(encode_png(drawn_screen(2)), "2.png"));
  reader_->answer(readings);
  for (const int screen : {1, 2}) {
    const CaseReading& reading = readings[screen == 1 ? 0 : 2];
    const CaseReading alone = reader_->read(encode_png(drawn_screen(screen)), "screen.png");
    EXPECT_EQ(reading.probability, alone.probability);
    EXPECT_EQ(reading.label, alone.label);
    EXPECT_EQ(reading.members, alone.members);
  }
  EXPECT_FALSE(readings[1].has_map());
  EXPECT_EQ(readings[1].label, "");
}

TEST_F(CaseReaderTest, ExplainsAtTheSizeOfTheMap) {
  const CaseReading reading = reader_->read(encode_png(drawn_screen(1)), "screen.png");
  const CaseExplanation explained = reader_->explain(reading);
  EXPECT_EQ(explained.map.heat.width, reading.map.image.width);
  EXPECT_EQ(explained.map.heat.height, reading.map.image.height);
  const auto& shares = explained.map.territory_share;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  EXPECT_NEAR(sum, explained.map.has_positive_evidence ? 1 : 0, 1e-9);
}

// The mean evidence of both readings of a class differs in sign when there are two classes.
TEST_F(CaseReaderTest, ExplainsTheClassAndLayerAskedFor) {
  const PreparedMap map = prepare_screen({drawn_screen(1)}, "screen.png");
  CaseReader other(small_bundle(), 1, {CamMethod::kHiResCam, "", ""});
  EXPECT_EQ(explanation_of(other, map).heat.samples, explanation_of(*reader_, map).heat.samples)
      << "behind a pooled head HiResCAM is Grad-CAM";
  CaseReader negative(small_bundle(), 1, {CamMethod::kGradCam, "", "non-CAD"});
  EXPECT_NE(explanation_of(negative, map).signed_heat.samples,
            explanation_of(*reader_, map).signed_heat.samples);
  CaseReader below(small_bundle(), 1, {CamMethod::kGradCam, "conv3_block4_out", ""});
  EXPECT_EQ(explanation_of(below, map).heat.width, map.image.width);
  EXPECT_THAT(
      [] {
        CaseReader(small_bundle(), 1, {CamMethod::kGradCam, "conv3_blok4_out", ""});
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("conv3_block4_out")));
  EXPECT_THAT(
      [] {
        CaseReader(small_bundle(), 1, {CamMethod::kGradCam, "", "CAT"});
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("CAD")));
}

TEST_F(CaseReaderTest, NamesTheCallByTheBundlesLabels) {
  for (const double threshold : {0.0, 1.0}) {
    ModelBundle bundle = small_bundle();
    bundle.labels = {"sick", "well"};
    bundle.threshold = threshold;
    const CaseReading reading =
        CaseReader(bundle, 1).read(encode_png(drawn_screen(1)), "screen.png");
    EXPECT_EQ(reading.positive, threshold == 0.0);
    EXPECT_EQ(reading.label, threshold == 0.0 ? "sick" : "well");
  }
}

TEST_F(CaseReaderTest, NamesAScreenThatItCannotRead) {
  EXPECT_THAT(
      [&] {
        reader_->read(Bytes{1, 2, 3}, "broken.png");
      },
      FailsWith(ErrorCode::kBadFormat, testing::HasSubstr("broken.png")));
}

TEST_F(CaseReaderTest, RefusesAPictureWithoutAPolarMap) {
  const CaseReading reading = reader_->read(encode_png(black_screen()), "black.png");
  EXPECT_THAT(reading.refusals, testing::ElementsAre(testing::StartsWith("not a polar map")));
}

TEST(ViewRefusal, NamesAViewThatTheModelHasNotSeen) {
  ModelBundle model;
  EXPECT_FALSE(view_refusal({"AC", "rest", "F"}, model)) << "not known in the training";
  model.views = {{"AC", "stress", ""}, {"NAC", "stress", ""}};
  EXPECT_FALSE(view_refusal({"NAC", "stress", "F"}, model));
  EXPECT_FALSE(view_refusal({"", "stress", ""}, model));
  EXPECT_FALSE(view_refusal({}, model));
  EXPECT_EQ(view_refusal({"AC", "rest", "F"}, model),
            "it is said to be AC rest, and the model learned from AC stress, NAC stress");
  EXPECT_TRUE(view_refusal({"", "rest", ""}, model));
}

TEST_F(CaseReaderTest, HoldsSegmentsAgainstNormalMaps) {
  const PreparedMap map = prepare_screen({drawn_screen(2)}, "screen.png");
  NormalFile normal;
  EXPECT_THAT(segment_deviations(map, normal), testing::IsEmpty());
  const FloatImage uptake = recover_uptake(map).uptake;
  normal.add(uptake, map.disc);
  normal.add(uptake, map.disc);
  const auto segments = segment_deviations(map, normal);
  ASSERT_EQ(segments.size(), 17U);
  for (const SegmentDeviation& segment : segments) {
    EXPECT_NEAR(segment.z, 0, 1e-6);
    EXPECT_NEAR(segment.missing, 0, 1e-6);
  }
  PreparedMap small = map;
  small.disc.radius = 20;
  EXPECT_THAT(segment_deviations(small, normal), testing::IsEmpty());
}

TEST_F(CaseReaderTest, RefusesAMapWithFaultsInWords) {
  PreparedMap map = prepare_screen({drawn_screen(2)}, "screen.png");
  EXPECT_THAT(reader_->read(map).refusals, testing::IsEmpty());
  map.flags = {"text removed", "much filled"};
  EXPECT_THAT(reader_->read(map).refusals,
              testing::ElementsAre("too much of it was under letters or lines"));
}

NormalMaps two_normal_maps() {
  NormalMaps normals;
  for (const int screen : {2, 3}) {
    const PreparedMap map = prepare_screen({drawn_screen(screen)}, "normal.png");
    normals.add(recover_uptake(map).uptake, map.disc, {});
  }
  return normals;
}

// Each cell is what the answer loses when that cell shows the mean normal map.
TEST(CaseReaderOcclusion, CoversCellByCell) {
  ModelBundle bundle = small_bundle();
  bundle.normals = two_normal_maps();
  CaseReader reader(bundle, 1, {.occlusion = true});
  EXPECT_FALSE(reader.explains_side_by_side());
  const PreparedMap map = prepare_screen({drawn_screen(1)}, "screen.png");
  const CaseReading reading = reader.read(map);
  const ClassifierGraph network = build_classifier_graph(bundle);
  const Shape& shape = network.graph.layer(network.head.features).output;
  const CellGrid grid{static_cast<int>(shape[1]), static_cast<int>(shape[0])};
  const Picture normal = normal_picture(map, two_normal_maps().for_group({}));
  FloatImage cells(grid.columns, grid.rows, 1);
  for (size_t cell = 0; cell < grid.cells(); ++cell) {
    std::vector<bool> covered(grid.cells());
    covered[cell] = true;
    PreparedMap changed = map;
    changed.image = with_cells_replaced({map.image}, normal, grid, covered).shown;
    cells.samples[cell] =
        static_cast<float>(reading.members[0].logit - reader.read(changed).members[0].logit);
  }
  const Explanation expected = explain_map(cells, map.image.width, map.image.height, map.disc);
  const Explanation found = reader.explain(reading).map;
  ASSERT_EQ(found.has_positive_evidence, expected.has_positive_evidence);
  for (size_t i = 0; i < expected.signed_heat.samples.size(); ++i)
    ASSERT_NEAR(found.signed_heat.samples[i], expected.signed_heat.samples[i], 1e-4);
}

TEST(CaseReaderOcclusion, NeedsNormalMapsAndNoLayer) {
  CaseReader reader(small_bundle(), 1, {.occlusion = true});
  const CaseReading reading = reader.read(prepare_screen({drawn_screen(1)}, "screen.png"));
  EXPECT_THAT([&] { reader.explain(reading); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("no normal maps")));
  EXPECT_THAT([] { CaseReader(small_bundle(), 1, {.layer = "conv1_conv", .occlusion = true}); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("conv1_conv")));
}

}  // namespace
}  // namespace myolens
