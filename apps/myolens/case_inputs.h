// The pictures that a user names on the command line: files, and folders searched for pictures.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/myolens/command.h"

namespace myolens {

// Reads every picture with `read`, which adds its answer to the result. Pictures that cannot be
// read do not stop the others: each is named at the end and the exit code says bad input. Errors:
// kNotFound, kBadData (no picture at all).
CommandResult for_each_case(
    const std::vector<std::string>& inputs, Context& context,
    const std::function<void(const std::filesystem::path&, CommandResult&)>& read);

}  // namespace myolens
