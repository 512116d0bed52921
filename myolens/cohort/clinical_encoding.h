// Clinical values of a patient, as text from a manifest, turned into the numbers that a network or
// a regression reads. What it needs to know is learned from the training patients, without labels.
// Thread-safe (values only).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

using ClinicalValues = std::map<std::string, std::string>;  // by column, as CohortEntry::attributes

inline constexpr size_t kMostClinicalColumns = 64;
inline constexpr size_t kMostClinicalTexts = 20;  // different ones in a column

// A number farther from the training mean than so many deviations is a slip of the pen, or a
// patient unlike those in training.
inline constexpr double kMostClinicalDeviations = 10;

// A column gives one place for its number or one for each of its texts, and a last one for what is
// missing when training patients lacked it.
struct ClinicalColumn {
  std::string name;
  double mean = 0;                      // of the training patients' numbers
  double deviation = 0;                 // likewise, of the population
  std::vector<std::string> texts = {};  // ascending; none: a column of numbers
  bool may_be_missing = false;          // some training patients lacked it

  bool is_number() const { return texts.empty(); }
  size_t width() const { return (is_number() ? 1 : texts.size()) + (may_be_missing ? 1 : 0); }
};

struct EncodedClinical {
  std::vector<float> values;
  // In words, what training gives no ground for: a value that is missing or that no training
  // patient had, a text where numbers are, a number far from all others. The values count it as
  // missing, or as if nothing were known; the number goes to the limit.
  std::vector<std::string> reasons;
};

class ClinicalEncoding {
 public:
  // Nothing: a network for pictures alone.
  ClinicalEncoding() = default;

  // Learns the columns in the order of their names from patients of the training part. Empty fields
  // and "NA", "n/a", "nan", "unknown" and "?" are missing. A column whose other values are all
  // numbers is numeric, any other one has texts; one with a single value tells nothing and is left
  // out. Errors: kBadData (more than kMostClinicalTexts texts), kLimitExceeded (too many columns).
  static ClinicalEncoding fit(std::vector<std::string> columns,
                              std::span<const ClinicalValues* const> patients);

  // As columns() gave them. Errors: kInvalidArgument (what fit would not give).
  static ClinicalEncoding from(std::vector<ClinicalColumn> columns);

  const std::vector<ClinicalColumn>& columns() const { return columns_; }
  bool empty() const { return columns_.empty(); }
  size_t width() const;                     // places in all
  std::vector<std::string> names() const;   // of the columns
  std::vector<std::string> places() const;  // "age", "age missing", "sex F", ...

  // (number - mean) / deviation; 1 at the patient's text and 0 at the others; missing: 0 there, and
  // 1 at the place for it.
  EncodedClinical encode(const ClinicalValues& patient) const;

 private:
  std::vector<ClinicalColumn> columns_;
};

// Whether a field says nothing.
bool is_missing_clinical(std::string_view text);

// Nothing unless the whole text is a finite number with a decimal point.
std::optional<double> clinical_number(std::string_view text);

}  // namespace myolens
