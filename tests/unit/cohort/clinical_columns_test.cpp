#include "myolens/cohort/clinical_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ClinicalColumnsTest : public testing::Test {
 protected:
  // One value for each of 25 patients in turn.
  void add_column(const std::string& name, const std::vector<std::string>& values) {
    cohort_.attribute_columns.push_back(name);
    cohort_.entries.resize(25);
    for (size_t i = 0; i < cohort_.entries.size(); ++i)
      cohort_.entries[i].attributes[name] = values[i % values.size()];
  }

  std::vector<std::string> chosen(const std::vector<std::string>& wanted) const {
    return clinical_columns(cohort_, wanted);
  }

  static std::vector<std::string> different_texts() {
    std::vector<std::string> texts;
    for (int i = 0; i < 25; ++i) texts.push_back("text " + std::to_string(i));
    return texts;
  }

  Cohort cohort_;
};

TEST_F(ClinicalColumnsTest, KnowClinicalHeadingsInTheirUsualSpellings) {
  for (const std::string name : {"weight_kg", "Age (years)", "GENDER", "Body-Mass Index",
                                 "Family history", "Shortness of breath", "Resting ECG"})
    add_column(name, {"1", "2", "3"});
  for (const std::string name :
       {"stenosis", "sss", "page", "state", "age_of_report", "follow_up", "view"})
    add_column(name, {"1", "2", "3"});
  EXPECT_THAT(chosen({"all"}),
              ElementsAre("Age (years)", "Body-Mass Index", "Family history", "GENDER",
                          "Resting ECG", "Shortness of breath", "weight_kg"));
  EXPECT_THAT(chosen({}), IsEmpty());
}

TEST_F(ClinicalColumnsTest, TakeOthersWhenNamedWhateverTheOrder) {
  add_column("sex", {"M", "F"});
  add_column("troponin", {"1", "2"});
  EXPECT_THAT(chosen({"troponin", "sex", "troponin"}), ElementsAre("sex", "troponin"));
  EXPECT_THAT(chosen({"troponin", "all"}), ElementsAre("sex", "troponin"));
}

TEST_F(ClinicalColumnsTest, LeaveOutOfAllWhatAModelCannotRead) {
  add_column("angina", different_texts());
  add_column("smoking", {"2019-03-04", "2020-01-01"});
  add_column("ecg", {"normal", "changed"});
  EXPECT_THAT(chosen({"all"}), ElementsAre("ecg"));
}

TEST_F(ClinicalColumnsTest, AreNeverThoseThatTellWhoAPatientIs) {
  add_column("patient_name", {"Doe", "Roe"});
  add_column("admitted", {"2019-03-04"});
  add_column("history", different_texts());
  for (const std::string name : {"patient_name", "admitted", "history"}) {
    EXPECT_THAT([&] { chosen({name}); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("may tell who a patient is")))
        << name;
  }
}

TEST_F(ClinicalColumnsTest, NameTheNearestOfAnUnknownOne) {
  add_column("diabetes", {"yes", "no"});
  EXPECT_THAT([&] { chosen({"diabets"}); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("did you mean \"diabetes\"?")));
  EXPECT_THAT([&] { chosen({"label"}); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("no further column \"label\"")));
}

TEST_F(ClinicalColumnsTest, AreMissedByNameInAnotherTable) {
  const ClinicalValues one{{"age", "40"}, {"sex", "M"}};
  const ClinicalValues other{{"age", "50"}, {"sex", "F"}};
  const auto encoding =
      ClinicalEncoding::fit({"age", "sex"}, std::vector<const ClinicalValues*>{&one, &other});
  EXPECT_NO_THROW(require_clinical_columns(encoding, {"sex", "more", "age"}, "values.csv"));
  EXPECT_THAT(
      [&] {
        require_clinical_columns(encoding, {"sex", "ages"}, "values.csv");
      },
      FailsWith(ErrorCode::kBadData,
                HasSubstr("values.csv has no column \"age\" (did you mean \"ages\"?)")));
}

TEST_F(ClinicalColumnsTest, CountAPatientWithSeveralPicturesOnce) {
  cohort_.entries.resize(4);
  for (size_t i = 0; i < 4; ++i) cohort_.entries[i].patient = i == 2 ? "B" : "A";
  EXPECT_THAT(first_of_each_patient(cohort_, std::vector<size_t>{1, 2, 3}),
              ElementsAre(&cohort_.entries[1], &cohort_.entries[2]));
}

}  // namespace
}  // namespace myolens
