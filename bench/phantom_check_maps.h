// What maps of the synthetic cohort look like in numbers, to lay beside those of real maps.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/phantom/cohort_selection.h"
#include "myolens/phantom/uptake.h"

namespace myolens {

inline constexpr std::array<double, 4> kUptakeLevels{.4, .5, .6, .7};
inline constexpr std::array<int, 3> kShifts{4, 8, 16};  // pixels of a map 224 across

struct MapFeatures {
  std::string patient;
  std::string study;  // "stress", "rest"
  SegmentValues segments{};
  std::array<double, 4> area_below{};  // shares of the disc below kUptakeLevels
  std::array<double, 3> autocorrelation{};
  double high_frequency = 0;  // deviation of what a blur of 4 pixels takes away, r <= .85
};

struct StudyPair {
  MapFeatures stress;
  MapFeatures rest;
  double mean_difference = 0;  // mean absolute difference of the two maps over the disc
};

// Of every member of the cohort, without attenuation correction as the real maps were.
std::vector<StudyPair> uncorrected_pairs(const CohortRequest& request, const PhantomTables& tables,
                                         size_t threads);

}  // namespace myolens
