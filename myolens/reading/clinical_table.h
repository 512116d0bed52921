// The clinical values of new cases, from a table that the user gives beside the screens.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "myolens/reading/case_reader.h"

namespace myolens {

class ClinicalTable {
 public:
  // A table (base/csv.h) with the column `file`, relative to itself, and those that the model
  // reads; others are not looked at. `path` may be empty when the model reads none. Errors:
  // kInvalidArgument (the model reads clinical values and no table is given, or the other way
  // round), kBadData (a column is missing, with the nearest name; a file twice), of read_table.
  ClinicalTable(const ModelBundle& bundle, const std::filesystem::path& path);

  // Adds a case's values to its reading: of the row with its path, or else of the one that names it
  // without a folder. A case without a row is a refusal.
  void add_to(CaseReading& reading, const std::filesystem::path& picture) const;

 private:
  const ClinicalValues* find(const std::filesystem::path& picture) const;

  ClinicalEncoding encoding_;
  std::string name_;  // of the table
  std::map<std::filesystem::path, ClinicalValues> by_path_;
  std::map<std::string, ClinicalValues> by_name_;  // of rows that give no folder
};

}  // namespace myolens
