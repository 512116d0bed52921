// What is wrong with JSON, in words for a user.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace myolens {

// Without the library's own number in front.
inline std::string json_fault(const nlohmann::json::exception& error) {
  const std::string text = error.what();
  const size_t end = text.find("] ");
  return end == std::string::npos ? text : text.substr(end + 2);
}

}  // namespace myolens
