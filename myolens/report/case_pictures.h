// Pictures of cases as parts of the page, no larger than the page can bear. Internal to report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/content.h"

namespace myolens {

// What all pictures of a page may take together as text.
inline constexpr size_t kPicturesLimitBytes = 11'000'000;

class CasePictures {
 public:
  // Chooses the largest side that keeps all pictures below the limit, estimated from some cases
  // spread evenly over all. Errors: kInvalidArgument from encoding a broken image.
  explicit CasePictures(const std::vector<TestCase>& cases,
                        size_t limit_bytes = kPicturesLimitBytes);

  int side() const { return side_; }  // pixels; originals and overlays get no larger

  std::string data_uri(const Image& image) const;  // JPEG, at most side() wide and high

  // A heat map is as smooth as the few cells it comes from: half the side shows all of it.
  std::string heat_data_uri(const Image& image) const;

 private:
  size_t bytes_of(const TestCase& item) const;

  int side_ = 0;
};

}  // namespace myolens
