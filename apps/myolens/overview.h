// The text of `myolens --help`.
#pragma once

#include <string>
#include <vector>

#include "apps/myolens/command.h"

namespace myolens {

// Commands under their groups, groups in the order in which they first occur.
std::string overview(const std::vector<Command>& commands);

}  // namespace myolens
