#include "myolens/experiment/clinical_baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

struct Person {
  int age;
  std::string sex;
  std::string chest_pain;
  std::string diabetes;
  int truth;
};

// Made with numpy, for the reference values below.
const std::vector<Person>& people() {
  static const std::vector<Person> kPeople{
      {70, "F", "atypical", "no", 0},  {76, "M", "atypical", "no", 1},
      {39, "M", "typical", "no", 1},   {76, "F", "typical", "no", 0},
      {60, "M", "other", "yes", 1},    {62, "M", "typical", "no", 1},
      {68, "M", "other", "no", 1},     {51, "F", "atypical", "no", 1},
      {85, "M", "other", "no", 1},     {40, "F", "atypical", "no", 0},
      {51, "F", "other", "no", 0},     {56, "M", "atypical", "no", 0},
      {65, "F", "typical", "no", 1},   {57, "F", "other", "yes", 1},
      {44, "M", "atypical", "no", 0},  {40, "F", "atypical", "no", 0},
      {38, "M", "atypical", "no", 0},  {40, "M", "typical", "no", 0},
      {45, "M", "atypical", "no", 0},  {85, "M", "typical", "no", 1},
      {47, "M", "atypical", "yes", 0}, {69, "F", "atypical", "no", 0},
      {74, "M", "atypical", "yes", 1}, {49, "M", "other", "no", 0},
      {51, "F", "typical", "yes", 1},  {58, "M", "atypical", "no", 1},
      {50, "F", "other", "no", 1},     {84, "M", "atypical", "yes", 1},
      {46, "M", "other", "no", 1},     {81, "F", "atypical", "yes", 1}};
  return kPeople;
}

class ClinicalBaselineTest : public testing::Test {
 protected:
  ClinicalBaselineTest() {
    cohort_.labels = {"CAD", "non-CAD"};
    cohort_.positive_label = "CAD";
    cohort_.attribute_columns = {"view", "age", "sex", "chest_pain", "diabetes"};
    for (const Person& person : people()) add(person);
  }

  void add(const Person& person) {
    CohortEntry entry;
    entry.patient = "P" + std::to_string(cohort_.entries.size());
    entry.label = person.truth == 1 ? "CAD" : "non-CAD";
    entry.attributes = {{"view", person.truth == 1 ? "AC" : "NAC"},  // tells the outcome
                        {"age", std::to_string(person.age)},
                        {"sex", person.sex},
                        {"chest_pain", person.chest_pain},
                        {"diabetes", person.diabetes}};
    entries_.push_back(cohort_.entries.size());
    cohort_.entries.push_back(entry);
  }

  // A further column, one value for each entry in turn.
  void add_column(const std::string& name, const std::vector<std::string>& values) {
    cohort_.attribute_columns.push_back(name);
    for (size_t i = 0; i < cohort_.entries.size(); ++i) {
      cohort_.entries[i].attributes[name] = values[i % values.size()];
    }
  }

  std::optional<ClinicalBaseline> fitted(const std::vector<std::string>& columns = {"all"}) const {
    return ClinicalBaseline::fit(cohort_, entries_, columns);
  }

  Cohort cohort_;
  std::vector<size_t> entries_;
};

// scikit-learn 1.9: LogisticRegression(C=1, tol=1e-13) on the age standardised by its mean and
// population deviation, and one column of 0 and 1 for each text, in float32.
TEST_F(ClinicalBaselineTest, AgreesWithScikitLearn) {
  const auto baseline = fitted();
  ASSERT_TRUE(baseline);
  EXPECT_THAT(baseline->encoding().places(),
              ElementsAre("age", "chest_pain atypical", "chest_pain other", "chest_pain typical",
                          "diabetes no", "diabetes yes", "sex F", "sex M"));
  EXPECT_NEAR(baseline->encoding().columns()[0].mean, 58.56666666666667, 1e-12);
  EXPECT_NEAR(baseline->encoding().columns()[0].deviation, 14.890004104170766, 1e-12);
  EXPECT_THAT(
      baseline->regression().coefficients,
      Pointwise(DoubleNear(1e-6), {0.8338857347257841, -0.7554129363957622, 0.4368073259072563,
                                   0.3186056203305062, -0.5127335724563409, 0.5127335822983413,
                                   -0.24281030398755965, 0.24281031382955987}));
  EXPECT_NEAR(baseline->regression().intercept, 0.7634872619692432, 1e-6);
  EXPECT_NEAR(baseline->probability(cohort_.entries[0]), 0.47323363278970787, 1e-6);
  EXPECT_NEAR(baseline->probability(cohort_.entries[1]), 0.671388338383433, 1e-6);
}

// The same with the first age missing: the mean of the others, and a column for it.
TEST_F(ClinicalBaselineTest, LearnsThatANumberIsMissing) {
  cohort_.entries[0].attributes["age"] = "unknown";
  const auto baseline = fitted();
  EXPECT_NEAR(baseline->encoding().columns()[0].mean, 58.172413793103445, 1e-12);
  EXPECT_NEAR(baseline->regression().coefficients[1], -0.2832889794213589, 1e-6);
  EXPECT_NEAR(baseline->probability(cohort_.entries[0]), 0.2832890128218675, 1e-6);
}

TEST_F(ClinicalBaselineTest, TakesColumnsThatMayHoldTheOutcomeOnlyWhenNamed) {
  const auto named = fitted({"view"});
  EXPECT_THAT(named->encoding().names(), ElementsAre("view"));
  EXPECT_GT(named->probability(cohort_.entries[1]), 0.8);
}

TEST_F(ClinicalBaselineTest, CountsAPatientWithSeveralPicturesOnce) {
  const auto once = fitted();
  for (int i = 0; i < 5; ++i) {
    cohort_.entries.push_back(cohort_.entries[2]);
    entries_.push_back(cohort_.entries.size() - 1);
  }
  EXPECT_EQ(fitted()->regression().intercept, once->regression().intercept);
}

TEST_F(ClinicalBaselineTest, LearnsFromTheGivenEntriesOnly) {
  const auto before = fitted();
  for (int i = 0; i < 5; ++i) add({30 + i, "F", "new kind", "yes", 1});
  entries_.resize(people().size());
  EXPECT_EQ(fitted()->regression().intercept, before->regression().intercept);
  EXPECT_EQ(fitted()->encoding().places(), before->encoding().places());
}

TEST_F(ClinicalBaselineTest, IsNothingWithoutAColumnThatTellsSomething) {
  add_column("smoking", {"no"});
  add_column("height", {"", "NA"});
  EXPECT_FALSE(fitted({"smoking", "height"}));
  cohort_.attribute_columns = {"view"};
  EXPECT_FALSE(fitted());
}

TEST_F(ClinicalBaselineTest, SaysWhyANamedColumnCannotBeUsed) {
  EXPECT_THAT([&] { fitted({"aeg"}); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("did you mean \"age\"?")));
  for (CohortEntry& entry : cohort_.entries) entry.label = "CAD";
  EXPECT_THAT([&] { fitted(); },
              FailsWith(ErrorCode::kBadData, testing::HasSubstr("both classes")));
}

}  // namespace
}  // namespace myolens
