#include "myolens/report/prediction_page.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/report/prediction_case.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/report/page_checks.h"

namespace myolens {
namespace {

using test::count;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TestCase called(const std::string& name, double probability) {
  TestCase item;
  item.patient = name;
  item.truth = kUnknownTruth;
  item.probability = probability;
  item.original = Image(16, 16, 3);
  return item;
}

TestCase refused(const std::string& name) {
  TestCase item = called(name, 0);
  item.refusals = {"letters or lines remain on it"};
  return item;
}

PredictionContent content_of(std::vector<TestCase> cases) {
  PredictionContent content;
  content.model = "resnet50";
  content.version = "1.2.3";
  content.created = "2025-01-15";
  content.threshold = 0.4;
  content.cases = std::move(cases);
  return content;
}

TEST(PredictionPage, SaysTheAnswerInWords) {
  const std::string page =
      render_predictions(content_of({called("a.png", 0.832), called("b.png", 0.35)}));
  EXPECT_THAT(page, HasSubstr("Called <b>CAD</b>: the probability of CAD is <b>0.832</b>, not "
                              "below the threshold of 0.4.</p>"));
  EXPECT_THAT(page, HasSubstr("Called <b>non-CAD</b>: the probability of CAD is <b>0.350</b>, "
                              "below the threshold of 0.4 but near it.</p>"));
  EXPECT_THAT(page, HasSubstr("1 called CAD, 1 called non-CAD, 0 not assessed."));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("Truth")), Not(HasSubstr("class=\"case error\""))));
}

// A probability beside the reasons would be taken for an answer.
TEST(PredictionPage, GivesReasonsInPlaceOfAnAnswer) {
  const std::string page = render_predictions(content_of({refused("a.png")}));
  EXPECT_THAT(page,
              AllOf(HasSubstr("Not assessed"), HasSubstr("<li>letters or lines remain on it</li>"),
                    HasSubstr("data-outcome=\"refused\""),
                    HasSubstr("0 called CAD, 0 called non-CAD, 1 not assessed.")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("the probability of CAD is")),
                          Not(HasSubstr("<svg class=\"bar\""))));
}

TEST(PredictionPage, FiltersByTheCall) {
  const std::string page = render_predictions(
      content_of({called("a", 0.9), called("b", 0.1), called("c", 0.41), refused("d")}));
  for (const std::string option : {"all (4)", "called CAD (2)", "called non-CAD (1)",
                                   "near the threshold (1)", "not assessed (1)"}) {
    EXPECT_THAT(page, HasSubstr(">" + option + "</option>"));
  }
}

TEST(PredictionPage, ExplainsFlagsAndNamesFilesThatAreNoPictures) {
  PredictionContent content = content_of({called("a", 0.9)});
  content.cases[0].flags = {"text removed"};
  content.cases[0].segments = {{"apical anterior", -3.24, 0.31}};
  content.cases[0].segments_against = "AC stress F";
  content.unread = {{"notes.txt", "is no picture"}};
  const std::string page = render_predictions(content);
  EXPECT_THAT(page, HasSubstr("<b>text removed</b>: Letters, numbers or lines inside the circle"));
  EXPECT_THAT(page, HasSubstr("<bdi>notes.txt</bdi>: is no picture"));
  EXPECT_THAT(page, HasSubstr("normal maps of the training part (AC stress F)"));
  EXPECT_THAT(page, HasSubstr("<details open>"));
}

TEST(PredictionPage, IsSafeAndWhole) {
  PredictionContent content = content_of({called("<script>alert(1)</script>", 0.9)});
  content.cases[0].refusals = {};
  content.unread = {{"<img src=x>", "\"quoted\""}};
  const std::string page = render_predictions(content);
  test::expect_balanced_tags(page);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script>alert")), Not(HasSubstr("<img src=x")),
                          Not(HasSubstr("http://")), Not(HasSubstr("https://"))));
  EXPECT_GE(count(page, "Research use only, not a medical device"), 2u);
  EXPECT_THAT(page, HasSubstr("synthetic data"));
}

TEST(PredictionPage, RefusesWhatItCannotShow) {
  EXPECT_THAT([] { render_predictions(content_of({called("a", std::nan(""))})); },
              FailsWith(ErrorCode::kBadData, HasSubstr("probability")));
  EXPECT_THAT(
      [] { render_predictions(content_of(std::vector<TestCase>(kPageCases + 1, called("a", 0)))); },
      FailsWith(ErrorCode::kLimitExceeded, HasSubstr("at most 500")));
  EXPECT_THAT(render_predictions(content_of({})), HasSubstr("0 called CAD"));
}

TEST(PredictedCase, TakesWhatTheReaderFound) {
  CaseFileReading one;
  one.reading.map.image = Image(64, 64, 3);
  one.reading.map.disc = {32, 32, 32};
  one.reading.map.flags = {"low contrast"};
  one.reading.probability = 0.75;
  CaseExplanation explained;
  explained.map = explain_map(FloatImage(1, 1, 1), 64, 64, one.reading.map.disc);
  one.explanation = explained;
  one.segments.resize(kSegments);
  one.segments[16] = {-2.5, 0.25};
  one.normal_group = {.sex = "F"};
  const TestCase item = predicted_case({"folder/a.png"}, one, "CAD");
  EXPECT_EQ(item.patient, "a.png");
  EXPECT_EQ(item.file, "folder/a.png");
  EXPECT_EQ(item.truth, kUnknownTruth);
  EXPECT_EQ(item.probability, 0.75);
  EXPECT_EQ(item.flags, one.reading.map.flags);
  EXPECT_EQ(item.segments_against, "F");
  ASSERT_EQ(item.segments.size(), 17u);
  EXPECT_EQ(item.segments[16].segment, "apex");
  EXPECT_EQ(item.segments[16].z_score, -2.5);
  ASSERT_EQ(item.maps.size(), 1u);
  EXPECT_TRUE(item.maps[0].no_positive_evidence);
}

TEST(PredictedCase, ShowsNoHeatOfARefusedOne) {
  CaseFileReading one;
  one.reading.refusals = {"not a polar map"};
  EXPECT_TRUE(predicted_case({"a.png"}, one, "CAD").original.samples.empty());
  one.reading.map.image = Image(64, 64, 3);
  const TestCase item = predicted_case({"a.png"}, one, "CAD");
  EXPECT_FALSE(item.original.samples.empty());
  EXPECT_TRUE(item.maps.empty());
}

}  // namespace
}  // namespace myolens
