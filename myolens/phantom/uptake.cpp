#include "myolens/phantom/uptake.h"

#include <algorithm>
#include <string>

#include "myolens/phantom/image_faults.h"

namespace myolens {
namespace {

constexpr double kSmallHeartBlur = 1.3;
constexpr double kRestNoise = 1.3;

struct ImageQuality {
  double blur_millimetres;
  double noise_deviation;
};

ImageQuality draw_quality(bool small_heart, StudyState state, RandomStream random) {
  const double blur = random.uniform(4.0, 5.5);
  const double noise = random.uniform(.008, .022);
  return {blur * (small_heart ? kSmallHeartBlur : 1),
          noise * (state == StudyState::kRest ? kRestNoise : 1)};
}

std::vector<Mimic> draw_mimics(const VirtualPatient& patient, ImageKind kind) {
  const std::string purpose = std::string(image_kind_name(kind)) + " faults";
  std::vector<Mimic> mimics =
      draw_image_faults(kind, patient.clinical.male, patient.key.stream(purpose));
  for (Mimic block : patient.heart.bundle_branch_block) {
    if (kind.state == StudyState::kRest) block.depth *= patient.heart.block_rest_share;
    mimics.push_back(block);
  }
  return mimics;
}

void apply_lesions(const std::vector<Lesion>& lesions, StudyState state, SurfaceField& uptake) {
  for (const Lesion& lesion : lesions) {
    const double share = state == StudyState::kRest ? lesion.rest_share : 1;
    const auto depth = static_cast<float>(lesion.stress_depth * share);
    for (size_t i = 0; i < uptake.values.size(); ++i) {
      uptake.values[i] *= 1 - depth * lesion.weights.values[i];
    }
  }
}

// Inside the disc; what lies around it only helps interpolation.
float maximum_inside(const FloatImage& map) {
  float maximum = 0;
  for (int y = 0; y < kMapSide; ++y) {
    for (int x = 0; x < kMapSide; ++x) {
      const double right = x + 0.5 - kMapDisc.centre_x;
      const double down = y + 0.5 - kMapDisc.centre_y;
      if (right * right + down * down > kMapDisc.radius * kMapDisc.radius) continue;
      maximum = std::max(maximum, *map.pixel(x, y));
    }
  }
  return maximum;
}

void scale_to_maximum(FloatImage& map) {
  const float maximum = maximum_inside(map);
  for (float& value : map.samples) value = std::clamp(value / maximum, 0.0F, 1.0F);
}

SegmentValues quotient(const SegmentValues& numerator, const SegmentValues& denominator) {
  SegmentValues result;
  for (size_t i = 0; i < result.size(); ++i) result[i] = numerator[i] / denominator[i];
  return result;
}

FloatImage quotient(const FloatImage& numerator, const FloatImage& denominator) {
  FloatImage result = numerator;
  for (size_t i = 0; i < result.samples.size(); ++i) {
    const float normal = denominator.samples[i];
    result.samples[i] = normal > 0 ? result.samples[i] / normal : 0;
  }
  return result;
}

}  // namespace

UptakeImage draw_uptake(const VirtualPatient& patient, ImageKind kind,
                        const PhantomTables& tables) {
  const std::string name(image_kind_name(kind));
  const ImageQuality quality =
      draw_quality(patient.heart.small, kind.state, patient.key.stream(name + " quality"));
  UptakeImage image;
  image.mimics = draw_mimics(patient, kind);
  image.blur_millimetres = quality.blur_millimetres;
  image.noise_deviation = quality.noise_deviation;

  const SurfaceField& normal = patient.heart.normal_uptake;
  SurfaceField diseased = normal;
  apply_lesions(patient.disease.lesions, kind.state, diseased);
  SurfaceField mimicked = normal;
  apply_mimics(image.mimics, mimicked);
  SurfaceField seen = diseased;
  apply_mimics(image.mimics, seen);

  const SurfaceBlur blur(quality.blur_millimetres);
  const DiscSampler sampler(tables.pixels, patient.heart.alignment);
  const auto on_disc = [&](const SurfaceField& field) { return sampler.sample(blur.apply(field)); };
  const FloatImage normal_map = on_disc(normal);
  const FloatImage diseased_map = on_disc(diseased);
  const SegmentValues normal_means = tables.segments.means(normal_map);
  image.lesion_share = quotient(diseased_map, normal_map);
  image.segment_share = quotient(tables.segments.means(diseased_map), normal_means);
  image.lesion_score = summed_score(image.segment_share);
  image.mimic_score =
      summed_score(quotient(tables.segments.means(on_disc(mimicked)), normal_means));

  SurfaceField blurred = blur.apply(seen);
  image.noise_free = sampler.sample(blurred);
  scale_to_maximum(image.noise_free);
  image.segment_uptake = tables.segments.means(image.noise_free);

  RandomStream noise_random = patient.key.stream(name + " noise");
  SurfaceField noise = tables.fields.noise.smooth_noise(noise_random);
  for (float& value : noise.values) value *= static_cast<float>(quality.noise_deviation);
  blurred += noise;
  image.noisy = sampler.sample(blurred);
  scale_to_maximum(image.noisy);
  return image;
}

}  // namespace myolens
