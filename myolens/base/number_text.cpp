#include "myolens/base/number_text.h"

#include <array>
#include <charconv>

#include "myolens/base/error.h"

namespace myolens {
namespace {

template <typename... Format>
std::string to_text(double value, Format... format) {
  std::array<char, 512> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
  return {buffer.data(), result.ptr};
}

template <typename Number>
Number parse(std::string_view text, const std::string& origin) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorCode::kBadFormat,
                origin + ": expected a number, got \"" + std::string(text) + "\"");
  }
  return value;
}

}  // namespace

std::string exact_text(double value) { return to_text(value); }

std::string fixed_text(double value, int decimals) {
  return to_text(value, std::chars_format::fixed, decimals);
}

double parse_number(std::string_view text, const std::string& origin) {
  return parse<double>(text, origin);
}

int parse_integer(std::string_view text, const std::string& origin) {
  return parse<int>(text, origin);
}

}  // namespace myolens
