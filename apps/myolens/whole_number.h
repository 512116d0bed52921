// The check of options that are a whole number, such as --seed.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace myolens {

// CLI11's own checks read -1 as the largest unsigned number, and take what is too large for it.
inline CLI::Validator whole_number(uint64_t least, uint64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        uint64_t number = 0;
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, number);
        const bool fits = parsed.ec == std::errc{} && parsed.ptr == end;
        return fits && number >= least && number <= most
                   ? std::string()
                   : "expected a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most) + ", got " + text;
      },
      "");
}

}  // namespace myolens
