// The date for a page that is written now.
#pragma once

#include <string>

namespace myolens {

std::string today();  // "2025-01-15", UTC

}  // namespace myolens
