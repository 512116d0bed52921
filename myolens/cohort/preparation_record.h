// What `prepare` writes beside the pictures, and what later steps read of it.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/polarmap/screen_preparation.h"

namespace myolens {

inline constexpr std::string_view kPreparationName = "preparation.csv";
inline constexpr std::string_view kPreparationRecordName = "preparation.json";

// One prepared picture: a row of preparation.csv.
struct PreparedScreen {
  std::string name;           // of the picture, relative to the folder
  std::string source_sha256;  // of the screen's bytes
  Disc disc_on_screen;        // pixels
  Disc disc;                  // in the picture, pixels
  int side = 0;               // of the picture, pixels
  std::string colour_scale;   // of the screen, where the picture is relative uptake
  std::vector<std::string> flags;
  std::vector<std::string> notes;  // of the decoder
};

// Between flags in preparation.csv, and between notes.
inline constexpr std::string_view kBetweenFlags = "; ";

// Of a picture `images/NAME.png`, relative to the folder: `thumbnails/NAME_screen.jpg` and
// `thumbnails/NAME_map.jpg`.
std::string screen_thumbnail_name(const std::filesystem::path& picture);
std::string map_thumbnail_name(const std::filesystem::path& picture);

// The whole cohort: preparation.json.
struct PreparationRecord {
  ColourHandling colours;
  std::string positive_label;  // empty without labels
  size_t images = 0;
  size_t refused = 0;
  bool pseudonyms = false;  // the patients' names in manifest.csv are keyed pseudonyms
  bool synthetic = false;
  std::string reference_standard{};  // how the labels were established; empty: not stated
};

// Errors: kWriteFailed.
void write_prepared_screens(const std::filesystem::path& folder,
                            std::span<const PreparedScreen> screens);
void write_preparation_record(const std::filesystem::path& folder, const PreparationRecord& record);

// Of each row name and circle; the rest is for people. Errors: kInvalidArgument when the folder is
// not the result of `myolens prepare`; kBadFormat, kBadData (not a number, missing column).
std::vector<PreparedScreen> read_prepared_screens(const std::filesystem::path& folder);

// Errors: as read_prepared_screens.
PreparationRecord read_preparation_record(const std::filesystem::path& folder);

}  // namespace myolens
