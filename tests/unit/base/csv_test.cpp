#include "myolens/base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using Row = std::vector<std::string>;
using testing::ElementsAre;
using testing::HasSubstr;

// The message of the kBadFormat error that `text` must raise.
std::string format_error(std::string_view text) {
  try {
    parse_table(text, "list.csv");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadFormat);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

TEST(Csv, ReadsTheExamplesOfRfc4180) {
  const Table table = parse_table("a,b,c\r\n\"1\",\"b \r\nbb\",\"c\"\"c\"\r\n,\"x,y\",z", "t");
  EXPECT_EQ(table.columns, (Row{"a", "b", "c"}));
  EXPECT_THAT(table.rows, ElementsAre(Row{"1", "b \r\nbb", "c\"c"}, Row{"", "x,y", "z"}));
}

TEST(Csv, TakesTheDelimiterThatTheHeaderUsesMost) {
  for (const std::string text :
       {"file,label\na;b,CAD\n", "file;label\na;CAD\n", "file\tlabel\na\tCAD\n"}) {
    EXPECT_EQ(parse_table(text, "t").columns, (Row{"file", "label"})) << text;
    EXPECT_EQ(parse_table(text, "t").rows.at(0).at(1), "CAD") << text;
  }
}

TEST(Csv, SkipsAByteOrderMarkAndEmptyLines) {
  const Table table = parse_table(
      "\xEF\xBB\xBF"
      "file,label\n\na,CAD\n\n",
      "t");
  EXPECT_EQ(table.columns.at(0), "file");
  EXPECT_THAT(table.rows, ElementsAre(Row{"a", "CAD"}));
}

TEST(Csv, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(format_error("a,b\n1,2\n1,2,3\n"), HasSubstr("list.csv, line 3: 3 fields"));
  EXPECT_THAT(format_error("a,b\n1,\"2\n3,4\n"), HasSubstr("line 2: a quoted field"));
  EXPECT_THAT(format_error("a,b\n\"1\n\n2\",x\n1\n"), HasSubstr("line 5: 1 fields"));
}

TEST(Csv, RefusesRepeatedAndNamelessColumns) {
  EXPECT_THAT(format_error("a,b,a\n"), HasSubstr("names column \"a\" twice"));
  EXPECT_THAT(format_error("a,,b\n"), HasSubstr("without a name"));
  EXPECT_THAT(format_error(""), HasSubstr("without a name"));
}

TEST(Csv, NamesTheNearestColumnToAMissingOne) {
  const Table table = parse_table("file,label\n", "t");
  EXPECT_EQ(table.column("label", "list.csv"), 1U);
  EXPECT_FALSE(table.find_column("lable"));
  try {
    table.column("lable", "list.csv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("(did you mean \"label\"?)"));
  }
}

TEST(Csv, ReadsBackWhatItWrites) {
  const Table table{{"file", "note"},
                    {{"a;b", "said \"no\""}, {"", "two\nlines"}, {"tab\t", "x,y"}}};
  const Table again = parse_table(format_table(table), "t");
  EXPECT_EQ(again.columns, table.columns);
  EXPECT_EQ(again.rows, table.rows);
}

TEST(Csv, OfAFileIsNamedAfterItInErrors) {
  const TemporaryFolder folder;
  try {
    read_table(folder.write("cohort.csv", "a,b\n1\n"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cohort.csv, line 2"));
  }
}

}  // namespace
}  // namespace myolens
