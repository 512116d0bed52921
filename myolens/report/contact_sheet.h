// One HTML page to look through the result of `myolens prepare`, hundreds of maps in a minute. It
// names pictures by their place beside it, loads nothing else, and works from a disk.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

inline constexpr std::string_view kContactSheetName = "contact_sheet.html";

// One prepared map. Paths are relative to the page, with `/` between folders.
struct ContactCase {
  std::string patient;
  std::string label;    // may be empty
  std::string details;  // what tells the patient's maps apart, may be empty
  std::string map;      // the full picture
  std::string screen_thumbnail;
  std::string map_thumbnail;
  std::vector<std::string> flags{};
  std::string notes{};  // of the decoder, may be empty
};

struct ContactSheet {
  std::vector<ContactCase> cases;  // in the order of the manifest
  size_t refused = 0;              // files; their names stay out, they may hold a patient's
  bool synthetic = false;
};

// The page, UTF-8. Cases with the gravest flags come first. Its own script, the only one that a
// browser runs, sorts and filters.
std::string contact_sheet(const ContactSheet& sheet);

// What the manifest, preparation.csv and the synthetic marker of a prepared folder say. Errors: as
// read_table; kBadData for a missing column, or a picture that preparation.csv lacks.
ContactSheet read_contact_sheet(const std::filesystem::path& prepared_folder, size_t refused);

// Writes the page into the folder. Errors: as read_contact_sheet; kWriteFailed.
void write_contact_sheet(const std::filesystem::path& prepared_folder, size_t refused);

}  // namespace myolens
