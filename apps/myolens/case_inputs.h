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

// A case that must not be assessed, in the result: no call, the reasons in words, and the exit code
// that says so unless something worse has happened.
void add_refusal(const std::string& file, const std::vector<std::string>& reasons,
                 CommandResult& result);

}  // namespace myolens
