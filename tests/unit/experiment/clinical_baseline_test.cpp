#include "myolens/experiment/clinical_baseline.h"

#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

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

  std::optional<ClinicalBaseline> fitted(const std::vector<std::string>& columns = {}) const {
    return ClinicalBaseline::fit(cohort_, entries_, columns);
  }

  std::vector<std::string> taken_columns() const {
    const auto baseline = fitted();
    std::vector<std::string> columns;
    for (const ClinicalTerm& term : baseline->terms()) columns.push_back(term.column);
    return columns;
  }

  Cohort cohort_;
  std::vector<size_t> entries_;
};

// scikit-learn 1.9: LogisticRegression(C=1, tol=1e-13) after StandardScaler, the most frequent
// values dropped from the dummies.
TEST_F(ClinicalBaselineTest, AgreesWithScikitLearn) {
  const auto baseline = fitted();
  ASSERT_TRUE(baseline);
  const std::vector<ClinicalTerm> expected{
      {"age", {}, 58.56666666666667, 14.890004104170766, 0.8329055863942981},
      {"sex", "F", 0.4, 0.4898979485566357, -0.2892029662005833},
      {"chest_pain", "other", 0.26666666666666666, 0.4422166387140533, 0.6294434333343655},
      {"chest_pain", "typical", 0.23333333333333334, 0.4229525846816506, 0.5363244558170295},
      {"diabetes", "yes", 0.23333333333333334, 0.42295258468165065, 0.5830841702826541}};
  ASSERT_EQ(baseline->terms().size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const ClinicalTerm& term = baseline->terms()[i];
    EXPECT_EQ(term.column, expected[i].column);
    EXPECT_EQ(term.value, expected[i].value);
    EXPECT_NEAR(term.mean, expected[i].mean, 1e-12);
    EXPECT_NEAR(term.deviation, expected[i].deviation, 1e-12);
    EXPECT_NEAR(term.coefficient, expected[i].coefficient, 1e-6);
  }
  EXPECT_NEAR(baseline->intercept(), 0.36870253682912335, 1e-6);
  EXPECT_NEAR(baseline->probability(cohort_.entries[0]), 0.41506410116612574, 1e-6);
  EXPECT_NEAR(baseline->probability(cohort_.entries[1]), 0.6417314722577471, 1e-6);
}

TEST_F(ClinicalBaselineTest, PutsTheMeanOrTheMostFrequentValueForWhatIsMissing) {
  CohortEntry unknown;
  unknown.attributes = {{"age", "NA"}, {"sex", ""}, {"chest_pain", "never seen"}};
  EXPECT_NEAR(fitted()->probability(unknown), 0.4031673034835791, 1e-6);  // scikit-learn
}

TEST_F(ClinicalBaselineTest, LearnsTheMeanOfKnownNumbersOnly) {
  cohort_.entries[0].attributes["age"] = "unknown";
  const ClinicalTerm age = fitted()->terms().front();
  EXPECT_FALSE(age.value);
  EXPECT_NEAR(age.mean, (58.56666666666667 * 30 - 70) / 29, 1e-12);
}

TEST_F(ClinicalBaselineTest, TakesColumnsThatMayHoldTheOutcomeOnlyWhenNamed) {
  EXPECT_EQ(taken_columns(),
            (std::vector<std::string>{"age", "sex", "chest_pain", "chest_pain", "diabetes"}));
  const auto named = fitted({"view"});
  ASSERT_EQ(named->terms().size(), 1U);
  EXPECT_GT(named->probability(cohort_.entries[1]), 0.9);
}

TEST_F(ClinicalBaselineTest, KnowsClinicalHeadingsInTheirUsualSpellings) {
  cohort_.attribute_columns.clear();
  const std::vector<std::string> clinical{"Age (years)", "GENDER",         "Body-Mass Index",
                                          "weight_kg",   "Family history", "Shortness of breath",
                                          "Resting ECG"};
  for (const std::string& name : clinical) add_column(name, {"1", "2", "3"});
  for (const std::string name :
       {"stenosis", "sss", "page", "state", "age_of_report", "follow_up"}) {
    add_column(name, {"1", "2", "3"});
  }
  EXPECT_EQ(taken_columns(), clinical);
}

TEST_F(ClinicalBaselineTest, CountsAPatientWithSeveralPicturesOnce) {
  const auto once = fitted();
  for (int i = 0; i < 5; ++i) {
    cohort_.entries.push_back(cohort_.entries[2]);
    entries_.push_back(cohort_.entries.size() - 1);
  }
  EXPECT_EQ(fitted()->intercept(), once->intercept());
}

TEST_F(ClinicalBaselineTest, LearnsFromTheGivenEntriesOnly) {
  const auto before = fitted();
  for (int i = 0; i < 5; ++i) add({30 + i, "F", "new kind", "yes", 1});
  entries_.resize(people().size());
  EXPECT_EQ(fitted()->intercept(), before->intercept());
  EXPECT_EQ(fitted()->terms().size(), before->terms().size());
}

TEST_F(ClinicalBaselineTest, LeavesOutColumnsThatTellNothing) {
  add_column("smoking", {"no"});
  add_column("height", {"", "NA"});
  add_column("angina", {"a", "b", "c", "d", "e", "f"});
  EXPECT_EQ(fitted()->terms().size(), 5U);
  EXPECT_FALSE(fitted({"smoking", "height"}));
  cohort_.attribute_columns = {"view"};
  EXPECT_FALSE(fitted());
}

TEST_F(ClinicalBaselineTest, SaysWhyANamedColumnCannotBeUsed) {
  add_column("town", {"a", "b", "c", "d", "e", "f"});
  EXPECT_THAT([&] { fitted({"aeg"}); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("did you mean \"age\"?")));
  EXPECT_THAT([&] { fitted({"town"}); },
              FailsWith(ErrorCode::kBadData, testing::HasSubstr("6 different texts")));
  for (CohortEntry& entry : cohort_.entries) entry.label = "CAD";
  EXPECT_THAT([&] { fitted(); },
              FailsWith(ErrorCode::kBadData, testing::HasSubstr("both classes")));
}

}  // namespace
}  // namespace myolens
