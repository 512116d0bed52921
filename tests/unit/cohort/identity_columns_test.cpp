#include "myolens/cohort/identity_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace myolens {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string reason(const std::string& column, const std::vector<std::string>& values = {"1"}) {
  return identity_reason(column, values);
}

TEST(IdentityColumns, AreKnownByTheirHeading) {
  for (const char* column : {"name", "Patient Name", "patient_name", "PatientName", "MRN",
                             "study date", "StudyDate", "DOB", "birth-date", "accession no",
                             "e-mail", "comments", "referring_physician", "patient id"}) {
    EXPECT_THAT(reason(column), HasSubstr("heading")) << column;
  }
}

TEST(IdentityColumns, AreNotThoseOfClinicalData) {
  for (const char* column : {"sex", "age", "chest_pain", "view", "state", "diabetes", "bmi",
                             "hospital", "dominance", "candidate", "update_count", "mid_lad"}) {
    EXPECT_THAT(reason(column), IsEmpty()) << column;
  }
}

TEST(IdentityColumns, AreKnownByDates) {
  for (const char* value : {"2024-03-01", "01.03.2024", "3/1/24", "20240301", "2024/3/1 10:22"}) {
    EXPECT_THAT(reason("visit", {"", value}), HasSubstr("dates")) << value;
  }
  for (const char* value : {"12", "120/80", "3.14", "20241301", "1.5.2", "2024", "10-20"}) {
    EXPECT_THAT(reason("value", {value}), IsEmpty()) << value;
  }
}

TEST(IdentityColumns, AreKnownByTextsThatOccurOnce) {
  std::vector<std::string> names, sites, numbers;
  for (int i = 0; i < 12; ++i) {
    names.push_back("Nguyen Van " + std::string(1, static_cast<char>('A' + i)));
    sites.push_back(i % 3 == 0 ? "Hanoi" : "Hue");
    numbers.push_back(std::to_string(i) + ".5");
  }
  EXPECT_THAT(reason("who", names), HasSubstr("occur once"));
  EXPECT_THAT(reason("site", sites), IsEmpty());
  EXPECT_THAT(reason("bmi", numbers), IsEmpty());
}

}  // namespace
}  // namespace myolens
