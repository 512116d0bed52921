// How patients are parted for choosing and for judging, by name.
#pragma once

#include <string>
#include <string_view>

namespace myolens {

enum class Protocol {
  kHoldout,     // a test part that takes no part; everything is chosen out of fold in the rest
  kValidation,  // the same test part; one validation part chooses
  kCrossval,    // every patient is judged by a procedure that never saw it
  kPaper        // the test part chooses, as the paper is read: optimistic
};

// "holdout", "validation", "crossval", "paper".
std::string_view name_of(Protocol protocol);

// Errors: kInvalidArgument with the nearest name.
Protocol find_protocol(std::string_view name);

// Whether folds of the training patients choose together, out of fold; else one part chooses.
bool folds_choose(Protocol protocol);

// Below so many patients one split says little, and cross-validation is recommended.
inline constexpr size_t kFewPatients = 1000;

}  // namespace myolens
