#include "myolens/classifier/checksum_list.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kListLimitBytes = 4096;
constexpr size_t kSumLength = 64;
constexpr std::string_view kBetween = "  ";

[[noreturn]] void fail(const fs::path& list, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, list.string() + " is not the list of this folder's files: " +
                                         what + "; use the folder as it was written");
}

bool is_sum(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Sums by file name. Only names that are asked for are accepted, so none can lead elsewhere.
std::map<std::string, std::string, std::less<>> parse_list(
    std::string_view text, const fs::path& list, std::span<const std::string_view> names) {
  std::map<std::string, std::string, std::less<>> sums;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const bool is_whole = end != text.npos && line.size() > kSumLength + kBetween.size() &&
                          is_sum(line.substr(0, kSumLength)) &&
                          line.substr(kSumLength, kBetween.size()) == kBetween;
    if (!is_whole) fail(list, "line " + std::to_string(number) + " is damaged");
    const std::string name(line.substr(kSumLength + kBetween.size()));
    if (std::ranges::find(names, name) == names.end())
      fail(list, "line " + std::to_string(number) + " names a file that is not part of it");
    if (!sums.emplace(name, line.substr(0, kSumLength)).second) fail(list, name + " comes twice");
    text.remove_prefix(end + 1);
  }
  return sums;
}

}  // namespace

void write_checksum_list(const fs::path& folder, std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names)
    text += sha256_hex_of_file(folder / name) + std::string(kBetween) + std::string(name) + "\n";
  write_file(folder / kChecksumListFile, text);
}

void check_checksum_list(const fs::path& folder, std::span<const std::string_view> names) {
  const fs::path list = folder / kChecksumListFile;
  if (!fs::exists(list)) fail(list, "it is missing");
  const auto sums = parse_list(read_text_file(list, kListLimitBytes), list, names);
  for (const std::string_view name : names) {
    const auto listed = sums.find(name);
    if (listed == sums.end()) fail(list, std::string(name) + " is not listed");
    if (const std::string found = sha256_hex_of_file(folder / name); found != listed->second) {
      throw Error(ErrorCode::kChecksumMismatch, (folder / name).string() + " has SHA-256 " + found +
                                                    ", but " + kChecksumListFile + " says " +
                                                    listed->second +
                                                    "; use the folder as it was written");
    }
  }
}

}  // namespace myolens
