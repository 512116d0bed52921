#include "myolens/cohort/identity_columns.h"

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <vector>

namespace myolens {
namespace {

constexpr size_t kEnoughTexts = 10;

// Whole words of a heading, in lower case.
constexpr std::array<std::string_view, 44> kIdentityWords{
    "name",       "names",      "surname", "forename",  "firstname", "lastname",  "givenname",
    "familyname", "initials",   "dob",     "birth",     "birthdate", "birthday",  "date",
    "datetime",   "timestamp",  "id",      "mrn",       "ssn",       "pid",       "uid",
    "accession",  "address",    "street",  "postcode",  "zip",       "phone",     "telephone",
    "mobile",     "email",      "mail",    "physician", "doctor",    "operator",  "comment",
    "comments",   "remark",     "remarks", "note",      "notes",     "insurance", "passport",
    "path",       "description"};

std::vector<std::string> words_of(std::string_view heading) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : heading) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    const bool new_hump = upper && before >= 'a' && before <= 'z';  // StudyDate
    if ((!letter || new_hump) && !words.back().empty()) words.emplace_back();
    if (letter) words.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
    before = c;
  }
  return words;
}

bool is_number(const std::string& value) {
  static const std::regex kNumber(R"(\s*[-+]?\d*[.,]?\d+([eE][-+]?\d+)?\s*)");
  return std::regex_match(value, kNumber);
}

bool is_date(const std::string& value) {
  static const std::regex kDate(R"(.*(^|\D)((19|20)\d\d[-./](0?[1-9]|1[0-2])[-./]([0-2]?\d|3[01]))"
                                R"(|([0-2]?\d|3[01])[-./]([0-2]?\d|3[01])[-./](19|20)?\d\d)"
                                R"(|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(\D.*|$))");
  return std::regex_match(value, kDate);
}

}  // namespace

std::string identity_reason(std::string_view column, std::span<const std::string> values) {
  for (const std::string& word : words_of(column)) {
    if (std::ranges::find(kIdentityWords, word) != kIdentityWords.end()) {
      return "its heading has the word \"" + word + "\"";
    }
  }
  if (std::ranges::any_of(values, is_date)) return "it holds dates";
  std::map<std::string, size_t> texts;
  for (const std::string& value : values) {
    if (!value.empty() && !is_number(value)) ++texts[value];
  }
  const auto single = std::ranges::count_if(texts, [](const auto& t) { return t.second == 1; });
  const auto count = static_cast<size_t>(single);
  if (values.size() >= kEnoughTexts && 2 * count > values.size()) {
    return "most of its values are texts that occur once";
  }
  return "";
}

}  // namespace myolens
