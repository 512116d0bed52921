#include "bench/phantom_check_maps.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/parallel.h"
#include "myolens/phantom/disc_sampling.h"

namespace myolens {
namespace {

constexpr double kBlurPixels = 4;
constexpr double kBlurredRadius = .85;  // blur there does not reach the black around the disc

bool inside(int x, int y, double radius) {
  return x >= 0 && y >= 0 && x < kMapSide && y < kMapSide &&
         disc_position(kMapDisc, x + .5, y + .5).r <= radius;
}

template <typename Function>
void for_each_pixel(double radius, const Function& function) {
  for (int y = 0; y < kMapSide; ++y) {
    for (int x = 0; x < kMapSide; ++x) {
      if (inside(x, y, radius)) function(x, y);
    }
  }
}

// Running sums for mean, deviation and correlation of pairs.
struct PairSums {
  double count = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;

  void add(double first, double second) {
    ++count;
    a += first;
    b += second;
    aa += first * first;
    bb += second * second;
    ab += first * second;
  }
  double correlation() const {
    const double covariance = ab - a * b / count;
    return covariance / std::sqrt((aa - a * a / count) * (bb - b * b / count));
  }
  double first_deviation() const { return std::sqrt((aa - a * a / count) / count); }
};

// Mean over horizontal and vertical shifts.
double autocorrelation(const FloatImage& map, int shift) {
  PairSums across;
  PairSums down;
  for_each_pixel(1, [&](int x, int y) {
    if (inside(x + shift, y, 1)) across.add(*map.pixel(x, y), *map.pixel(x + shift, y));
    if (inside(x, y + shift, 1)) down.add(*map.pixel(x, y), *map.pixel(x, y + shift));
  });
  return (across.correlation() + down.correlation()) / 2;
}

std::vector<double> gaussian_weights() {
  const int reach = static_cast<int>(3 * kBlurPixels);
  std::vector<double> weights;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    weights.push_back(std::exp(-i * i / (2 * kBlurPixels * kBlurPixels)));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// One pass, along x or along y; outside the image counts as 0.
FloatImage blurred(const FloatImage& map, int step_x, int step_y) {
  static const std::vector<double> weights = gaussian_weights();
  const int reach = static_cast<int>(weights.size()) / 2;
  FloatImage result(map.width, map.height, 1);
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      double sum = 0;
      for (int i = -reach; i <= reach; ++i) {
        const int from_x = x + i * step_x;
        const int from_y = y + i * step_y;
        if (map.contains(from_x, from_y)) {
          sum += weights[static_cast<size_t>(i + reach)] *
                 static_cast<double>(*map.pixel(from_x, from_y));
        }
      }
      *result.pixel(x, y) = static_cast<float>(sum);
    }
  }
  return result;
}

double high_frequency(const FloatImage& map) {
  const FloatImage smooth = blurred(blurred(map, 1, 0), 0, 1);
  PairSums sums;
  for_each_pixel(kBlurredRadius, [&](int x, int y) {
    sums.add(static_cast<double>(*map.pixel(x, y) - *smooth.pixel(x, y)), 0);
  });
  return sums.first_deviation();
}

double share_below(const FloatImage& map, double level) {
  double below = 0;
  double count = 0;
  for_each_pixel(1, [&](int x, int y) {
    ++count;
    if (static_cast<double>(*map.pixel(x, y)) < level) ++below;
  });
  return below / count;
}

MapFeatures features_of(const FloatImage& map, const MapSegments& segments) {
  MapFeatures features;
  features.segments = segments.means(map);
  for (size_t i = 0; i < kUptakeLevels.size(); ++i) {
    features.area_below[i] = share_below(map, kUptakeLevels[i]);
  }
  for (size_t i = 0; i < kShifts.size(); ++i) {
    features.autocorrelation[i] = autocorrelation(map, kShifts[i]);
  }
  features.high_frequency = high_frequency(map);
  return features;
}

double mean_difference(const FloatImage& a, const FloatImage& b) {
  double sum = 0;
  double count = 0;
  for_each_pixel(1, [&](int x, int y) {
    sum += static_cast<double>(std::abs(*a.pixel(x, y) - *b.pixel(x, y)));
    ++count;
  });
  return sum / count;
}

StudyPair draw_pair(const CohortMember& member, const std::string& name,
                    const PhantomTables& tables) {
  const VirtualPatient patient = draw_patient(member.key, tables.fields);
  const FloatImage stress = draw_uptake(patient, kStressUncorrected, tables).noisy;
  const FloatImage rest = draw_uptake(patient, kRestUncorrected, tables).noisy;
  StudyPair pair{features_of(stress, tables.segments), features_of(rest, tables.segments),
                 mean_difference(stress, rest)};
  pair.stress.patient = pair.rest.patient = name;
  pair.stress.study = "stress";
  pair.rest.study = "rest";
  return pair;
}

}  // namespace

std::vector<StudyPair> uncorrected_pairs(const CohortRequest& request, const PhantomTables& tables,
                                         size_t threads) {
  SilentProgress silent;
  const std::vector<CohortMember> members = select_cohort(request, tables, threads, silent);
  std::vector<StudyPair> pairs(members.size());
  parallel_for(members.size(), threads, [&](size_t i) {
    const std::string name = std::to_string(request.seed) + "-" + std::to_string(i + 1);
    pairs[i] = draw_pair(members[i], name, tables);
  });
  return pairs;
}

}  // namespace myolens
