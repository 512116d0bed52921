#include "myolens/cohort/folds.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Class {
  std::string label;
  size_t men = 0;
  size_t women = 0;
  size_t unknown = 0;  // sex
};

Cohort cohort_of(const std::vector<Class>& classes) {
  Cohort cohort;
  for (const Class& each : classes) {
    for (size_t i = 0; i < each.men + each.women + each.unknown; ++i) {
      CohortEntry entry;
      entry.patient = each.label + std::to_string(i);
      entry.label = each.label;
      if (i < each.men + each.women) entry.attributes["sex"] = i < each.men ? "m" : "f";
      cohort.entries.push_back(entry);
    }
  }
  return cohort;
}

Cohort paper_cohort() { return cohort_of({{"CAD", 94, 36}, {"non-CAD", 46, 42}}); }

std::vector<std::string> all_patients(const Cohort& cohort) {
  std::vector<std::string> patients;
  for (const auto& [patient, label] : patient_labels(cohort)) patients.push_back(patient);
  return patients;
}

FoldOptions options(int folds, uint64_t seed = 1, const std::string& name = "folds") {
  FoldOptions result;
  result.folds = folds;
  result.seed = seed;
  result.name = name;
  return result;
}

std::vector<std::vector<std::string>> folds_of_all(const Cohort& cohort, const FoldOptions& how) {
  return make_folds(cohort, all_patients(cohort), how);
}

// Numbers of patients in each fold, by class and by class and sex.
std::map<std::string, std::vector<int>> counts(const Cohort& cohort,
                                               const std::vector<std::vector<std::string>>& folds) {
  std::map<std::string, std::vector<int>> found;
  for (size_t fold = 0; fold < folds.size(); ++fold) {
    for (const CohortEntry& entry : cohort.entries) {
      if (!std::ranges::binary_search(folds[fold], entry.patient)) continue;
      for (const std::string& key : {entry.label, entry.label + " " + entry.attribute("sex")}) {
        found[key].resize(folds.size());
        ++found[key][fold];
      }
    }
  }
  return found;
}

TEST(Folds, HoldEveryPatientOnce) {
  const Cohort cohort = paper_cohort();
  const auto folds = folds_of_all(cohort, options(5));
  ASSERT_EQ(folds.size(), 5U);
  std::vector<std::string> dealt;
  for (const auto& fold : folds) {
    EXPECT_TRUE(std::ranges::is_sorted(fold));
    dealt.insert(dealt.end(), fold.begin(), fold.end());
  }
  std::ranges::sort(dealt);
  EXPECT_EQ(dealt, all_patients(cohort));
}

// 130 patients over 5 folds are 26 each; 88 are 17 or 18; 94 men 18 or 19; and so on.
TEST(Folds, DifferByOneAtMostWithinAClassAndASex) {
  for (const Cohort& cohort :
       {paper_cohort(), cohort_of({{"CAD", 7, 3, 4}, {"non-CAD", 1, 5, 9}})}) {
    for (const int folds : {2, 3, 5}) {
      const auto dealt = folds_of_all(cohort, options(folds));
      for (const auto& [key, sizes] : counts(cohort, dealt)) {
        const auto [least, most] = std::ranges::minmax(sizes);
        EXPECT_LE(most - least, 1) << key << " in " << folds << " folds";
      }
      const auto [smallest, largest] =
          std::ranges::minmax(dealt, {}, &std::vector<std::string>::size);
      EXPECT_LE(largest.size() - smallest.size(), 1U);
    }
  }
  const Cohort paper = paper_cohort();
  EXPECT_EQ(counts(paper, folds_of_all(paper, options(5)))["CAD"],
            (std::vector<int>{26, 26, 26, 26, 26}));
}

TEST(Folds, DoNotDependOnTheOrderOfTheManifest) {
  Cohort cohort = paper_cohort();
  const auto folds = folds_of_all(cohort, options(5));
  std::ranges::reverse(cohort.entries);
  EXPECT_EQ(folds_of_all(cohort, options(5)), folds);
}

TEST(Folds, DependOnSeedAndName) {
  const Cohort cohort = paper_cohort();
  const auto folds = folds_of_all(cohort, options(5));
  EXPECT_EQ(folds_of_all(cohort, options(5)), folds);
  EXPECT_NE(folds_of_all(cohort, options(5, 2)), folds);
  EXPECT_NE(folds_of_all(cohort, options(5, 1, "repeat 2")), folds);
}

TEST(Folds, CountAPatientWithSeveralPicturesOnce) {
  Cohort cohort = paper_cohort();
  const auto folds = folds_of_all(cohort, options(5));
  const auto first_views = cohort.entries;
  cohort.entries.insert(cohort.entries.end(), first_views.begin(), first_views.begin() + 50);
  EXPECT_EQ(folds_of_all(cohort, options(5)), folds);
}

TEST(Folds, DealOutTheGivenPatientsOnly) {
  const Cohort cohort = paper_cohort();
  std::vector<std::string> patients = all_patients(cohort);
  std::erase_if(patients, [](const std::string& patient) { return patient.ends_with("7"); });
  std::vector<std::string> dealt;
  for (const auto& fold : make_folds(cohort, patients, options(4)))
    dealt.insert(dealt.end(), fold.begin(), fold.end());
  std::ranges::sort(dealt);
  EXPECT_EQ(dealt, patients);
}

TEST(Folds, NeedAPatientOfEachClassInEveryFold) {
  EXPECT_NO_THROW(folds_of_all(cohort_of({{"CAD", 3, 0}, {"non-CAD", 2, 1}}), options(3)));
  EXPECT_THAT(
      [] {
        folds_of_all(cohort_of({{"CAD", 9, 0}, {"non-CAD", 1, 1}}), options(3));
      },
      FailsWith(ErrorCode::kBadData,
                AllOf(HasSubstr("\"non-CAD\" has 2 patients for 3 folds"), HasSubstr("fewer"))));
}

TEST(Folds, AreAtLeastTwo) {
  for (const int folds : {1, 0, -3}) {
    EXPECT_THAT([&] { folds_of_all(paper_cohort(), options(folds)); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("at least 2")));
  }
}

}  // namespace
}  // namespace myolens
