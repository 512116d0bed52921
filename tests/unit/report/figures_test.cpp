#include "myolens/report/figures.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/imaging/codec.h"
#include "myolens/report/printer.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/report/page_checks.h"
#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> names_of(const std::vector<Figure>& figures) {
  std::vector<std::string> names;
  for (const Figure& figure : figures) names.push_back(figure.name);
  return names;
}

TEST(Figures, AreThoseThatWereMeasured) {
  EXPECT_THAT(
      names_of(report_figures(test::sample_content({.cases = 44, .methods = 0}))),
      ElementsAre("roc", "precision_recall", "calibration", "decision_curve", "accuracy", "loss"));
  EXPECT_THAT(names_of(report_figures({})), ElementsAre("roc"));  // drawn as undefined
}

TEST(Figures, CarryTheNoticeAndSayWhenPatientsAreSynthetic) {
  ReportContent content = test::sample_content({.cases = 44, .methods = 0});
  for (const Figure& figure : report_figures(content)) {
    EXPECT_THAT(figure.svg, HasSubstr("Research use only, not a medical device"));
    EXPECT_THAT(figure.svg, HasSubstr(">Synthetic patients.<"));
    test::expect_balanced_tags(figure.svg);
  }
  content.cohort.synthetic = false;
  for (const Figure& figure : report_figures(content))
    EXPECT_THAT(figure.svg, Not(HasSubstr("ynthetic")));
}

std::optional<Printer> installed_printer() {
  try {
    return Printer();
  } catch (const Error&) {
    return std::nullopt;
  }
}

TEST(Printer, BrowserThatPrintsNothingIsAnError) {
  const TemporaryFolder folder;
  const Printer printer("/bin/true");
  try {
    printer.print("<p>", folder / "page.pdf");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("/bin/true"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_THROW(Printer("/no/such/program").print("<p>", folder / "page.pdf"), Error);
}

TEST(Printer, PrintsAPageAndLeavesNothingElse) {
  const auto printer = installed_printer();
  if (!printer) GTEST_SKIP() << "there is no Chromium";
  const TemporaryFolder folder;
  const auto target = folder / "a page's name, with \u00E4 & #.pdf";
  printer->print("<!DOCTYPE html><p>One page.", target);
  EXPECT_THAT(read_text_file(target), testing::StartsWith("%PDF-"));
  EXPECT_EQ(list_files(folder.path()).size(), 1u);
}

TEST(Printer, DrawsAFigureAtFourTimesItsSize) {
  const auto printer = installed_printer();
  if (!printer) GTEST_SKIP() << "there is no Chromium";
  const TemporaryFolder folder;
  const Figure figure{"square",
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 20\">"
                      "<rect x=\"10\" width=\"20\" height=\"20\" fill=\"#0000ff\"/></svg>",
                      {30, 20}};
  const Image image = decode_image(printer->draw(figure, folder.path()), "square");
  EXPECT_EQ(image.width, 120);
  EXPECT_EQ(image.height, 80);
  const auto colour = [&](int x, int y) {
    const uint8_t* at = image.pixel(x, y);
    return std::vector<int>(at, at + 3);
  };
  EXPECT_THAT(colour(20, 40), ElementsAre(255, 255, 255));
  EXPECT_THAT(colour(60, 75), ElementsAre(0, 0, 255));
}

}  // namespace
}  // namespace myolens
