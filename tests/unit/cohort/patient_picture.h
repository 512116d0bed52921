// Pictures of made-up patients: a disc with a pattern of its own on a ground that is always the
// same.
#pragma once

#include <array>
#include <cmath>
#include <string>

#include "myolens/base/random.h"
#include "myolens/imaging/image.h"

namespace myolens {

struct PictureShape {
  int side = 200;
  double radius = 80;
};

inline Image patient_picture(uint64_t patient, PictureShape shape = {}) {
  struct Blob {
    double x, y, depth;
  };
  RandomStream random(patient, "patient_picture");
  std::array<Blob, 6> blobs;
  for (Blob& blob : blobs) {
    blob = {random.uniform(-0.8, 0.8), random.uniform(-0.8, 0.8), random.uniform(0.1, 0.5)};
  }
  Image image(shape.side, shape.side, 3);
  for (int y = 0; y < shape.side; ++y) {
    for (int x = 0; x < shape.side; ++x) {
      const double dx = (x + 0.5 - shape.side / 2.0) / shape.radius;
      const double dy = (y + 0.5 - shape.side / 2.0) / shape.radius;
      const bool outside = dx * dx + dy * dy > 1;
      double uptake = !outside ? 0.9 : y < 10 ? 0.6 : 0.1;  // a bar of text, and the ground
      for (const Blob& blob : blobs) {
        if (outside) break;
        const double distance = std::hypot(dx - blob.x, dy - blob.y);
        uptake -= blob.depth * std::exp(-distance * distance / 0.1);
      }
      for (int c = 0; c < 3; ++c) {
        const double value = 255 * std::min(1.0, std::max(0.0, uptake) * (0.5 + 0.4 * c));
        image.pixel(x, y)[c] = static_cast<uint8_t>(value);
      }
    }
  }
  return image;
}

}  // namespace myolens
