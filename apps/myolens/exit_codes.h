// What the program's exit status tells a script.
#pragma once

#include <string_view>

#include "myolens/base/error.h"

namespace myolens {

enum ExitCode : int {
  kExitDone = 0,
  kExitFailed = 1,      // the job failed: a full disk, a missing library, a fault of ours
  kExitWrongUsage = 2,  // an option or argument that cannot be
  kExitBadInput = 3,    // each offending file is named
  kExitRefused = 4,     // the input was read and understood, and must not be assessed
};

ExitCode exit_code_for(ErrorCode code);

// The name of a code in --json output, such as "bad_data".
std::string_view error_code_name(ErrorCode code);

}  // namespace myolens
