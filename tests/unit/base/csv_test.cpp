#include "myolens/base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/support/error_matcher.h"
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

TEST(Csv, CountsNoDelimiterInsideQuotes) {
  const Table table = parse_table("\"a, b, c, d\";file\n1;2\n", "t");
  EXPECT_EQ(table.columns, (Row{"a, b, c, d", "file"}));
}

TEST(Csv, TakesTheDelimiterThatAFirstLineDeclares) {
  for (const std::string first : {"sep=;\n", "SEP=;\r\n", "\"sep=;\"\r"}) {
    const Table table = parse_table(first + "a,b;c\n1;2\n", "t");
    EXPECT_EQ(table.columns, (Row{"a,b", "c"})) << first;
    EXPECT_THAT(table.lines, ElementsAre(3)) << first;
  }
  EXPECT_EQ(parse_table("sep=\t\na;b;c\td\n", "t").columns, (Row{"a;b;c", "d"}));
}

TEST(Csv, EndsLinesWithLfCrlfOrCr) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const Table table = parse_table("a,b" + end + "1,2" + end + end + "3,4", "t");
    EXPECT_THAT(table.rows, ElementsAre(Row{"1", "2"}, Row{"3", "4"}));
    EXPECT_THAT(table.lines, ElementsAre(2, 4));
  }
}

TEST(Csv, KnowsTheLineOfEveryRow) {
  const Table table = parse_table("\n\na,b\n\n\"1\r\n\r\n\",2\n,\n \t\n3,\"x\ry\nz\"\n5,6\n", "t");
  EXPECT_THAT(table.lines, ElementsAre(5, 10, 13));
  EXPECT_EQ(table.rows.at(1).at(1), "x\ry\nz");
}

TEST(Csv, TrimsTheNamesOfColumnsAndOnlyThose) {
  const Table table = parse_table(" a , \"b\" ,\"c \"\n 1 ,2, 3\n", "t");
  EXPECT_EQ(table.columns, (Row{"a", "\"b\"", "c"}));
  EXPECT_THAT(table.rows, ElementsAre(Row{" 1 ", "2", " 3"}));
}

TEST(Csv, DropsEmptyColumnsRightOfTheLastName) {
  const Table table = parse_table("a,b,,\n1,2,,\n3,4\n", "t");
  EXPECT_EQ(table.columns, (Row{"a", "b"}));
  EXPECT_THAT(table.rows, ElementsAre(Row{"1", "2"}, Row{"3", "4"}));
  EXPECT_THAT(format_error("a,b,,\n1,2,x,\n"), HasSubstr("line 2: 3 fields"));
}

TEST(Csv, NamesAllFaultyRowsAndKeepsTheOthers) {
  const TableReading reading = scan_table("a,b\n1\n2,3\n\"x\"y,z\n", "t");
  EXPECT_THAT(reading.table.rows, ElementsAre(Row{"2", "3"}));
  ASSERT_EQ(reading.faults.size(), 2U);
  EXPECT_EQ(reading.faults[0].line, 2U);
  EXPECT_EQ(reading.faults[1].line, 4U);
  EXPECT_THAT(reading.faults[1].text, HasSubstr("closing quote"));
  EXPECT_THAT(format_error("a,b\n1\n2,3\n4\n"), HasSubstr("(and 1 more faulty rows)"));
}

TEST(Csv, SaysWhatIsNoDelimitedText) {
  const std::string zero("a,b\n1,\0\n", 8);
  EXPECT_THAT(format_error("\xFF\xFE"
                           "a"),
              HasSubstr("is UTF-16 text; save it as \"CSV UTF-8\""));
  EXPECT_THAT(format_error("PK\x03\x04"
                           "x"),
              HasSubstr("a workbook"));
  EXPECT_THAT(format_error(zero), HasSubstr("zero bytes"));
}

TEST(Csv, HasALimitOfColumnsAndRows) {
  EXPECT_THAT([] { parse_table(std::string(4096, ',') + "a\n", "t"); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("more than 4096 fields")));
  std::string rows = "a\n";
  for (int i = 0; i <= 1'000'000; ++i) rows += "1\n";
  EXPECT_THAT([&] { parse_table(rows, "t"); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("1000000 rows")));
}

TEST(Csv, FindsAColumnWhateverItsCase) {
  const Table table = parse_table("Patient,FILE\n", "t");
  EXPECT_EQ(table.find_column("patient"), 0U);
  EXPECT_EQ(table.column("file", "t"), 1U);
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
  EXPECT_THAT(format_error("a,b\n\"1\n\n2\",x\n1\n"), HasSubstr("line 5: 1 field where"));
}

TEST(Csv, RefusesRepeatedAndNamelessColumns) {
  EXPECT_THAT(format_error("a,b,a\n"), HasSubstr("names column \"a\" twice"));
  EXPECT_THAT(format_error("a,,b\n"), HasSubstr("without a name"));
  EXPECT_THAT(format_error("a,A\n"), HasSubstr("both \"a\" and \"A\""));
  EXPECT_THAT(format_error(""), HasSubstr("needs a header line"));
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
