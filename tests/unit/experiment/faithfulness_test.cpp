#include "myolens/experiment/faithfulness.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/base/file.h"
#include "myolens/experiment/faithfulness_files.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Every case counts as called positive.
RunFolder run_that_calls_all(const TemporaryFolder& folder) {
  const RunFolder run = DrawnRun::shared().copied_to(folder / "run");
  const std::filesystem::path metrics = run.evaluation(kTestEvaluation) / "metrics.json";
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(read_text_file(metrics));
  json["threshold"] = 0.0;
  write_file(metrics, json.dump());
  return run;
}

TEST(Faithfulness, MeasuresEveryMethodBesideTheYardsticks) {
  const TemporaryFolder folder;
  const RunFolder run = run_that_calls_all(folder);
  SilentProgress progress;
  const Faithfulness result = measure_faithfulness({run.path(), {}, 2, 2}, progress);
  EXPECT_TRUE(result.synthetic);
  EXPECT_EQ(result.called_cases, 2);
  EXPECT_EQ(result.lesion_cases, 0);
  EXPECT_NEAR(result.outside_area_share, 1 - 3.14159265 / 4, 0.01);
  std::vector<std::string> names;
  for (const MethodFaithfulness& method : result.methods) {
    names.push_back(method.method);
    ASSERT_TRUE(method.deletion && method.insertion && method.black_deletion) << method.method;
    EXPECT_GE(method.deletion->mean, 0);
    EXPECT_LE(method.deletion->mean, 1);
    EXPECT_FALSE(method.pointing);
    EXPECT_EQ(method.outside_share.has_value(), !method.yardstick) << method.method;
  }
  EXPECT_THAT(names, ElementsAre("grad-cam", "grad-cam++", "layercam", "cam", "occlusion",
                                 "deficit map", "disc centre", "even over the disc"));
  EXPECT_EQ(faithfulness_json(read_faithfulness(run)), faithfulness_json(result));
  EXPECT_TRUE(std::filesystem::exists(run.faithfulness() / "faithfulness.csv"));
  EXPECT_THAT(
      [&] {
        measure_faithfulness({run.path(), {}, 2, 2}, progress);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("faithfulness")));
}

TEST(Faithfulness, NeedsAnEvaluation) {
  const TemporaryFolder folder;
  const RunFolder run = DrawnRun::shared().copied_to(folder / "run");
  std::filesystem::remove_all(run.evaluation(kTestEvaluation));
  SilentProgress progress;
  EXPECT_THAT(
      [&] {
        measure_faithfulness({run.path(), {}, 2, 2}, progress);
      },
      FailsWith(ErrorCode::kNotFound, HasSubstr("myolens evaluate")));
  EXPECT_FALSE(std::filesystem::exists(run.faithfulness()));
}

TEST(Faithfulness, ADamagedResultIsRefused) {
  const TemporaryFolder folder;
  const RunFolder run(folder / "run");
  for (const char* text : {"{", "{}", "{\"synthetic\": 3}"}) {
    write_file(run.faithfulness() / "faithfulness.json", std::string_view(text));
    EXPECT_THAT([&] { read_faithfulness(run); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("damaged")));
  }
}

}  // namespace
}  // namespace myolens
