#include "myolens/phantom/disc_sampling.h"

#include <cmath>
#include <gtest/gtest.h>

#include "myolens/phantom/map_segments.h"
#include "tests/unit/phantom/surface_nodes.h"

namespace myolens {
namespace {

constexpr int kMiddle = kMapSide / 2;

SurfaceField towards(double theta) {
  SurfaceField field;
  for_each_node(field, [&](SurfacePoint point, float& value) {
    value = static_cast<float>(std::cos((point.theta - theta) * M_PI / 180));
  });
  return field;
}

TEST(DiscSampler, ShowsAnteriorUpSeptumLeftInferiorDownLateralRight) {
  const DiscSampler sampler(MapPixels(), {});
  EXPECT_GT(*sampler.sample(towards(90)).pixel(kMiddle, 20), 0.98);
  EXPECT_GT(*sampler.sample(towards(180)).pixel(20, kMiddle), 0.98);
  EXPECT_GT(*sampler.sample(towards(270)).pixel(kMiddle, kMapSide - 20), 0.98);
  EXPECT_GT(*sampler.sample(towards(0)).pixel(kMapSide - 20, kMiddle), 0.98);
}

TEST(DiscSampler, PutsLevelsAtTheirDistanceFromTheCentre) {
  SurfaceField field;
  for_each_node(field,
                [](SurfacePoint point, float& value) { value = static_cast<float>(point.level); });
  const MapPixels pixels;
  const FloatImage straight = DiscSampler(pixels, {}).sample(field);
  const FloatImage high = DiscSampler(pixels, {.level_scale = 1.05}).sample(field);
  for (const int offset : {10, 56, 100}) {
    const double r = (offset + 0.5) / kMapDisc.radius;
    EXPECT_NEAR(*straight.pixel(kMiddle + offset, kMiddle), r, 1e-3) << offset;
    EXPECT_NEAR(*high.pixel(kMiddle + offset, kMiddle), 1.05 * r, 1e-3) << offset;
  }
}

TEST(DiscSampler, TurnsCounterClockwise) {
  const DiscSampler sampler(MapPixels(), {.turn_degrees = 90});
  EXPECT_GT(*sampler.sample(towards(0)).pixel(kMiddle, 20), 0.98);
}

TEST(DiscSampler, KeepsAnEvenFieldEvenForEveryTurn) {
  const MapPixels pixels;
  const SurfaceField even(0.8F);
  for (const double turn : {-12.0, -0.001, 0.0, 3.7, 12.0}) {
    const FloatImage map = DiscSampler(pixels, {.turn_degrees = turn}).sample(even);
    for (const MapPixels::Pixel& pixel : pixels.pixels()) {
      ASSERT_NEAR(map.samples[static_cast<size_t>(pixel.index)], 0.8, 1e-5) << turn;
    }
  }
}

TEST(MapSegments, GivesTheMeansOfTheSegmentsDefinition) {
  FloatImage map(kMapSide, kMapSide, 1);
  for (size_t i = 0; i < map.samples.size(); ++i) {
    map.samples[i] = static_cast<float>(i % 1000) / 1000;
  }
  const SegmentValues fast = MapSegments().means(map);
  const SegmentValues defined = segment_means(map, kMapDisc);
  for (size_t i = 0; i < fast.size(); ++i) EXPECT_NEAR(fast[i], defined[i], 1e-9) << i + 1;
}

}  // namespace
}  // namespace myolens
