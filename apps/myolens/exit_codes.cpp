#include "apps/myolens/exit_codes.h"

#include <algorithm>
#include <array>

namespace myolens {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  ExitCode exit_code;
};

constexpr std::array kRows{
    Row{ErrorCode::kInvalidArgument, "invalid_argument", kExitWrongUsage},
    Row{ErrorCode::kNotFound, "not_found", kExitBadInput},
    Row{ErrorCode::kBadFormat, "bad_format", kExitBadInput},
    Row{ErrorCode::kBadData, "bad_data", kExitBadInput},
    Row{ErrorCode::kChecksumMismatch, "checksum_mismatch", kExitBadInput},
    Row{ErrorCode::kLimitExceeded, "limit_exceeded", kExitBadInput},
    Row{ErrorCode::kReadFailed, "read_failed", kExitFailed},
    Row{ErrorCode::kWriteFailed, "write_failed", kExitFailed},
    Row{ErrorCode::kUnavailable, "unavailable", kExitFailed},
    Row{ErrorCode::kInternal, "internal", kExitFailed},
};

const Row& row_of(ErrorCode code) { return *std::ranges::find(kRows, code, &Row::code); }

}  // namespace

ExitCode exit_code_for(ErrorCode code) { return row_of(code).exit_code; }

std::string_view error_code_name(ErrorCode code) { return row_of(code).name; }

}  // namespace myolens
