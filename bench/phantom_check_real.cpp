#include "bench/phantom_check_real.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "bench/phantom_check_forest.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/imaging/codec.h"
#include "myolens/polarmap/aha.h"

namespace myolens {
namespace {

constexpr double kShownRadius = .85;
constexpr size_t kFolds = 5;
constexpr size_t kRepeats = 10;

FeatureRow real_row(const std::filesystem::path& file) {
  const Image image = decode_image(read_file(file), file.string());
  if (image.width != image.height) {
    throw Error(ErrorCode::kBadData, file.string() + " is not square: crop it to its disc");
  }
  const double middle = image.width / 2.0;
  const Disc disc{middle, middle, middle * kShownRadius};
  FloatImage uptake(image.width, image.height, 1);
  float maximum = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const float value = *image.pixel(x, y);
      *uptake.pixel(x, y) = value;
      if (disc_position(disc, x + .5, y + .5).r <= 1) maximum = std::max(maximum, value);
    }
  }
  FeatureRow row;
  for (const double mean : segment_means(uptake, disc)) row.features.push_back(mean / maximum);
  const std::string name = file.stem().string();
  row.group = "real " + name.substr(0, name.rfind('_'));
  row.positive = true;
  return row;
}

}  // namespace

std::vector<FeatureRow> real_segment_means(const std::filesystem::path& folder) {
  std::vector<FeatureRow> rows;
  for (const std::filesystem::path& file : list_files(folder)) {
    if (file.extension() == ".png") rows.push_back(real_row(file));
  }
  if (rows.empty()) throw Error(ErrorCode::kBadData, folder.string() + " holds no PNG maps");
  return rows;
}

Resemblance resemblance(const std::vector<FeatureRow>& real,
                        const std::vector<MapFeatures>& synthetic, size_t threads) {
  std::vector<FeatureRow> rows = real;
  for (const MapFeatures& map : synthetic) {
    rows.push_back({{map.segments.begin(), map.segments.end()}, false, "synthetic " + map.patient});
  }
  std::vector<double> aucs(kRepeats);
  parallel_for(kRepeats, threads, [&](size_t i) {
    aucs[i] = cross_validated_auc(
        rows, kFolds, RandomStream(i, "folds"),
        [i](const FeatureRows& training) { return fit_random_forest(training, {.seed = i}); });
  });
  Resemblance result{.real_maps = real.size(), .synthetic_maps = synthetic.size()};
  std::set<std::string> patients;
  for (const FeatureRow& row : real) patients.insert(row.group);
  result.real_patients = patients.size();
  for (const double auc : aucs) result.auc += auc / kRepeats;
  for (const double auc : aucs)
    result.deviation += (auc - result.auc) * (auc - result.auc) / kRepeats;
  result.deviation = std::sqrt(result.deviation);
  return result;
}

}  // namespace myolens
