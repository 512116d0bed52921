#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <memory>

#include "apps/myolens/command_line.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

struct Values {
  std::string input;
  std::vector<std::string> lists{"a", "b"};
  std::string name = "default";
  std::vector<int> sizes;
  double rate = 0.1;
  bool fast = false;
};

Command command_into(Values& values) {
  return {"try", "Group", "Summary", "myolens try x", [&values](CLI::App& app) -> Job {
            app.add_option("input", values.input)->required();
            app.add_option("--name", values.name);
            app.add_option("--sizes", values.sizes);
            app.add_option("--lists", values.lists);
            app.add_option("--rate", values.rate);
            app.add_flag("--fast", values.fast);
            return {};
          }};
}

// What a run folder saves must start the same run again.
TEST(Settings, ComeBackFromTheFileTheyAreSavedIn) {
  TemporaryFolder folder;
  for (const std::string text :
       {"plain", "two words", "Nguyễn", "a#b", "[x]", "a,b", "it's", "back\\slash", "say \"hi\"",
        "true", "007", " edge ", "a=b", "tab\tline\n"}) {
    Values given;
    const CommandLine line = read_command_line(
        command_into(given), {"in put", "--name", text, "--sizes", "3", "4", "--rate", "1e-4",
                              "--fast", "--seed", "18446744073709551615", "--threads", "3"});
    const auto file = folder.write("config.toml", line.settings);
    Values again;
    const CommandLine second = read_command_line(command_into(again), {"--config", file.string()});
    EXPECT_EQ(again.input, "in put");
    EXPECT_EQ(again.name, text) << line.settings;
    EXPECT_EQ(again.sizes, (std::vector<int>{3, 4}));
    EXPECT_EQ(again.rate, 1e-4);
    EXPECT_TRUE(again.fast);
    EXPECT_EQ(second.common.seed, 18446744073709551615ULL);
    EXPECT_EQ(second.common.threads, 3U);
  }
}

TEST(Settings, HoldTheDefaultsToo) {
  Values values;
  const std::string settings = read_command_line(command_into(values), {"x"}).settings;
  for (const char* expected :
       {"name = \"default\"", "rate = 0.1", "fast = false", "seed = 1", "lists = [\"a\", \"b\"]"}) {
    EXPECT_NE(settings.find(expected), std::string::npos) << settings;
  }
  EXPECT_EQ(settings.find("config"), std::string::npos);
  EXPECT_EQ(settings.find("json"), std::string::npos);
}

TEST(Settings, AreReadAsTomlWritesThem) {
  TemporaryFolder folder;
  Values values;
  const auto file = folder.write("config.toml",
                                 "# all of it\r\n\r\n"
                                 "name = 'C:\\new'  # literal\r\n"
                                 "\"rate\"=2.5e-3\n"
                                 "sizes = [ 1, # one\n  2,\n]\n"
                                 "fast = true");
  read_command_line(command_into(values), {"x", "--config", file.string()});
  EXPECT_EQ(values.name, "C:\\new");
  EXPECT_EQ(values.rate, 2.5e-3);
  EXPECT_EQ(values.sizes, (std::vector<int>{1, 2}));
  EXPECT_TRUE(values.fast);
}

TEST(Settings, ThatAreNoTomlAreRefusedWithTheLine) {
  TemporaryFolder folder;
  for (const char* text : {"rate", "rate =", "rate = 1 2", "name = \"open", "name = 'open\n'",
                           "name = \"\\x\"", "[table]", "sizes = [1", "sizes = [1 2]", "= 1"}) {
    Values values;
    const auto file = folder.write("config.toml", "\n" + std::string(text));
    try {
      read_command_line(command_into(values), {"x", "--config", file.string()});
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kBadFormat) << text;
      EXPECT_NE(std::string(error.what()).find("line 2"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace myolens
