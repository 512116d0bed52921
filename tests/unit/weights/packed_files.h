// Packages as a registry delivers them, made in the test.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace myolens {

struct PackedFile {
  std::string path;
  std::string content;
  bool link = false;  // a symbolic link; `content` is its target
};

// A tar archive, compressed by gzip.
void write_tgz(const std::filesystem::path& file, const std::vector<PackedFile>& files);

// The same as a zip archive.
void write_zip(const std::filesystem::path& file, const std::vector<PackedFile>& files);

}  // namespace myolens
