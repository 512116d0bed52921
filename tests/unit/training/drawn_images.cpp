#include "tests/unit/training/drawn_images.h"

#include <cmath>

#include "myolens/base/random.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace {

constexpr int kSide = 64;

Image drawn_map(bool positive, RandomStream& random) {
  const double angle = random.uniform(0, 6.28);
  Image image(kSide, kSide, 3);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double dx = x + 0.5 - kSide / 2.0;
      const double dy = y + 0.5 - kSide / 2.0;
      if (std::hypot(dx, dy) > kSide / 2.0) continue;
      const double distance = std::hypot(dx - 16 * std::cos(angle), dy - 16 * std::sin(angle));
      const double uptake = positive && distance < 20 ? 0.2 : 0.9 + random.uniform(-0.05, 0.05);
      const auto level = static_cast<uint8_t>(255 * uptake);
      std::fill_n(image.pixel(x, y), 3, level);
    }
  }
  return image;
}

}  // namespace

DrawnImages drawn_images(const TemporaryFolder& folder, size_t count) {
  DrawnImages images;
  RandomStream random(1, "drawn images");
  for (size_t i = 0; i < count; ++i) {
    const bool positive = i % 2 == 0;
    images.files.push_back(folder / ("map_" + std::to_string(i) + ".png"));
    write_file(images.files.back(), encode_png(drawn_map(positive, random)));
    images.labels.push_back(positive ? 0 : 1);
  }
  return images;
}

}  // namespace myolens
