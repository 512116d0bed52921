#include "myolens/imaging/picture_limits.h"

#include "myolens/base/error.h"
#include "myolens/imaging/codec.h"

namespace myolens {

void check_picture_limits(uint64_t width, uint64_t height, const std::string& origin) {
  const std::string size = std::to_string(width) + " x " + std::to_string(height) + " pixels";
  if (width == 0 || height == 0) {
    throw Error(ErrorCode::kBadFormat, origin + ": a picture of " + size + " is empty");
  }
  if (width > kMaximalSideInPixels || height > kMaximalSideInPixels ||
      width * height > kMaximalPixels) {
    throw Error(ErrorCode::kLimitExceeded, origin + ": " + size + "; at most " +
                                               std::to_string(kMaximalSideInPixels) +
                                               " per side and " + std::to_string(kMaximalPixels) +
                                               " in all are accepted; make the picture smaller");
  }
}

namespace {

template <typename Sample>
void check_image(const BasicImage<Sample>& image) {
  const bool drawable =
      image.width > 0 && image.height > 0 && (image.channels == 1 || image.channels == 3);
  const auto needed = static_cast<size_t>(image.width) * static_cast<size_t>(image.height) *
                      static_cast<size_t>(image.channels);
  if (!drawable || image.samples.size() != needed) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a picture of 1 or 3 channels to encode, got " +
                    std::to_string(image.width) + " x " + std::to_string(image.height) + " x " +
                    std::to_string(image.channels) + " with " +
                    std::to_string(image.samples.size()) + " samples");
  }
  check_picture_limits(static_cast<uint64_t>(image.width), static_cast<uint64_t>(image.height),
                       "picture to encode");
}

}  // namespace

void check_encodable(const Image& image) { check_image(image); }
void check_encodable(const Image16& image) { check_image(image); }

}  // namespace myolens
