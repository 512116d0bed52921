#include "myolens/cohort/image_names.h"

#include <algorithm>
#include <string_view>

namespace myolens {
namespace {

constexpr size_t kMaximalBytes = 200;

// Bytes of the UTF-8 character at the start of `text` (RFC 3629), or 0 when there is none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool beyond_unicode = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond_unicode ? 0 : length;
}

bool is_unsafe(char c) {
  constexpr std::string_view kRefused = "/\\<>:\"|?*\x7F";
  return static_cast<unsigned char>(c) < 0x20 || kRefused.find(c) != std::string_view::npos;
}

std::string safe_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
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

std::string ImageNames::next(const std::string& patient, const std::string& stem) {
  const std::string base = safe_name(stem.starts_with(patient) ? stem : patient + "_" + stem);
  std::string name = base;
  for (size_t copy = 2; !taken_.insert(lower_case(name)).second; ++copy) {
    name = base + "_" + std::to_string(copy);
  }
  return name + ".png";
}

}  // namespace myolens
