// A comparison as text for a terminal.
#pragma once

#include <string>

#include "myolens/experiment/comparison.h"

namespace myolens {

std::string comparison_table(const Comparison& comparison);

}  // namespace myolens
