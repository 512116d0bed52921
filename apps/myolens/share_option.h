// The check of options that are a share, such as --prevalence.
#pragma once

#include <CLI/CLI.hpp>

namespace myolens {

// Between 0 and 1, without these.
inline CLI::Validator share_between_0_and_1() {
  return CLI::Validator(
      [](const std::string& text) {
        double share = 0;
        const bool fits = CLI::detail::lexical_cast(text, share) && share > 0 && share < 1;
        return fits ? std::string()
                    : "expected a share between 0 and 1, without these, got " + text;
      },
      "");
}

}  // namespace myolens
