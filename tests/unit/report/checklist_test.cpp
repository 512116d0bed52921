#include "myolens/report/checklist.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "myolens/report/sections.h"
#include "tests/unit/report/page_checks.h"
#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using test::count;
using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::string> numbers_of(const Checklist& list) {
  std::set<std::string> numbers;
  for (const ChecklistItem& item : list) numbers.emplace(item.number.text());
  return numbers;
}

const ChecklistItem& item_of(const Checklist& list, const std::string& number) {
  return *std::ranges::find_if(
      list, [&](const ChecklistItem& item) { return item.number.text() == number; });
}

// Collins et al. 2024: 27 items, 52 with their parts.
TEST(Checklist, TripodHasAllItemsOnce) {
  const Checklist list = tripod_checklist(test::sample_content());
  EXPECT_EQ(list.size(), 52u);
  const auto numbers = numbers_of(list);
  EXPECT_EQ(numbers.size(), 52u);
  for (int item = 1; item <= 27; ++item) {
    const std::string number = std::to_string(item);
    EXPECT_TRUE(numbers.contains(number) || numbers.contains(number + "a")) << number;
  }
}

// Tejani et al. 2024: 44 items.
TEST(Checklist, ClaimHasAllItemsInOrder) {
  const Checklist list = claim_checklist(test::sample_content());
  ASSERT_EQ(list.size(), 44u);
  for (size_t i = 0; i < 44; ++i) EXPECT_EQ(list[i].number.text(), std::to_string(i + 1));
}

TEST(Checklist, SaysWhatTheRunKnows) {
  const ReportContent content = test::sample_content();
  EXPECT_THAT(item_of(tripod_checklist(content), "21").known,
              HasSubstr("Test 26 CAD and 18 non-CAD"));
  EXPECT_THAT(item_of(claim_checklist(content), "22").known, HasSubstr("ResNet152V2"));
  EXPECT_FALSE(item_of(claim_checklist(content), "22").author_left);
  EXPECT_THAT(item_of(claim_checklist(content), "35").known,
              HasSubstr("221 pictures given to the preparation, 3 refused by it (no polar map "
                        "found: 2; damaged file: 1)"));
}

TEST(Checklist, WhatNobodyMeasuredIsLeftToTheAuthor) {
  const Checklist list = claim_checklist({});
  for (const std::string number : {"9", "13", "24", "32", "37", "44"})
    EXPECT_TRUE(item_of(list, number).author_left) << number;
}

TEST(Checklist, OfARealCohortNeverSaysSynthetic) {
  ReportContent content = test::sample_content();
  content.cohort.synthetic = false;
  content.cohort.name = "Hospital";
  content.baselines.clear();
  EXPECT_THAT(checklist_section(content).str(), Not(HasSubstr("ynthetic")));
}

TEST(ModelCard, NamesLimitsOfTheMapsAndWhatIsNotStated) {
  const std::string card = model_card(test::sample_content()).str();
  EXPECT_THAT(card, HasSubstr("divided by its own maximum"));
  EXPECT_THAT(card, HasSubstr("cannot tell ischaemia from scar"));
  EXPECT_THAT(card, HasSubstr("Not stated when the cohort was prepared."));
  ReportContent stated = test::sample_content();
  stated.card.reference_standard = "invasive angiography, 70 % stenosis";
  EXPECT_THAT(model_card(stated).str(), HasSubstr("<dd>invasive angiography, 70 % stenosis. "));
  for (const Checklist& list : {tripod_checklist(stated), claim_checklist(stated)}) {
    EXPECT_TRUE(std::ranges::any_of(list, [](const ChecklistItem& item) {
      return item.known.starts_with("invasive angiography");
    }));
  }
  EXPECT_THAT(card, HasSubstr("<code>" + std::string(64, 'a') + "</code>"));
  EXPECT_THAT(model_card({}).str(), HasSubstr("not known to this run"));
}

TEST(SubgroupSection, HasARowPerGroupAndSaysWhenNoneWereMeasured) {
  const std::string section = subgroup_section(test::sample_content()).str();
  EXPECT_THAT(section, HasSubstr("<th scope=\"row\">F</th><td>13/13</td><td>1.000</td>"));
  EXPECT_THAT(section, HasSubstr("colspan=\"9\">sex</th>"));
  EXPECT_THAT(subgroup_section({}).str(), HasSubstr("No subgroups were measured"));
}

TEST(CurveSection, SaysWhatWasNotMeasured) {
  EXPECT_THAT(curve_section({}).str(),
              HasSubstr("precision against recall, calibration, decision curve."));
  const std::string section = curve_section(test::sample_content()).str();
  EXPECT_EQ(count(section, "<figure>"), 3u);
  EXPECT_THAT(section, Not(HasSubstr("Not measured")));
  EXPECT_THAT(section, HasSubstr("Too few cases to judge calibration:</strong> 26 CAD and 18"));
}

}  // namespace
}  // namespace myolens
