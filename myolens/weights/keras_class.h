// How Keras names layers after their classes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

// "SeparableConv2D" is "separable_conv2d" (keras.src.utils.naming.to_snake_case).
std::string snake_case(std::string_view class_name);

// The variables of a layer of the class in Keras's order; empty for classes that no backbone has.
// `count` tells apart what a layer has with and without bias or scale.
std::vector<std::string> variables_of_class(std::string_view class_name, size_t count);

// The class of weights or rescaling whose snake case it is: "conv2d" is "Conv2D". Else empty.
std::string class_of_snake_case(std::string_view snake_case);

// "conv2d_12" is number 12 of "conv2d", "conv2d" is its number 0.
struct NumberedName {
  std::string base;
  uint64_t number = 0;
};
NumberedName split_number(std::string_view name);

}  // namespace myolens
