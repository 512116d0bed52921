#include "myolens/cohort/image_names.h"

#include <algorithm>
#include <string_view>

#include "myolens/base/utf8.h"

namespace myolens {
namespace {

constexpr size_t kMaximalBytes = 200;

bool is_unsafe(char c) {
  constexpr std::string_view kRefused = "/\\<>:\"|?*\x7F";
  return static_cast<unsigned char>(c) < 0x20 || kRefused.find(c) != std::string_view::npos;
}

std::string safe_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const size_t length = first_code_point(text).bytes;
    const bool kept = length > 1 || (length == 1 && !is_unsafe(text[0]));
    const size_t next = name.size() + std::max<size_t>(length, 1);
    if (next > kMaximalBytes) break;
    name += kept ? std::string(text.substr(0, length)) : "_";
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");  // hidden files are skipped
  return name;
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string ImageNames::next(const std::string& patient) {
  const std::string base = safe_name(patient);
  return base + "_" + std::to_string(++given_[lower_case(base)]) + ".png";
}

}  // namespace myolens
