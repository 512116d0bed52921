#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/running_program.h"

namespace myolens {
namespace {

using testing::HasSubstr;

struct WrongUsage {
  const char* name;
  std::vector<std::string> arguments;
  std::string message;
};

class Usage : public testing::TestWithParam<WrongUsage> {};

TEST_P(Usage, ThatIsWrongExitsWith2AndSaysWhatToDo) {
  const RunResult result = run_myolens(GetParam().arguments);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr(GetParam().message));
  EXPECT_THAT(result.err, HasSubstr("myolens"));
  EXPECT_EQ(result.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Usage,
    testing::Values(
        WrongUsage{"Nothing", {}, "Usage: myolens COMMAND"},
        WrongUsage{"MisspelledCommand", {"prepar"}, "(did you mean \"prepare\"?)"},
        WrongUsage{"CommandFromAnotherWorld", {"xyzzyxyzzy"}, "unknown command \"xyzzyxyzzy\";"},
        WrongUsage{"EmptyCommand", {""}, "unknown command \"\""},
        WrongUsage{"OptionBeforeCommand", {"--quiet", "prepare"}, "a command before --quiet"},
        WrongUsage{"MissingArgument", {"prepare", "--out", "x"}, "input is required"},
        WrongUsage{"MissingOption", {"prepare", "x"}, "--out is required"},
        WrongUsage{"MisspelledOption",
                   {"prepare", "x", "--oput", "y"},
                   "unknown option --oput (did you mean \"--out\"?)"},
        WrongUsage{"MisspelledOptionWithValue",
                   {"prepare", "x", "--out", "y", "--thread=2"},
                   "unknown option --thread (did you mean \"--threads\"?)"},
        WrongUsage{"OneArgumentTooMany", {"prepare", "x", "y", "--out", "z"}, "y"},
        WrongUsage{"NoThreads", {"prepare", "x", "--out", "y", "--threads", "0"}, "--threads"},
        WrongUsage{"NegativeSeed", {"prepare", "x", "--out", "y", "--seed", "-1"}, "--seed"},
        WrongUsage{"SeedTooLarge",
                   {"prepare", "x", "--out", "y", "--seed", "18446744073709551616"},
                   "a whole number from 0 to 18446744073709551615, got 18446744073709551616"},
        WrongUsage{"FrameOfZero",
                   {"prepare", "x", "--out", "y", "--frame", "0"},
                   "a whole number from 1 to 2147483647, got 0"},
        WrongUsage{"EmptyOut", {"prepare", "x", "--out", ""}, "--out is given an empty value"},
        WrongUsage{"EmptyInput", {"cohort", "check", ""}, "input is given an empty value"},
        WrongUsage{"EmptyTable", {"predict", "x", "y", "--csv", ""}, "--csv is given an empty"},
        WrongUsage{"UnknownScreenLayout",
                   {"phantom", "--out", "y", "--layout", "mixd"},
                   "(did you mean \"mixed\"?)"},
        WrongUsage{"NegativeCount", {"phantom", "--out", "y", "--patients", "-1"}, "--patients"},
        WrongUsage{
            "MoreCadThanPatients", {"phantom", "--out", "y", "--patients", "3", "--cad", "4"}, "4"},
        WrongUsage{"UnknownLabelMode",
                   {"phantom", "--out", "y", "--labels", "expret"},
                   "(did you mean \"expert\"?)"},
        WrongUsage{"MisspelledCut",
                   {"train", "x", "--out", "y", "--cut", "parametres=0.3"},
                   "(did you mean \"parameters\"?)"},
        WrongUsage{
            "CutWithoutACount", {"train", "x", "--out", "y", "--cut", "layers=many"}, "many"},
        WrongUsage{"MisspelledClassWeights",
                   {"train", "x", "--out", "y", "--class-weights", "balance"},
                   "(did you mean \"balanced\"?)"},
        WrongUsage{"ClassWeightOfZero",
                   {"train", "x", "--out", "y", "--class-weights", "2,0"},
                   "two class weights above 0"},
        WrongUsage{"UnknownOptimiser",
                   {"train", "x", "--out", "y", "--optimiser", "adamv"},
                   "\"adamv\" is not in {adam,adamw,sgd} (did you mean \"adam\"?)"},
        WrongUsage{"MisspelledComparison",
                   {"compare", "strategie", "x", "--out", "y"},
                   "(did you mean \"strategies\"?)"},
        WrongUsage{"RateThatVanishes",
                   {"train", "x", "--out", "y", "--rate-decay", "0"},
                   "rate decay must lie in (0, 1]"},
        WrongUsage{"SeedThatIsNoNumber", {"prepare", "x", "--out", "y", "--seed", "a"}, "--seed"},
        WrongUsage{"MissingValue", {"prepare", "x", "--out"}, "--out"}),
    [](const auto& test) { return test.param.name; });

TEST(UsageAsJson, IsOneErrorObject) {
  const RunResult result = run_myolens({"prepare", "x", "--oput", "y", "--json"});
  EXPECT_EQ(result.exit_code, 2);
  const auto object = nlohmann::json::parse(result.out);
  EXPECT_EQ(object.at("error").at("code"), "invalid_argument");
  EXPECT_THAT(object.at("error").at("message"), HasSubstr("--oput"));
}

TEST(Output, ThatCannotBeWrittenIsAFailure) {
  const RunResult result = run_myolens({"--help"}, {.standard_output = "/dev/full"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot write to standard output"));
}

}  // namespace
}  // namespace myolens
