// Numbers as a reader of a journal expects them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "myolens/metrics/intervals.h"

namespace myolens {

inline constexpr const char* kUndefined = "undefined";

std::string decimal(double value, int decimals);         // with a minus sign, not a hyphen
std::string signed_decimal(double value, int decimals);  // with + or minus sign
std::string percent(double share);                       // one decimal, "95.5%"
std::string grouped(int64_t count);          // "58 331 648" with narrow spaces, "1200" without
std::string compact(double value);           // at most three decimals, "0.5", "0.484"
std::string without_exponent(double value);  // shortest exact text, "0.00001"

std::string or_undefined(const std::optional<double>& value);        // three decimals
std::string interval_text(const std::optional<Interval>& interval);  // "0.849 to 0.987"
std::string p_text(const std::optional<double>& p);                  // "0.041", "< 0.001"
std::string p_relation(const std::optional<double>& p);              // "= 0.041", "< 0.001"

}  // namespace myolens
