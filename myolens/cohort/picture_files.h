// Which files of a folder are pictures, told by their content.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace myolens {

struct LeftOut {
  std::filesystem::path file;  // or folder
  std::string reason;
};

// A picture or a DICOM file by its first bytes, whatever its name; or else a file whose name claims
// to be one (.png .jpg .jpeg .bmp .tif .tiff .dcm), so that a damaged picture is refused by the
// decoder and not passed over.
bool is_picture_file(const std::filesystem::path& file);

struct PictureFiles {
  std::vector<std::filesystem::path> pictures;  // sorted
  std::vector<LeftOut> left_out;                // that are no pictures; sorted
  std::vector<LeftOut> unreadable;              // files, folders and links; sorted
};

// Pictures below `folder`. Links to folders are followed, each folder once; what is neither a
// picture nor hidden (a name that begins with a dot) is left out with the reason. What cannot be
// looked at may be or hold a picture, and is kept apart.
// Errors: kReadFailed when `folder` itself cannot be listed.
PictureFiles find_pictures(const std::filesystem::path& folder);

}  // namespace myolens
