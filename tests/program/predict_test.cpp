#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "myolens/base/csv.h"
#include "myolens/base/notice.h"
#include "myolens/cohort/manifest.h"
#include "tests/program/screens.h"
#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A model of the small cohort, a folder with two of its maps, a black one and a file that is
// broken.
class PredictTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    ASSERT_EQ(run_myolens(SmallCohort::shared().train_words(run())).exit_code, 0);
    take_two_assessed(SmallCohort::shared().prepared() / "images");
    write_screen(black(), black_screen());
    folder_->write("broken.png", "\x89PNG\r\n\x1a\n and no more");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static void take_two_assessed(const fs::path& images) {
    fs::create_directory(screens());
    int number = 0;
    const json answer = predict_json({images});
    for (const json& one : answer.at("cases")) {
      if (number == 2 || !one["assessed"].get<bool>()) continue;
      fs::copy_file(one["file"].get<std::string>(),
                    screens() / (std::to_string(++number) + ".png"));
    }
    ASSERT_EQ(number, 2);
  }

  static fs::path run() { return *folder_ / "run"; }
  static fs::path screens() { return *folder_ / "screens"; }
  static fs::path black() { return *folder_ / "black.png"; }
  static fs::path broken() { return *folder_ / "broken.png"; }

  static RunResult predict(const Words& words) {
    return run_myolens(Words{"predict", run()} + words);
  }
  static json predict_json(const Words& words) {
    return json::parse(predict(words + Words{"--json"}).out);
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(PredictTest, WritesOverNoPictureAndNotTwice) {
  const fs::path picture = screens() / "1.png";
  const Bytes before = read_file(picture);
  for (const char* option : {"--csv", "--html"}) {
    const RunResult result = predict({screens(), option, picture});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("one of the files to read"));
  }
  EXPECT_EQ(read_file(picture), before);
  const fs::path both = *folder_ / "both";
  EXPECT_THAT(predict({picture, "--csv", both, "--html", both}).err, HasSubstr("same file"));
}

TEST_F(PredictTest, NamesWhatIsNoFileAndGoesOn) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe.png").c_str(), 0600), 0);
  const RunResult result = predict({folder / "pipe.png", screens() / "1.png", "--json"});
  EXPECT_EQ(result.exit_code, 3);
  const json answer = json::parse(result.out);
  EXPECT_EQ(answer.at("cases").size(), 1U);
  EXPECT_EQ(answer.at("errors").size(), 1U);
}

// Two screens of the small cohort as one picture, and a manifest of `rows`.
void write_pair(const TemporaryFolder& folder, const std::string& rows) {
  const Cohort cohort = read_cohort(SmallCohort::shared().screens(), {});
  const auto screen = [&](size_t i) {
    const fs::path& file = cohort.entries.at(i).file;
    return decode_image(read_file(file), file.string());
  };
  write_screen(folder / "pair.png", side_by_side(screen(0), screen(1)));
  folder.write("manifest.csv", "patient,file,label,disc,frame\n" + rows);
}

TEST_F(PredictTest, ReadsEverySoundRowOfAManifestAndNamesTheOthers) {
  const TemporaryFolder folder;
  write_pair(folder,
             "P1,pair.png,CAD,left,\nP1,pair.png,CAD,right,\nP2,2.png,CAD,,\n"
             "P1,pair.png,CAD,rest,\n");
  const fs::path table = folder / "answers.csv";
  const RunResult result = predict({folder.path(), "--json", "--csv", table});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  const json answer = json::parse(result.out);
  ASSERT_EQ(answer.at("cases").size(), 2U);
  EXPECT_EQ(answer["cases"][0]["disc"], "left");
  EXPECT_EQ(answer["cases"][1]["disc"], "right");
  ASSERT_EQ(answer.at("errors").size(), 2U);
  EXPECT_THAT(answer["errors"][0]["message"].get<std::string>(),
              AllOf(HasSubstr("line 4"), HasSubstr("2.png does not exist")));
  EXPECT_EQ(answer["errors"][1]["disc"], "rest");
  const Table csv = read_table(table);
  EXPECT_EQ(csv.rows.at(1)[csv.column("disc", "")], "right");
  for (size_t i = 0; i < 2; ++i) {
    const json alone = predict_json({folder / "pair.png", "--disc", i == 0 ? "left" : "right"});
    EXPECT_EQ(answer["cases"][i].value("probability", -1.0),
              alone["cases"][0].value("probability", -1.0));
    EXPECT_EQ(answer["cases"][i].value("reasons", json()),
              alone["cases"][0].value("reasons", json()));
  }
}

TEST_F(PredictTest, WritesOverNoFileThatAManifestNames) {
  const TemporaryFolder folder;
  write_pair(folder,
             "P1,pair.png,CAD,left,x\n"
             "P1,pair.png,CAD,right,\n");
  for (const char* name : {"pair.png", "manifest.csv"}) {
    const Bytes before = read_file(folder / name);
    EXPECT_EQ(predict({folder.path(), "--csv", folder / name}).exit_code, 2) << name;
    EXPECT_EQ(read_file(folder / name), before) << name;
  }
}

TEST_F(PredictTest, CountsAScreenOnceForALayout) {
  const TemporaryFolder folder;
  write_pair(folder, "P1,pair.png,CAD,left,\nP1,pair.png,CAD,right,\n");
  EXPECT_EQ(
      run_myolens({"layout", "detect", folder.path(), "--out", folder / "pair.png"}).exit_code, 2);
  const RunResult result =
      run_myolens({"layout", "detect", folder.path(), "--out", folder / "layout.toml"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("2 polar maps shared by the 1 screens"));
  const RunResult refused = predict({screens(), "--layout", folder / "layout.toml"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("the layout has several discs, none is chosen; choose from"));
}

TEST_F(PredictTest, NamesALinkToNothingInAFolder) {
  const TemporaryFolder folder;
  fs::copy_file(screens() / "1.png", folder / "1.png");
  fs::create_symlink("nowhere", folder / "2.png");
  const RunResult result = predict({folder.path()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("not read: "), HasSubstr("2.png: a link to nothing")));
}

TEST_F(PredictTest, GivesItsListsEvenWhereTheyAreEmpty) {
  const json answer = predict_json({screens()});
  EXPECT_TRUE(answer.at("errors").empty());
  EXPECT_EQ(answer.at("cases").size(), 2U);
  const json none = predict_json({broken()});
  EXPECT_TRUE(none.at("cases").empty());
}

TEST_F(PredictTest, ExplainsNothingOfABundleAlone) {
  const RunResult result = run_myolens({"explain", run() / "bundle"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("without its run's test patients; name screens"));
}

TEST_F(PredictTest, ExplainsTestPatientsByOneRecipeOnly) {
  for (const Words& more : {Words{"--class", "non-CAD"}, Words{"--method", "occlusion"},
                            Words{"--layer", "relu"}, Words{"--out", *folder_ / "maps"}}) {
    const RunResult result = run_myolens(Words{"explain", run()} + more);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr(more[0] + " is for pictures that are named"));
  }
}

TEST_F(PredictTest, PrintsATable) {
  const RunResult result = predict({screens()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Probability of CAD"), HasSubstr("1.png"),
                                HasSubstr("2.png"), HasSubstr(kNotice)));
}

TEST_F(PredictTest, GoesOnBehindABrokenFileAndARefusedOne) {
  const RunResult result = predict({broken(), black(), screens()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("not read: " + broken().string()),
                                HasSubstr("not assessed"), HasSubstr("2.png")));
  EXPECT_EQ(predict({black(), screens()}).exit_code, 4);
}

TEST_F(PredictTest, AnswersAlikeWhateverTheThreads) {
  const Words words{screens(), black(), "--json"};
  EXPECT_EQ(predict(words + Words{"--threads", "1"}).out,
            predict(words + Words{"--threads", "3"}).out);
}

TEST_F(PredictTest, GivesSharesAsJsonAndCsv) {
  const fs::path table = *folder_ / "answers.csv";
  const json cases = predict_json({screens(), black(), "--csv", table})["cases"];
  ASSERT_EQ(cases.size(), 3u);
  const Table csv = read_table(table);
  ASSERT_EQ(csv.rows.size(), 3u);
  for (size_t i = 0; i < 2; ++i) {
    double sum = 0;
    for (const auto& share : cases[i]["territory_shares"]) sum += share.get<double>();
    EXPECT_NEAR(sum, cases[i]["positive_evidence"].get<bool>() ? 1 : 0, 1e-9);
    const std::string share = csv.rows[i][csv.column("lad_share", "")];
    EXPECT_NEAR(std::stod(share), cases[i]["territory_shares"]["LAD"].get<double>(), 1e-4);
    EXPECT_EQ(csv.rows[i][csv.column("call", "")], cases[i]["call"]);
    EXPECT_EQ(cases[i]["uptake"]["segments"].size(), 17u);
  }
  EXPECT_EQ(csv.rows[2][csv.column("assessed", "")], "no");
  EXPECT_EQ(csv.rows[2][csv.column("lad_share", "")], "");
}

// The small cohort is of stress maps with attenuation correction.
TEST_F(PredictTest, AssessesNoMapThatIsSaidToBeOfAnotherView) {
  const RunResult result = predict({screens(), "--state", "rest"});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.out, HasSubstr("it is said to be rest, and the model learned from AC stress"));
  EXPECT_EQ(predict({screens(), "--state", "stress", "--view", "AC"}).exit_code, 0);
}

TEST_F(PredictTest, WritesAPage) {
  const fs::path page = *folder_ / "page.html";
  EXPECT_EQ(predict({screens(), black(), broken(), "--html", page}).exit_code, 3);
  const std::string text = read_text_file(page);
  EXPECT_THAT(text, AllOf(HasSubstr("the probability of CAD is"), HasSubstr("Not assessed"),
                          HasSubstr("broken.png"), HasSubstr("Heat map"),
                          HasSubstr("Research use only, not a medical device")));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("http://")), Not(HasSubstr("https://"))));
}

// 0.2 are odds of a quarter.
TEST_F(PredictTest, MovesProbabilitiesToAPrevalenceAndNoCall) {
  const json plain = predict_json({screens()});
  const json moved = predict_json({screens(), "--prevalence", "0.2"});
  const auto odds = [](double p) { return p / (1 - p); };
  const double training = moved["training_prevalence"];
  for (size_t i = 0; i < 2; ++i) {
    const json& one = moved["cases"][i];
    EXPECT_EQ(one["call"], plain["cases"][i]["call"]);
    EXPECT_EQ(one["probability"], plain["cases"][i]["probability"]);
    EXPECT_NEAR(odds(one["probability_at_prevalence"]) / odds(one["probability"]),
                0.25 / odds(training), 1e-9);
    EXPECT_EQ(one["probability_at_prevalence"] >= moved["threshold_at_prevalence"],
              one["call"] == "CAD");
  }
  for (const std::string share : {"0", "1", "1.5", "many"}) {
    const RunResult refused = predict({screens(), "--prevalence", share});
    EXPECT_EQ(refused.exit_code, 2) << share;
    EXPECT_THAT(refused.err, HasSubstr("share between 0 and 1")) << share;
  }
}

TEST_F(PredictTest, EvaluationsGivePredictiveValuesAtAPrevalence) {
  const RunResult result = run_myolens({"evaluate", run(), "--prevalence", "0.2", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json answer = json::parse(result.out);
  const json& binary = answer["summary"]["binary"];
  const json& value = answer["at_prevalence"]["negative_predictive_value"]["value"];
  if (value.is_null()) return;  // nobody called so
  const double sensitivity = binary["sensitivity"]["value"];
  const double specificity = binary["specificity"]["value"];
  EXPECT_NEAR(value, 0.8 * specificity / (0.8 * specificity + 0.2 * (1 - sensitivity)), 1e-12);
}

}  // namespace
}  // namespace myolens
