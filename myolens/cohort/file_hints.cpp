#include "myolens/cohort/file_hints.h"

#include <algorithm>
#include <system_error>

#include "myolens/base/error.h"
#include "myolens/base/utf8.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kMaximalHints = 50;

// A character of UTF-8 text as its bytes; bytes that are no UTF-8 stand for themselves.
std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> characters;
  while (!text.empty()) {
    characters.push_back(text.substr(0, std::max<size_t>(first_code_point(text).bytes, 1)));
    text.remove_prefix(characters.back().size());
  }
  return characters;
}

// Combining diacritical marks, U+0300 to U+036F.
bool is_mark(std::string_view character) {
  return character >= "\xCC\x80" && character <= "\xCD\xAF" && character.size() == 2;
}

// Letters with their marks, each as one run of characters.
std::vector<std::vector<std::string_view>> letters_of(std::string_view text) {
  std::vector<std::vector<std::string_view>> letters;
  for (const std::string_view character : characters_of(text)) {
    if (letters.empty() || !is_mark(character)) letters.emplace_back();
    letters.back().push_back(character);
  }
  return letters;
}

bool is_windows_path(const std::string& path) {
  return path.find('\\') != std::string::npos || path.find(":/") != std::string::npos;
}

}  // namespace

bool same_but_for_composition(std::string_view a, std::string_view b) {
  return std::ranges::equal(letters_of(a), letters_of(b), [](const auto& one, const auto& other) {
    if (one == other) return true;
    const bool composed = one.front().size() > 1 || other.front().size() > 1;
    return one.size() != other.size() && composed;
  });
}

const std::vector<std::string>& FileHints::names_in(const fs::path& folder) {
  const auto [names, fresh] = folders_.try_emplace(folder);
  if (!fresh) return names->second;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    names->second.push_back(entry->path().filename().string());
  }
  return names->second;
}

std::string FileHints::explain(const fs::path& file) {
  std::error_code error;
  if (fs::exists(file, error)) return file.string() + " is no regular file; name a picture";
  std::string text = "the file " + file.string() + " does not exist";
  if (++given_ > kMaximalHints) return text;
  const std::string name = file.filename().string();
  if (!is_utf8(name)) return text + " (the name is not UTF-8; save the manifest as \"CSV UTF-8\")";
  const std::vector<std::string>& names = names_in(file.parent_path());
  const auto composed = std::ranges::find_if(
      names, [&](const std::string& other) { return same_but_for_composition(name, other); });
  if (composed != names.end()) {
    return text +
           " (there is one whose name looks the same and is written in the other Unicode "
           "form, NFC or NFD; copy its name into the manifest, or rename it)";
  }
  if (is_windows_path(file.string())) {
    text += " (a path of Windows; give one relative to the manifest)";
  }
  return text + nearest_name_hint(name, names);
}

}  // namespace myolens
