#include "myolens/cohort/clinical_encoding.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;

ClinicalEncoding fitted(std::vector<std::string> columns,
                        const std::vector<ClinicalValues>& patients) {
  std::vector<const ClinicalValues*> pointers;
  for (const ClinicalValues& patient : patients) pointers.push_back(&patient);
  return ClinicalEncoding::fit(std::move(columns), pointers);
}

// Ages 40, 60 and 80: mean 60, deviation sqrt(800 / 3) = 16.329931618554520; one is missing.
const std::vector<ClinicalValues> kPatients{{{"age", "40"}, {"sex", "F"}},
                                            {{"age", " 60 "}, {"sex", "M"}},
                                            {{"age", "n/a"}, {"sex", "F"}},
                                            {{"age", "80"}, {"sex", "M"}}};
constexpr double kDeviation = 16.329931618554520;

TEST(ClinicalEncoding, ScalesNumbersByWhatTrainingKnows) {
  const ClinicalEncoding encoding = fitted({"age"}, kPatients);
  ASSERT_EQ(encoding.columns().size(), 1U);
  EXPECT_NEAR(encoding.columns()[0].mean, 60, 1e-12);
  EXPECT_NEAR(encoding.columns()[0].deviation, kDeviation, 1e-12);
  EXPECT_THAT(encoding.encode({{"age", "80"}}).values,
              ElementsAre(FloatEq(static_cast<float>(20 / kDeviation)), 0));
  EXPECT_THAT(encoding.encode({{"age", "70.5"}}).values,
              ElementsAre(FloatEq(static_cast<float>(10.5 / kDeviation)), 0));
}

TEST(ClinicalEncoding, GivesEveryTextAPlace) {
  const ClinicalEncoding encoding = fitted({"sex", "age"}, kPatients);
  EXPECT_THAT(encoding.places(), ElementsAre("age", "age missing", "sex F", "sex M"));
  EXPECT_EQ(encoding.width(), 4U);
  EXPECT_THAT(encoding.encode({{"age", "60"}, {"sex", "M"}}).values, ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(encoding.encode({{"age", "60"}, {"sex", "F"}}).values, ElementsAre(0, 0, 1, 0));
}

TEST(ClinicalEncoding, PutsTheMeanAndAnIndicatorForWhatTrainingLackedToo) {
  const ClinicalEncoding encoding = fitted({"age"}, kPatients);
  for (const char* missing : {"", "NA", "N/A", "nan", "Unknown", "?", "  "}) {
    const EncodedClinical encoded = encoding.encode({{"age", missing}});
    EXPECT_THAT(encoded.values, ElementsAre(0, 1)) << missing;
    EXPECT_THAT(encoded.reasons, IsEmpty()) << missing;
  }
  EXPECT_THAT(encoding.encode({}).values, ElementsAre(0, 1)) << "no such column";
}

TEST(ClinicalEncoding, SaysWhatTrainingGivesNoGroundFor) {
  const ClinicalEncoding encoding = fitted({"sex"}, kPatients);
  EncodedClinical encoded = encoding.encode({});
  EXPECT_THAT(encoded.values, ElementsAre(0, 0));
  EXPECT_THAT(encoded.reasons, ElementsAre("sex is missing, and no training patient lacked it"));
  encoded = encoding.encode({{"sex", "D"}});
  EXPECT_THAT(encoded.values, ElementsAre(0, 0));
  EXPECT_THAT(encoded.reasons, ElementsAre("sex is \"D\", which no training patient had"));
}

TEST(ClinicalEncoding, TakesAnUnknownTextForMissingWhereTrainingLackedSome) {
  const ClinicalEncoding encoding =
      fitted({"pain"}, {{{"pain", "typical"}}, {{"pain", "none"}}, {{"pain", "unknown"}}});
  EXPECT_THAT(encoding.encode({{"pain", "burning"}}).values, ElementsAre(0, 0, 1));
  EXPECT_THAT(encoding.encode({{"pain", "burning"}}).reasons, IsEmpty());
}

TEST(ClinicalEncoding, RefusesNumbersThatAreNoneOrFarAway) {
  const ClinicalEncoding encoding = fitted({"age"}, kPatients);
  EXPECT_THAT(encoding.encode({{"age", "old"}}).values, ElementsAre(0, 1));
  EXPECT_THAT(encoding.encode({{"age", "old"}}).reasons,
              ElementsAre("age is \"old\", and training had numbers there"));
  for (const char* far : {"600", "1e308"}) {
    EXPECT_THAT(encoding.encode({{"age", far}}).values, ElementsAre(10, 0)) << far;
    EXPECT_THAT(encoding.encode({{"age", far}}).reasons, ElementsAre(HasSubstr("far from all")));
  }
  EXPECT_THAT(encoding.encode({{"age", "inf"}}).reasons, ElementsAre(HasSubstr("\"inf\"")));
}

TEST(ClinicalEncoding, DependsOnNoOrder) {
  std::vector<ClinicalValues> turned(kPatients.rbegin(), kPatients.rend());
  const ClinicalEncoding one = fitted({"sex", "age"}, kPatients);
  const ClinicalEncoding other = fitted({"age", "sex"}, turned);
  EXPECT_EQ(one.places(), other.places());
  for (const ClinicalValues& patient : kPatients)
    EXPECT_EQ(one.encode(patient).values, other.encode(patient).values);
}

TEST(ClinicalEncoding, LeavesOutWhatTellsNothing) {
  const std::vector<ClinicalValues> patients{{{"smoking", "no"}, {"height", ""}, {"bmi", "25"}},
                                             {{"smoking", "no"}, {"height", ""}, {"bmi", "25.0"}}};
  EXPECT_TRUE(fitted({"smoking", "height", "bmi", "no such column"}, patients).empty());
  EXPECT_TRUE(fitted({"smoking"}, {}).empty());
  EXPECT_TRUE(fitted({}, patients).encode(patients[0]).values.empty());
}

TEST(ClinicalEncoding, RefusesTooManyTextsAndColumns) {
  std::vector<ClinicalValues> patients;
  for (int i = 0; i < 21; ++i) patients.push_back({{"town", "town " + std::to_string(i)}});
  EXPECT_THAT([&] { fitted({"town"}, patients); },
              FailsWith(ErrorCode::kBadData, HasSubstr("21 different texts, such as \"town 0\"")));
  patients.pop_back();
  EXPECT_EQ(fitted({"town"}, patients).width(), 20U);
  EXPECT_THAT([&] { fitted(std::vector<std::string>(65, "age"), {}); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("65 clinical columns")));
}

TEST(ClinicalEncoding, ComesBackFromItsColumns) {
  const ClinicalEncoding encoding = fitted({"sex", "age"}, kPatients);
  const ClinicalEncoding again = ClinicalEncoding::from(encoding.columns());
  EXPECT_EQ(again.places(), encoding.places());
  EXPECT_EQ(again.encode(kPatients[0]).values, encoding.encode(kPatients[0]).values);
}

TEST(ClinicalEncoding, RefusesColumnsThatNoTrainingGives) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto number = [](const std::string& name, double mean, double deviation) {
    ClinicalColumn column;
    column.name = name;
    column.mean = mean;
    column.deviation = deviation;
    return column;
  };
  const auto texts = [](std::vector<std::string> values) {
    ClinicalColumn column;
    column.name = "sex";
    column.texts = std::move(values);
    return column;
  };
  const std::vector<std::vector<ClinicalColumn>> damaged{
      {number("age", 60, 0)},
      {number("age", nan, 1)},
      {number("age", 60, std::numeric_limits<double>::infinity())},
      {number("", 60, 1)},
      {number("b", 0, 1), number("a", 0, 1)},
      {number("a", 0, 1), number("a", 0, 1)},
      {texts({"F"})},
      {texts({"M", "F"})},
      {texts({"F", "F"})},
      {texts({"?", "F"})},
      {texts(std::vector<std::string>(21, "F"))},
  };
  for (const auto& columns : damaged) {
    EXPECT_THAT([&] { ClinicalEncoding::from(columns); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("clinical columns is damaged")));
  }
}

}  // namespace
}  // namespace myolens
