// Numbers to and from text, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace myolens {

// Shortest text that reads back as the same number.
std::string exact_text(double value);

// With a fixed number of decimals.
std::string fixed_text(double value, int decimals);

// The whole text as a number. Errors: kBadFormat, naming `origin`.
double parse_number(std::string_view text, const std::string& origin);
int parse_integer(std::string_view text, const std::string& origin);

}  // namespace myolens
