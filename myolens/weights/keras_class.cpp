#include "myolens/weights/keras_class.h"

#include <algorithm>
#include <charconv>

namespace myolens {
namespace {

constexpr size_t kDigitLimit = 9;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct ClassVariables {
  std::string_view class_name;
  std::vector<std::string> variables;
};

const std::vector<ClassVariables>& class_table() {
  static const std::vector<ClassVariables> table = {
      {"Conv2D", {"kernel", "bias"}},
      {"DepthwiseConv2D", {"kernel", "bias"}},
      {"SeparableConv2D", {"depthwise_kernel", "pointwise_kernel", "bias"}},
      {"BatchNormalization", {"gamma", "beta", "moving_mean", "moving_variance"}},
      {"Normalization", {"mean", "variance", "count"}},
      {"Dense", {"kernel", "bias"}},
      {"Rescaling", {}}};
  return table;
}

}  // namespace

// Keras breaks before a capital that small letters follow, and between a small letter and a
// capital: "ReLU" is "re_lu", "Conv2D" stays in one.
std::string snake_case(std::string_view class_name) {
  std::string result;
  for (size_t i = 0; i < class_name.size(); ++i) {
    const char c = class_name[i];
    const bool before_small =
        i > 0 && is_upper(c) && i + 1 < class_name.size() && is_lower(class_name[i + 1]);
    const bool after_small = i > 0 && is_upper(c) && is_lower(class_name[i - 1]);
    if (before_small || after_small) result += '_';
    result += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

std::vector<std::string> variables_of_class(std::string_view class_name, size_t count) {
  const auto& table = class_table();
  const auto found = std::ranges::find(table, class_name, &ClassVariables::class_name);
  if (found == table.end()) return {};
  auto variables = found->variables;
  if (class_name == "BatchNormalization" && count + 1 == variables.size())
    variables.erase(variables.begin());
  if (variables.size() > count) variables.resize(count);
  return variables;
}

std::string class_of_snake_case(std::string_view name) {
  for (const ClassVariables& entry : class_table()) {
    if (snake_case(entry.class_name) == name) return std::string(entry.class_name);
  }
  return "";
}

NumberedName split_number(std::string_view name) {
  size_t begin = name.size();
  while (begin > 0 && is_digit(name[begin - 1])) --begin;
  const size_t digits = name.size() - begin;
  if (digits == 0 || digits > kDigitLimit || begin < 2 || name[begin - 1] != '_')
    return {std::string(name), 0};
  NumberedName result{std::string(name.substr(0, begin - 1)), 0};
  std::from_chars(name.data() + begin, name.data() + name.size(), result.number);
  return result;
}

}  // namespace myolens
