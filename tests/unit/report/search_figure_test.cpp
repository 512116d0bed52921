#include "myolens/report/search_figure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/report/page_checks.h"

namespace myolens {
namespace {

using test::count;
using ::testing::HasSubstr;
using ::testing::Not;

SearchRun run_of(int trial, std::vector<int64_t> units, double loss) {
  SearchRun run;
  run.trial = trial;
  run.epochs = 1;
  run.hidden_units = std::move(units);
  run.dropout = 0.1 * trial;
  run.a = 3 + 0.1 * trial;
  run.l2 = trial == 0 ? 0 : 1e-5;
  run.batch_size = 16;
  run.best_epoch = 1;
  run.loss = loss;
  run.accuracy = 0.8;
  return run;
}

// Four configurations, the second of which went on for another rung and was chosen.
ReportContent searched_content() {
  ReportContent content;
  content.model.selection_set = kOutOfFold;
  SearchRecord search;
  search.runs = {run_of(0, {}, 0.5), run_of(1, {32}, 0.4), run_of(2, {64, 32}, 0.6),
                 run_of(3, {32}, 0.55), run_of(1, {32}, 0.35)};
  search.runs[4].epochs = 3;
  search.runs[4].chosen = true;
  search.seconds = 12.34;
  content.model.search = search;
  return content;
}

TEST(SearchFigure, SaysHowManyConfigurationsRunsAndSeconds) {
  const std::string html = search_section(searched_content()).str();
  EXPECT_THAT(html, HasSubstr("Hyperband tried 4 configurations"));
  EXPECT_THAT(html, HasSubstr("5 runs of rungs in 12.3 s, judged by the loss on the out-of-fold "
                              "predictions."));
}

TEST(SearchFigure, DrawsEveryConfigurationOnceInEveryPanelThatMeansSomethingToIt) {
  const std::string html = search_section(searched_content()).str();
  EXPECT_EQ(count(html, "<svg"), 6u);
  // Four in each panel but those of units and dropout, which need a hidden layer.
  EXPECT_EQ(count(html, "<circle"), 6u * 4 - 2);
  EXPECT_EQ(count(html, "r=\"5.0\" fill=\"#b8500b\""), 6u);  // the chosen one
}

TEST(SearchFigure, ConfigurationsThatWentAstrayAreCountedAndNotDrawn) {
  ReportContent content = searched_content();
  content.model.search->runs[0].loss = 40;
  content.model.search->runs[2].loss.reset();
  const std::string html = search_section(content).str();
  EXPECT_EQ(count(html, "<circle"), 2u * 6);
  EXPECT_THAT(html, HasSubstr("Not drawn: 1 with a loss above"));
  EXPECT_THAT(search_section(searched_content()).str(), Not(HasSubstr("Not drawn")));
}

TEST(SearchFigure, TableBeginsWithTheChosenOne) {
  const std::string html = search_section(searched_content()).str();
  EXPECT_THAT(html, HasSubstr("<tbody>\n<tr><th scope=\"row\">1 <span class=\"mark\">chosen</span>"
                              "</th><td>32</td><td>0.1</td><td>3.1</td><td>0.00001</td>"
                              "<td>16</td><td>3</td><td>1</td><td>0.350</td><td>0.800</td>"));
  EXPECT_THAT(html, HasSubstr("<td>none</td><td>\u2013</td>"));
}

// Configuration 0 has the highest accuracy, though not the lowest loss.
TEST(SearchFigure, SearchByAccuracyShowsAccuracies) {
  ReportContent content = searched_content();
  SearchRecord& search = *content.model.search;
  search.by_accuracy = true;
  search.runs[4].chosen = false;
  search.runs[0].chosen = true;
  search.runs[0].accuracy = 0.95;
  const std::string html = search_section(content).str();
  EXPECT_THAT(html, HasSubstr("judged by the accuracy on the"));
  EXPECT_THAT(html, HasSubstr("<tbody>\n<tr><th scope=\"row\">0 <span"));
  EXPECT_EQ(count(html, ">accuracy<"), 6u);
  EXPECT_EQ(count(html, ">loss<"), 0u);
}

TEST(SearchFigure, SmallStepsAreWrittenAsPowersOfTen) {
  EXPECT_THAT(search_section(searched_content()).str(), HasSubstr(">10\u207B\u2075<"));
}

TEST(SearchFigure, WithoutASearchThereIsNothing) { EXPECT_EQ(search_section({}).str(), ""); }

}  // namespace
}  // namespace myolens
