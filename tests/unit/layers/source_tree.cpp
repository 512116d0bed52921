#include "tests/unit/layers/source_tree.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace myolens {
namespace fs = std::filesystem;
namespace {

SourceFile read_source(const fs::path& file, const fs::path& repository) {
  SourceFile source;
  source.path = file.lexically_relative(repository);
  source.folder = folder_of(source.path.string());
  static const std::regex kInclude(R"re(\s*#\s*include\s+(["<])([^">]+)[">].*)re");
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kInclude)) {
      (match[1] == "<" ? source.angle_headers : source.quoted_headers).push_back(match[2]);
    }
    source.lines.push_back(line);
  }
  return source;
}

std::string read_text(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string folder_of(const std::string& header) {
  const fs::path path(header);
  std::vector<std::string> parts;
  for (const fs::path& part : path) parts.push_back(part.string());
  if (parts.size() > 1 && parts[0] == "apps") return "apps";
  return parts.size() > 2 && parts[0] == "myolens" ? parts[1] : "";
}

std::vector<SourceFile> source_files(const fs::path& repository) {
  std::vector<SourceFile> files;
  for (const char* top : {"myolens", "apps"}) {
    for (const auto& entry : fs::recursive_directory_iterator(repository / top)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      files.push_back(read_source(entry.path(), repository));
    }
  }
  return files;
}

std::map<std::string, std::set<std::string>> declared_links(const fs::path& repository) {
  static const std::regex kFolder(R"(myolens_folder\(\s*(\w+)([^)]*)\))");
  std::map<std::string, std::set<std::string>> links;
  for (const auto& entry : fs::directory_iterator(repository / "myolens")) {
    const std::string text = read_text(entry.path() / "CMakeLists.txt");
    for (std::sregex_iterator call(text.begin(), text.end(), kFolder), end; call != end; ++call) {
      std::set<std::string>& of_folder = links[(*call)[1]];
      std::istringstream words((*call)[2].str());
      bool inside = false;
      for (std::string word; words >> word;) {
        const bool keyword = word == "SOURCES" || word == "LINKS" || word == "LIBRARIES";
        if (keyword) {
          inside = word == "LINKS";
        } else if (inside) {
          of_folder.insert(word);
        }
      }
    }
  }
  return links;
}

}  // namespace myolens
