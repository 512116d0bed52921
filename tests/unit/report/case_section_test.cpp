#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "myolens/report/case_card.h"
#include "myolens/report/case_pictures.h"
#include "myolens/report/sections.h"
#include "tests/unit/report/page_checks.h"
#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using test::count;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ReportContent few_cases(int methods) {
  return test::sample_content({.cases = 3, .methods = methods, .side = 16});
}

TEST(CaseSection, FilterCountsTheCasesOfEveryKind) {
  ReportContent content = test::sample_content({.cases = 44, .methods = 0, .side = 1});
  content.cases[0].probability = 0.45;  // missed, and near the threshold
  content.cases[1].probability = 0.6;   // near it still: the limit counts
  for (size_t i = 2; i < 44; ++i) content.cases[i].probability = content.cases[i].truth;
  content.cases[43].probability = 0.99;  // a false alarm
  const std::string section = case_section(content).str();
  for (const std::string option : {"all (44)", "wrong (2)", "missed CAD (1)", "false alarms (1)",
                                   "right (42)", "near the threshold (2)"}) {
    EXPECT_THAT(section, HasSubstr(">" + option + "</option>"));
  }
}

TEST(CaseSection, OneMethodNeedsNoSwitch) {
  const std::string section = case_section(few_cases(1)).str();
  EXPECT_THAT(section, Not(HasSubstr("case-method")));
  EXPECT_THAT(section, Not(HasSubstr("<noscript")));
}

TEST(CaseSection, FurtherMethodsWaitUntilTheyAreWanted) {
  const ReportContent content = few_cases(3);
  EXPECT_THAT(method_names(content.cases), ElementsAre("Grad-CAM", "Grad-CAM++", "LayerCAM"));
  const std::string section = case_section(content).str();
  EXPECT_THAT(section, HasSubstr("<option value=\"2\">LayerCAM</option>"));
  // Pictures and shares of two methods in each of three cases.
  EXPECT_EQ(count(section, "<noscript"), 12u);
  EXPECT_EQ(count(section, "</noscript>"), 12u);
  EXPECT_EQ(count(section, "<img"), 3u * (1 + 2 * 3));
  test::expect_balanced_tags(section);
}

TEST(CaseSection, ShowsUptakeBesideTheMap) {
  ReportContent content = few_cases(1);
  content.cases[0].segments = {{"apical anterior", -3.24, 0.31}};
  content.cases[0].maps[0].segment_shares = {{"apical anterior", 0.2, 0.05}};
  content.cases[0].maps[0].remark = "The same as HiResCAM here.";
  const std::string section = case_section(content).str();
  EXPECT_THAT(section, HasSubstr("<td>\u22123.2</td><td>31.0%</td>"));
  EXPECT_THAT(section, HasSubstr("<td>20.0%</td><td>5.0%</td><td>4.00</td>"));
  EXPECT_THAT(section, HasSubstr("coarser than the segments"));
  EXPECT_THAT(section, HasSubstr("<p>The same as HiResCAM here.</p>"));
}

TEST(CasePictures, AreAsLargeAsTheLimitAllows) {
  const ReportContent content = test::sample_content({.cases = 4, .methods = 1, .side = 320});
  const CasePictures generous(content.cases);
  EXPECT_EQ(generous.side(), 320);
  const size_t limit = 4 * (2 * generous.data_uri(content.cases[0].original).size()) / 2;
  const CasePictures narrow(content.cases, limit);
  EXPECT_LT(narrow.side(), 320);
  size_t bytes = 0;
  for (const TestCase& item : content.cases) {
    bytes += narrow.data_uri(item.original).size() + narrow.data_uri(item.maps[0].overlay).size() +
             narrow.heat_data_uri(item.maps[0].heat_map).size();
  }
  EXPECT_LE(bytes, limit);
}

TEST(CasePictures, OfNoCasesNeedNoRoom) { EXPECT_EQ(CasePictures({}).side(), 320); }

}  // namespace
}  // namespace myolens
