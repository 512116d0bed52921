// What every file and screen that a reader sees says.
#pragma once

namespace myolens {

inline constexpr const char* kNotice = "Research use only, not a medical device.";

}  // namespace myolens
