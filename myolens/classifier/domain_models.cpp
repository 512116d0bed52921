#include "myolens/classifier/domain_models.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/base/cholesky.h"

namespace myolens {
namespace {

constexpr double kRidge = 1;              // of the standardised brightness, per sample
constexpr double kStrayColours = 0.01;    // of the disc: JPEG blocks, remains of letters
constexpr size_t kLeastMapsOfColour = 2;  // a colour that one map alone has may be a stray, too
constexpr double kLeastVariance = 1e-6;   // of an appearance value, when all maps are alike

std::vector<double> mean_of(Signatures maps) {
  std::vector<double> mean(maps.front()->appearance.size());
  for (const MapSignature* map : maps) {
    for (size_t i = 0; i < mean.size(); ++i) mean[i] += map->appearance[i];
  }
  for (double& value : mean) value /= static_cast<double>(maps.size());
  return mean;
}

// Adds row' row to the lower half.
void add_outer_product(const std::vector<double>& row, std::vector<double>& matrix) {
  const size_t size = row.size();
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j <= i; ++j) matrix[i * size + j] += row[i] * row[j];
  }
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Sum of the squares of a symmetric matrix of which the lower half is there.
double squared_norm(const std::vector<double>& lower, size_t size) {
  double sum = 0;
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j < i; ++j) sum += 2 * lower[i * size + j] * lower[i * size + j];
    sum += lower[i * size + i] * lower[i * size + i];
  }
  return sum;
}

// Ledoit and Wolf's optimal mix of the covariance and a multiple of the identity; norms are divided
// by the dimension there, which cancels.
void shrink(std::vector<double>& covariance, double sum_of_fourth_powers, size_t size,
            double count) {
  double trace = 0;
  for (size_t i = 0; i < size; ++i) trace += covariance[i * size + i];
  const double target = std::max(trace / static_cast<double>(size), kLeastVariance);
  const double norm = squared_norm(covariance, size);
  const double spread =
      norm - static_cast<double>(size) * std::pow(trace / static_cast<double>(size), 2);
  const double error = (sum_of_fourth_powers / count - norm) / count;
  const double share = spread > 0 ? std::clamp(error / spread, 0.0, 1.0) : 1.0;
  const double least = 1e-3;  // so that it can be inverted whatever the maps are
  const double mix = std::max(share, least);
  for (double& value : covariance) value *= 1 - mix;
  for (size_t i = 0; i < size; ++i) covariance[i * size + i] += mix * target;
}

std::vector<float> as_float(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

AppearanceModel AppearanceModel::fit(Signatures maps) {
  const std::vector<double> mean = mean_of(maps);
  const size_t size = mean.size();
  const auto count = static_cast<double>(maps.size());
  std::vector<double> covariance(size * size);
  double fourth_powers = 0;
  for (const MapSignature* map : maps) {
    std::vector<double> row = map->appearance;
    for (size_t i = 0; i < size; ++i) row[i] -= mean[i];
    add_outer_product(row, covariance);
    fourth_powers += std::pow(dot(row, row), 2);
  }
  for (double& value : covariance) value /= count;
  shrink(covariance, fourth_powers, size, count);
  return {as_float(mean), as_float(Cholesky(std::move(covariance), size).lower())};
}

double AppearanceModel::distance(const MapSignature& map) const {
  std::vector<double> row = map.appearance;
  for (size_t i = 0; i < row.size(); ++i) row[i] -= mean[i];
  const std::vector<double> lower(factor.begin(), factor.end());
  return inverse_quadratic_form(lower, std::move(row));
}

OrientationModel OrientationModel::fit(Signatures maps) {
  const size_t size = maps.front()->brightness.size();
  const auto samples = static_cast<double>(maps.size() * kOrientations);
  std::vector<double> mean(size);
  std::vector<double> squares(size * size);
  std::array<std::vector<double>, kOrientations> sums;
  sums.fill(std::vector<double>(size));
  for (const MapSignature* map : maps) {
    const auto laid = all_orientations(map->brightness);
    for (size_t o = 0; o < kOrientations; ++o) {
      add_outer_product(laid[o], squares);
      for (size_t i = 0; i < size; ++i) sums[o][i] += laid[o][i];
    }
  }
  for (const auto& sum : sums) {
    for (size_t i = 0; i < size; ++i) mean[i] += sum[i] / samples;
  }
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j <= i; ++j) squares[i * size + j] -= samples * mean[i] * mean[j];
    squares[i * size + i] += kRidge * samples;
  }
  const Cholesky factor(std::move(squares), size);
  OrientationModel model;
  for (size_t o = 0; o < kOrientations; ++o) {
    std::vector<double> right(size);
    for (size_t i = 0; i < size; ++i)
      right[i] = sums[o][i] - static_cast<double>(maps.size()) * mean[i];
    const std::vector<double> weights = factor.solve(std::move(right));
    model.weights.insert(model.weights.end(), weights.begin(), weights.end());
    model.offsets.push_back(static_cast<float>(-dot(weights, mean)));
  }
  return model;
}

OrientationScore OrientationModel::score(const MapSignature& map) const {
  std::array<double, kOrientations> scores;
  for (size_t o = 0; o < kOrientations; ++o) {
    const auto row = weights.begin() + static_cast<std::ptrdiff_t>(o * map.brightness.size());
    scores[o] =
        std::inner_product(map.brightness.begin(), map.brightness.end(), row, double{offsets[o]});
  }
  const auto* const other = std::max_element(scores.begin() + 1, scores.end());
  const double margin = *other - scores[0];
  return {margin, margin > 0 ? static_cast<size_t>(other - scores.begin()) : 0};
}

ColourModel ColourModel::fit(Signatures maps) {
  std::vector<size_t> having(kColourCells);
  for (const MapSignature* map : maps) {
    for (size_t cell = 0; cell < kColourCells; ++cell)
      having[cell] += map->colours[cell] > 0 ? 1 : 0;
  }
  ColourModel model{std::vector<float>(kColourCells)};
  const auto mark_around = [&](int red, int green, int blue) {
    for (int r = std::max(red - 1, 0); r <= std::min(red + 1, kColourLevels - 1); ++r) {
      for (int g = std::max(green - 1, 0); g <= std::min(green + 1, kColourLevels - 1); ++g) {
        for (int b = std::max(blue - 1, 0); b <= std::min(blue + 1, kColourLevels - 1); ++b)
          model.known[static_cast<size_t>((r * kColourLevels + g) * kColourLevels + b)] = 1;
      }
    }
  };
  for (int cell = 0; cell < static_cast<int>(kColourCells); ++cell) {
    if (having[static_cast<size_t>(cell)] >= kLeastMapsOfColour)
      mark_around(cell / (kColourLevels * kColourLevels), cell / kColourLevels % kColourLevels,
                  cell % kColourLevels);
  }
  return model;
}

double ColourModel::unknown_share(const MapSignature& map) const {
  double share = 0;
  for (size_t cell = 0; cell < kColourCells; ++cell)
    share += known[cell] > 0 ? 0 : double{map.colours[cell]};
  return std::max(share - kStrayColours, 0.0);
}

}  // namespace myolens
