// What is true of synthetic patients, as `myolens phantom` wrote it beside their screens.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

inline constexpr double kVisibleMimic = 0.1;  // share of uptake lost, the least read as a defect

struct ImageTruth {
  std::vector<std::string> vessels;  // stenosed
  int summed_score = 0;
  std::vector<std::string> mimics;  // kinds that take at least kVisibleMimic of the uptake
  std::filesystem::path mask;       // of lesions
};

class PhantomTruth {
 public:
  // `folder` is what `myolens phantom` wrote. Errors: as read_table; kBadData for rows that cannot
  // be understood.
  explicit PhantomTruth(std::filesystem::path folder);

  // By patient and, where the manifest has them, view and state. Errors: kBadData (no such row, or
  // several).
  const ImageTruth& of(const CohortEntry& entry) const;

  // Lesions on the disc of a picture of this size: one channel, 255 inside. Errors: of read_file
  // and decode_image; kBadData for a mask of another form than the phantom's.
  Image lesion(const ImageTruth& truth, const Image& picture, const Disc& disc) const;

 private:
  struct Row {
    std::string view;
    std::string state;
    ImageTruth truth;
  };
  std::filesystem::path folder_;
  std::multimap<std::string, Row> rows_;  // by patient
};

// "0 to 3", "4 to 8", "9 to 13", "above 13": normal, mild, moderate, severe.
std::string severity_class(int summed_score);

}  // namespace myolens
