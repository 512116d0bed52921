// What the source files of the program say about each other.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace myolens {

struct SourceFile {
  std::filesystem::path path;               // below the repository
  std::string folder;                       // "imaging" of myolens/imaging/..., "apps" of apps/...
  std::vector<std::string> quoted_headers;  // #include "..."
  std::vector<std::string> angle_headers;   // #include <...>
  std::vector<std::string> lines;
};

// Every .h and .cpp below myolens/ and apps/.
std::vector<SourceFile> source_files(const std::filesystem::path& repository);

// Folder of a header of ours ("myolens/imaging/image.h": "imaging"; "apps/...": "apps"), else "".
std::string folder_of(const std::string& header);

// LINKS of every myolens_folder() below myolens/.
std::map<std::string, std::set<std::string>> declared_links(
    const std::filesystem::path& repository);

}  // namespace myolens
