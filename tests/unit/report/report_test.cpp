#include "myolens/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "tests/unit/report/page_checks.h"
#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using test::count;
using test::expect_balanced_tags;
using ::testing::HasSubstr;
using ::testing::Not;

// Cases without pictures: pages small enough for regular expressions.
ReportContent light_content() {
  ReportContent content = test::sample_content();
  for (TestCase& item : content.cases) {
    item.original = {};
    for (CaseMap& map : item.maps) map.heat_map = map.overlay = {};
  }
  return content;
}

ReportContent empty_content() {
  ReportContent content;
  content.title = "Nothing";
  return content;
}

std::string body_of(const std::string& page) { return page.substr(page.find("<body>")); }

TEST(Report, PageSaysResearchUseOnlyAtTopAndBottomAndOnEverySheet) {
  for (const ReportContent& content : {light_content(), empty_content()}) {
    const std::string page = render_report(content);
    const std::string body = body_of(page);
    const std::string top =
        "<header class=\"banner\">Research use only, not a medical device</header>";
    const std::string bottom =
        "<footer class=\"banner\">Research use only, not a medical device</footer>";
    EXPECT_EQ(body.find(top), std::string("<body>\n").size());
    EXPECT_EQ(body.rfind(bottom) + bottom.size(), body.find("\n</body>"));
    EXPECT_EQ(count(page, "-center { content: \"Research use only, not a medical device\""), 2u);
  }
}

TEST(Report, PageNeedsNothingFromOutsideAndRunsOneScript) {
  const std::string page = render_report(test::sample_content());
  EXPECT_EQ(count(page, "http"),
            count(page, "http-equiv") + count(page, "http://www.w3.org/2000/svg"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_EQ(count(page, "<script"), 1u);
  EXPECT_EQ(count(page, "script-src 'sha256-"), 1u);
  for (const std::string forbidden :
       {"<script ", "<link", "@import", "url(", "<iframe", "<object"}) {
    EXPECT_THAT(page, Not(HasSubstr(forbidden)));
  }
}

TEST(Report, HostileNamesStayText) {
  const std::string attack = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";
  ReportContent content = light_content();
  for (std::string* text : {&content.title,
                            &content.created,
                            &content.cohort.name,
                            &content.cohort.label_origin,
                            &content.cohort.splits[0].name,
                            &content.model.backbone,
                            &content.model.weights_origin,
                            &content.model.head,
                            &content.model.learning_rate_rule,
                            &content.model.selection_rule,
                            &content.model.selection_set,
                            &content.model.version,
                            &content.model.stages[0].name,
                            &content.model.stages[0].first_trained_layer,
                            &content.model.further[0].name,
                            &content.model.further[0].value,
                            &content.summary.confusion.classes.positive,
                            &content.summary.confusion.classes.negative,
                            &content.threshold_rule,
                            &content.baselines[0].set_name,
                            &content.baselines[0].rows[0].name,
                            &content.cases[0].patient,
                            &content.cases[0].file,
                            &content.cases[0].explained_class,
                            &content.cases[0].facts[0].name,
                            &content.cases[0].facts[0].value,
                            &content.cases[0].maps[0].method,
                            &content.cases[0].maps[0].remark,
                            &content.cases[0].maps[0].shares[0].territory,
                            &content.limits[0]}) {
    *text = attack;
  }
  content.cases[1].original = Image(8, 8, 3);
  content.cases[1].patient = attack;
  const std::string page = render_report(content);
  EXPECT_EQ(count(page, "<script"), 1u);  // our own
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, Not(HasSubstr("onerror='")));
  EXPECT_EQ(count(page, "<img"), 1u);
  expect_balanced_tags(page);
}

TEST(Report, SyntheticDataIsCalledSyntheticInTitleCaptionsAndEveryCase) {
  const ReportContent content = light_content();
  const std::string page = render_report(content);
  EXPECT_THAT(page, HasSubstr("\u2013 synthetic data</title>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"tag\">synthetic data</span></h1>"));
  EXPECT_EQ(count(page, "<span class=\"tag\">synthetic patient</span>"), content.cases.size());
  const std::regex caption("<(fig)?caption>(.*?)</(fig)?caption>");
  size_t captions = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), caption), end; it != end; ++it) {
    const std::string text = (*it)[2];
    if (text.find("AHA convention") != std::string::npos) continue;  // inside a marked case
    EXPECT_THAT(text, HasSubstr("(synthetic"));
    ++captions;
  }
  EXPECT_EQ(captions, 15u);  // ten tables, five figures
}

TEST(Report, RealDataIsNotCalledSynthetic) {
  ReportContent content = light_content();
  content.cohort.synthetic = false;
  content.cohort.name = "Hospital cohort";
  content.baselines.clear();
  EXPECT_THAT(render_report(content), Not(HasSubstr("ynthetic")));
}

TEST(Report, WeightsWithoutImageNetAreNeverCalledPreTrained) {
  ReportContent content = light_content();
  const std::regex pre_trained("pre-?trained", std::regex::icase);
  EXPECT_FALSE(std::regex_search(render_report(content), pre_trained));
  content.model.imagenet_trained = true;
  EXPECT_THAT(render_report(content), HasSubstr("yes: pre-trained on ImageNet"));
}

TEST(Report, MetricsTableHasBinaryAndMacroColumnsWithIntervalsAndTheirMethods) {
  const std::string page = render_report(light_content());
  EXPECT_THAT(page, HasSubstr("<tr><th scope=\"row\">Sensitivity</th><td>26/26</td><td>1.000</td>"
                              "<td>0.871 to 1.000<sup>a</sup></td><td>0.944</td>"));
  EXPECT_THAT(page, HasSubstr("<sup>a</sup> Wilson"));
  EXPECT_THAT(page, HasSubstr("<sup>c</sup> percentile bootstrap, 2000 resamples"));
}

TEST(Report, ConfusionTableShowsCounts) {
  const std::string page = render_report(light_content());
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">CAD</th><td>26</td><td>0</td><td>26</td>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">non-CAD</th><td>2</td><td>16</td><td>18</td>"));
}

TEST(Report, NumbersChosenOnTheTestSetAreMarkedWhereverTheyAppear) {
  ReportContent content = light_content();
  EXPECT_THAT(render_report(content), Not(HasSubstr("optimistic")));
  content.model.selected_on_test_set = true;
  // Plain words, caption of the metrics, training section, model card, both checklists.
  EXPECT_EQ(count(render_report(content), "optimistic"), 6u);
}

TEST(Report, ChosenEpochIsSaidToBeTheBestOnWhatChose) {
  ReportContent content = light_content();
  for (const auto& [set, words] :
       std::vector<std::pair<std::string, std::string>>{{"validation", "validation patients"},
                                                        {"test", "test patients"},
                                                        {kOutOfFold, "out-of-fold predictions"}}) {
    content.model.selection_set = set;
    EXPECT_THAT(render_report(content),
                HasSubstr("The chosen epoch is the best one on the " + words + "."));
  }
}

TEST(Report, ErrorsComeFirstAndTheMostConfidentOneAtTheTop) {
  const std::string page = render_report(light_content());
  const size_t confident = page.find("<bdi>SYN-1042</bdi>");
  const size_t doubtful = page.find("<bdi>SYN-1043</bdi>");
  EXPECT_LT(confident, doubtful);
  EXPECT_LT(page.rfind("Error: false alarm"), page.find("<p class=\"verdict\">Right"));
  EXPECT_EQ(count(page, "class=\"case error\""), 2u);
}

TEST(Report, MissedPatientsAndFalseAlarmsAreToldApart) {
  ReportContent content = light_content();
  content.cases[0].probability = 0.1;
  const std::string page = render_report(content);
  EXPECT_EQ(count(page, "Error: missed CAD"), 1u);
  EXPECT_EQ(count(page, "Error: false alarm"), 2u);
}

TEST(Report, CaseShowsThreePicturesInsideThePage) {
  ReportContent content = test::sample_content();
  content.cases.resize(1);
  // A JPEG starts with FF D8 FF, in base64 "/9j/".
  EXPECT_EQ(count(render_report(content), "src=\"data:image/jpeg;base64,/9j/"), 3u);
}

TEST(Report, ShareOfActivationStandsBesideItsShareOfArea) {
  ReportContent content = light_content();
  content.cases.resize(1);
  content.cases[0].maps[0].shares = {{"LAD", 0.609, 0.406}, {"none", 0.1, 0}};
  const std::string page = render_report(content);
  EXPECT_THAT(page,
              HasSubstr("<th scope=\"row\">LAD</th><td>60.9%</td><td>40.6%</td><td>1.50</td>"));
  EXPECT_THAT(page, HasSubstr("<td>0.0%</td><td>undefined</td>"));
  EXPECT_THAT(page, HasSubstr("by AHA convention"));
}

TEST(Report, CaseWithoutPositiveEvidenceSaysSoInsteadOfShares) {
  ReportContent content = light_content();
  content.cases.resize(1);
  content.cases[0].maps[0].no_positive_evidence = true;
  const std::string page = render_report(content);
  EXPECT_THAT(page, HasSubstr("No positive evidence"));
  EXPECT_THAT(page, Not(HasSubstr("class=\"shares\"")));
}

TEST(Report, EmptyPartsAreSaidToBeEmpty) {
  const std::string page = render_report(empty_content());
  EXPECT_THAT(page, HasSubstr("No test patients were judged"));
  EXPECT_THAT(page, HasSubstr("No simpler scores were measured"));
  EXPECT_THAT(page, HasSubstr("No training curves were recorded"));
  EXPECT_THAT(page, HasSubstr("No cases are shown"));
  EXPECT_THAT(page, HasSubstr("undefined"));
  expect_balanced_tags(page);
}

TEST(Report, TestSetOfOneClassGivesUndefinedMeasures) {
  ReportContent content = light_content();
  const std::vector<ScoredCase> one_class{{"a", "a.png", 1, .9}, {"b", "b.png", 1, .2}};
  content.summary = summarise(one_class, 0.5, 1);
  content.roc = roc_points(one_class);
  const std::string page = render_report(content);
  EXPECT_THAT(page,
              HasSubstr("<th scope=\"row\">Specificity</th><td>\u2013</td><td>undefined</td>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">AUC</th><td>\u2013</td><td>undefined</td>"));
}

TEST(Report, IntervalThatResamplingCannotGiveIsExplained) {
  ReportContent content = light_content();
  const std::vector<ScoredCase> perfect{{"a", "a.png", 1, .9}, {"b", "b.png", 0, .2}};
  content.summary = summarise(perfect, 0.5, 1);
  const std::string page = render_report(content);
  EXPECT_THAT(page, HasSubstr("<td>not given</td>"));
  EXPECT_THAT(page, HasSubstr("resampling has no interval to give"));
}

TEST(Report, ColoursOfPlotsAreReplacedOnADarkPage) {
  test::expect_dark_colours(render_report(light_content()));
}

TEST(Report, TagsOfTheWholePageAreBalanced) {
  expect_balanced_tags(render_report(light_content()));
}

TEST(Report, CasesThatMakeNoSenseAreRefused) {
  ReportContent content = light_content();
  content.cases[3].probability = 1.5;
  EXPECT_THROW(render_report(content), Error);
  content.cases[3].probability = 0.5;
  content.cases[3].truth = 2;
  EXPECT_THROW(render_report(content), Error);
}

}  // namespace
}  // namespace myolens
