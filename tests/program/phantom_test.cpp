#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/cohort/manifest.h"
#include "tests/program/running_program.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Phantom : public testing::Test {
 protected:
  RunResult draw(const std::string& name, const std::vector<std::string>& more = {},
                 const RunSettings& settings = {}) {
    std::vector<std::string> arguments{
        "phantom", "--out", (folder_ / name).string(), "--patients", "4", "--cad", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_myolens(arguments, settings);
  }

  TemporaryFolder folder_;
};

TEST_F(Phantom, DrawsACohortThatIsCalledSyntheticAllTheWay) {
  const RunResult drawn = draw("screens");
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_THAT(drawn.out, HasSubstr("synthetic"));
  EXPECT_TRUE(read_cohort(folder_ / "screens", {}).synthetic);
  const RunResult prepared = run_myolens({"prepare", (folder_ / "screens").string(), "--out",
                                          (folder_ / "prepared").string(), "--json"});
  const auto object = nlohmann::json::parse(prepared.out);
  EXPECT_EQ(object.at("synthetic"), true);
  EXPECT_EQ(object.at("images_per_label").at("CAD"), 2);
  EXPECT_TRUE(read_cohort(folder_ / "prepared", {}).synthetic);
}

TEST_F(Phantom, DependsOnTheSeedAndNotOnTheThreads) {
  draw("one", {"--threads", "1"});
  draw("two", {"--threads", "2"});
  draw("other", {"--seed", "2"});
  for (const fs::path& file : list_files(folder_ / "one")) {
    const fs::path name = file.lexically_relative(folder_ / "one");
    EXPECT_EQ(sha256_hex_of_file(file), sha256_hex_of_file(folder_ / "two" / name)) << name;
  }
  EXPECT_NE(sha256_hex_of_file(folder_ / "one/manifest.csv"),
            sha256_hex_of_file(folder_ / "other/manifest.csv"));
}

TEST_F(Phantom, DrawsSeveralScreensPerPatientInAnyLayout) {
  const RunResult drawn = draw("screens", {"--layout", "column", "--images", "all", "--json"});
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_EQ(nlohmann::json::parse(drawn.out).at("layout"), "column");
  EXPECT_TRUE(fs::exists(folder_ / "screens/screens/S0004_NAC.jpg"));
  EXPECT_TRUE(fs::exists(folder_ / "screens/truth/circles.csv"));
}

TEST_F(Phantom, NamesTheLayoutsThereAre) {
  const RunResult result = draw("screens", {"--layout", "gird"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("did you mean \"grid\"?"));
}

TEST_F(Phantom, LeavesNothingBehindOnAFullDisk) {
  const RunResult result = draw("screens", {}, {.file_size_limit_bytes = 4096});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot write"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

}  // namespace
}  // namespace myolens
