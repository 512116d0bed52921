// Patients grouped by what a split must share out evenly.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"

namespace myolens {

// Patients of one class by the value of an attribute ("" where unknown), each list sorted.
using Strata = std::map<std::string, std::vector<std::string>>;

// By class. A patient with several values of the attribute counts for the first by name.
std::map<std::string, Strata> strata_by_class(const Cohort& cohort, const std::string& attribute);

}  // namespace myolens
