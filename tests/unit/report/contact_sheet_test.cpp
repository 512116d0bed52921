#include "myolens/report/contact_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/report/flag_meanings.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

ContactCase contact_case(const std::string& patient, const std::vector<std::string>& flags) {
  return {.patient = patient,
          .label = "CAD",
          .details = "AC \u00B7 stress",
          .map = "images/" + patient + "_1.png",
          .screen_thumbnail = "thumbnails/" + patient + "_1_screen.jpg",
          .map_thumbnail = "thumbnails/" + patient + "_1_map.jpg",
          .flags = flags};
}

ContactSheet sample_sheet() {
  return {.cases = {contact_case("P1", {}), contact_case("P2", {"text removed"}),
                    contact_case("P3", {"clipped disc", "text removed"}),
                    contact_case("P4", {"text left"})},
          .refused = 2,
          .synthetic = true};
}

TEST(ContactSheet, ShowsScreenMapAndFlagsOfEveryCase) {
  const std::string page = contact_sheet(sample_sheet());
  for (const std::string patient : {"P1", "P2", "P3", "P4"}) {
    EXPECT_THAT(page, HasSubstr("<a href=\"images/" + patient + "_1.png\">"));
    EXPECT_THAT(page, HasSubstr("src=\"thumbnails/" + patient + "_1_screen.jpg\""));
    EXPECT_THAT(page, HasSubstr("src=\"thumbnails/" + patient + "_1_map.jpg\""));
    EXPECT_THAT(page, HasSubstr("<bdi>" + patient + "</bdi>"));
  }
  EXPECT_EQ(count(page, "<img"), 8u);
  EXPECT_EQ(count(page, "loading=\"lazy\" width="), 8u);
  EXPECT_THAT(page, HasSubstr("data-flags=\"clipped disc|text removed\""));
}

TEST(ContactSheet, CountsCasesFlagsAndRefusedFiles) {
  const std::string page = contact_sheet(sample_sheet());
  EXPECT_THAT(page, HasSubstr("4 maps of 4 patients \u00B7 CAD 4 \u00B7 2 to check \u00B7 2 files "
                              "refused"));
  EXPECT_THAT(page, HasSubstr("<option value=\"all\">all (4)</option>"));
  EXPECT_THAT(page, HasSubstr("<option value=\"check\">to check (2)</option>"));
  EXPECT_THAT(page, HasSubstr("<option value=\"flag text removed\">text removed (2)</option>"));
  EXPECT_EQ(count(page, "<td class=\"count\">"), 3u);
}

TEST(ContactSheet, GravestFlagsComeFirstAndElseTheOrderOfTheManifest) {
  const std::string page = contact_sheet(sample_sheet());
  std::vector<std::string> patients;
  for (size_t at = page.find("<bdi>"); at != std::string::npos; at = page.find("<bdi>", at + 1)) {
    patients.push_back(page.substr(at + 5, 2));
  }
  EXPECT_THAT(patients, ElementsAre("P4", "P3", "P1", "P2"));
  EXPECT_LT(page.find("class=\"card fault\" data-row=\"3\""),
            page.find("class=\"card check\" data-row=\"2\""));
}

TEST(ContactSheet, LoadsAndRunsNothingButItsOwn) {
  const std::string page = contact_sheet(sample_sheet());
  EXPECT_EQ(count(page, "http"), count(page, "http-equiv"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("script-src 'unsafe")));
  EXPECT_EQ(count(page, "<script"), 1u);
  for (const std::string forbidden :
       {"<link", "@import", "url(", "<iframe", "eval(", "innerHTML"}) {
    EXPECT_THAT(page, Not(HasSubstr(forbidden)));
  }
}

TEST(ContactSheet, HostileNamesStayText) {
  const std::string attack = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>|";
  ContactSheet sheet = sample_sheet();
  for (std::string* text : {&sheet.cases[0].patient, &sheet.cases[0].label, &sheet.cases[0].details,
                            &sheet.cases[0].map, &sheet.cases[0].screen_thumbnail,
                            &sheet.cases[0].map_thumbnail, &sheet.cases[0].notes}) {
    *text = attack;
  }
  sheet.cases[0].flags = {attack};
  const std::string page = contact_sheet(sheet);
  EXPECT_EQ(count(page, "<script"), 1u);
  EXPECT_EQ(count(page, "<img"), 8u);
  EXPECT_THAT(page, Not(HasSubstr("onerror='")));
}

TEST(ContactSheet, FileNamesAreEncodedInReferences) {
  ContactSheet sheet = sample_sheet();
  sheet.cases[0].map = "images/100% M\u00FCller#1?.png";
  EXPECT_THAT(contact_sheet(sheet),
              HasSubstr("<a href=\"images/100%25%20M%C3%BCller%231%3F.png\">"));
  sheet.cases[0].map = "javascript:alert(1)";
  EXPECT_THAT(contact_sheet(sheet), HasSubstr("<a href=\"javascript%3Aalert%281%29\">"));
}

TEST(ContactSheet, SaysResearchUseOnlyAndCallsSyntheticDataSynthetic) {
  ContactSheet sheet = sample_sheet();
  EXPECT_EQ(
      count(contact_sheet(sheet), " class=\"banner\">Research use only, not a medical device<"),
      2u);
  EXPECT_THAT(contact_sheet(sheet), HasSubstr("\u2013 synthetic data</title>"));
  EXPECT_EQ(count(contact_sheet(sheet), "<span class=\"tag\">synthetic</span>"), 4u);
  sheet.synthetic = false;
  EXPECT_THAT(contact_sheet(sheet), Not(HasSubstr("ynthetic")));
}

TEST(ContactSheet, EveryFlagOfPreparationIsExplained) {
  for (const std::string flag :
       {"clipped disc", "tiny disc", "low contrast", "uncertain circle", "unusual colours",
        "uncertain scale", "much filled", "text removed", "text left", "unusual texture"}) {
    EXPECT_THAT(std::string(flag_meaning(flag).text), Not(IsEmpty())) << flag;
  }
  EXPECT_EQ(flag_meaning("text removed").weight, FlagWeight::kNote);
  EXPECT_EQ(flag_meaning("a new flag").weight, FlagWeight::kCheck);
}

class PreparedFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("manifest.csv",
                  "patient,file,label,view,sex\n"
                  "P1,images/P1_1.png,CAD,AC,F\n"
                  "\"O'Neil, b\",\"images/O'Neil, b_1.png\",non-CAD,,M\n");
    folder_.write("preparation.csv",
                  "file,source_sha256,side,colour_scale,flags,notes\n"
                  "\"images/O'Neil, b_1.png\",00,450,,,\n"
                  "images/P1_1.png,00,450,hot iron,clipped disc; text left,profile ignored\n");
  }

  TemporaryFolder folder_;
};

TEST_F(PreparedFolder, IsReadInTheOrderOfTheManifest) {
  const ContactSheet sheet = read_contact_sheet(folder_.path(), 7);
  ASSERT_EQ(sheet.cases.size(), 2u);
  EXPECT_EQ(sheet.refused, 7u);
  EXPECT_FALSE(sheet.synthetic);
  const ContactCase& first = sheet.cases[0];
  EXPECT_EQ(first.patient, "P1");
  EXPECT_EQ(first.label, "CAD");
  EXPECT_EQ(first.details, "AC \u00B7 hot iron");
  EXPECT_EQ(first.map, "images/P1_1.png");
  EXPECT_THAT(first.flags, ElementsAre("clipped disc", "text left"));
  EXPECT_EQ(first.notes, "profile ignored");
  EXPECT_EQ(sheet.cases[1].screen_thumbnail, "thumbnails/O'Neil, b_1_screen.jpg");
  EXPECT_EQ(sheet.cases[1].map_thumbnail, "thumbnails/O'Neil, b_1_map.jpg");
  EXPECT_THAT(sheet.cases[1].flags, IsEmpty());
}

TEST_F(PreparedFolder, GetsAPageThatKnowsItsMarker) {
  folder_.write("SYNTHETIC.txt", "synthetic\n");
  write_contact_sheet(folder_.path(), 0);
  const std::string page = read_text_file(folder_ / "contact_sheet.html");
  EXPECT_THAT(page, HasSubstr("2 maps of 2 patients"));
  EXPECT_THAT(page, HasSubstr("synthetic data"));
}

TEST_F(PreparedFolder, WithoutARowAboutAPictureIsAnError) {
  folder_.write("preparation.csv", "file,flags\nimages/P1_1.png,\n");
  try {
    read_contact_sheet(folder_.path(), 0);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("images/O'Neil, b_1.png"));
  }
}

}  // namespace
}  // namespace myolens
