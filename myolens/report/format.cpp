#include "myolens/report/format.h"

#include <array>
#include <charconv>
#include <cmath>

#include "myolens/base/number_text.h"

namespace myolens {

namespace {

constexpr const char* kMinus = "\u2212";
constexpr const char* kNarrowNoBreakSpace = "\u202F";
constexpr const char* kNoBreakSpace = "\u00A0";

bool shows_zero(const std::string& number) {
  return number.find_first_of("123456789") == std::string::npos;
}

}  // namespace

std::string decimal(double value, int decimals) {
  const std::string magnitude = fixed_text(std::abs(value), decimals);
  return value < 0 && !shows_zero(magnitude) ? kMinus + magnitude : magnitude;
}

std::string signed_decimal(double value, int decimals) {
  const std::string text = decimal(value, decimals);
  return value > 0 && !shows_zero(text) ? "+" + text : text;
}

std::string percent(double share) { return decimal(100 * share, 1) + "%"; }

std::string grouped(int64_t count) {
  const std::string digits = std::to_string(std::abs(count));
  if (digits.size() <= 4) return count < 0 ? kMinus + digits : digits;
  std::string text = count < 0 ? kMinus : "";
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += kNarrowNoBreakSpace;
    text += digits[i];
  }
  return text;
}

std::string compact(double value) {
  std::string text = decimal(value, 3);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string without_exponent(double value) {
  std::array<char, 1100> digits;  // the smallest double has 1074 after the point
  const auto result =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), result.ptr};
}

std::string or_undefined(const std::optional<double>& value) {
  return value ? decimal(*value, 3) : kUndefined;
}

std::string interval_text(const std::optional<Interval>& interval) {
  if (!interval) return kUndefined;
  return decimal(interval->low, 3) + " to " + decimal(interval->high, 3);
}

std::string p_text(const std::optional<double>& p) {
  if (!p) return kUndefined;
  return *p < 0.001 ? "<" + std::string(kNoBreakSpace) + "0.001" : decimal(*p, 3);
}

std::string p_relation(const std::optional<double>& p) {
  const std::string text = p_text(p);
  return text.starts_with("<") ? text : "=" + std::string(kNoBreakSpace) + text;
}

}  // namespace myolens
