// Finds the sub-command, reads its options, runs its job, and turns what happens into output and an
// exit code.
#pragma once

#include <string>
#include <vector>

#include "apps/myolens/command.h"

namespace myolens {

// `arguments` without the program's name. Never throws.
int run_program(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

}  // namespace myolens
