// The one error type of Myolens, with a closed list of codes. Thread-safe (values only).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

enum class ErrorCode {
  kInvalidArgument,   // the caller asked for something that cannot be: an option, a value, a name
  kNotFound,          // a file or folder that should exist does not
  kBadFormat,         // bytes that are not what they should be: damaged, truncated, of another kind
  kBadData,           // readable input that makes no sense: unknown label, one class only, no disc
  kChecksumMismatch,  // bytes that differ from the ones that were promised
  kLimitExceeded,     // input larger than the documented limit
  kReadFailed,        // the operating system could not read
  kWriteFailed,       // the operating system could not write (full disk, no permission)
  kUnavailable,       // a library, tool or service that is needed is not there
  kInternal,          // a broken promise inside Myolens
};

// `message` says what was expected, what came, where, and what to do.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

// ` (did you mean "NAME"?)` for the candidate nearest to `word` by edit distance, or "" when none
// is near.
std::string nearest_name_hint(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace myolens
