#include "myolens/experiment/faithfulness_maps.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/explain/evidence.h"
#include "myolens/explain/explanation.h"
#include "myolens/imaging/resample.h"
#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/normal_picture.h"
#include "myolens/polarmap/uptake.h"
#include "myolens/reading/case_occlusion.h"

namespace myolens {
namespace {

Image16 resized_deep(const Image16& deep, Size size) {
  const FloatImage scaled = resize(deep, size);
  Image16 result(size.width, size.height, deep.channels);
  std::ranges::transform(scaled.samples, result.samples.begin(), [](float value) {
    return static_cast<uint16_t>(std::lround(std::clamp(value, 0.0F, 65535.0F)));
  });
  return result;
}

MethodMap method_map(std::string method, FloatImage cells, const PreparedMap& map) {
  Explanation shown = explain_map(cells, map.image.width, map.image.height, map.disc);
  return {std::move(method), std::move(cells), std::move(shown.heat), shown.outside_share,
          shown.outside_area_share};
}

// Of a picture-sized field, the mean in every cell.
MethodMap yardstick(std::string name, FloatImage field, const CellGrid& grid) {
  FloatImage cells = resize(field, {grid.columns, grid.rows});
  MethodMap map{std::move(name), std::move(cells), std::move(field)};
  map.yardstick = true;
  return map;
}

template <typename ValueAt>
FloatImage field_on_disc(const PreparedMap& map, const ValueAt& value_at) {
  FloatImage field(map.image.width, map.image.height, 1);
  for (int y = 0; y < field.height; ++y) {
    const RowSpan span = row_span(map.disc, map.disc.radius, y, field.width);
    for (int x = span.first; x < span.end; ++x)
      *field.pixel(x, y) = value_at(disc_position(map.disc, x + 0.5, y + 0.5));
  }
  return field;
}

}  // namespace

FaithfulnessCase faithfulness_case(const PreparedMap& map, const NormalFile& normal,
                                   int input_size) {
  const Size size{input_size, input_size};
  const double across = static_cast<double>(input_size) / map.image.width;
  const double down = static_cast<double>(input_size) / map.image.height;
  FaithfulnessCase one;
  one.map = map;
  one.map.image = resize(map.image, size);
  one.map.disc = {map.disc.centre_x * across, map.disc.centre_y * down, map.disc.radius * across};
  if (map.deep) one.map.deep = resized_deep(*map.deep, size);
  one.picture = {one.map.image, one.map.deep};
  one.replacement = normal_picture(one.map, normal);
  one.black = black_replacement(one.picture);
  return one;
}

SeenCase see(Classifier& classifier, const FaithfulnessCase& one) {
  const ClassifierGraph& network = classifier.network();
  const Shape& shape = network.graph.layer(network.head.features).output;
  SeenCase seen;
  seen.grid = {static_cast<int>(shape[1]), static_cast<int>(shape[0])};
  seen.whole = classifier.predict(one.picture, one.clinical);
  for_each_occlusion(one.picture, one.replacement, seen.grid, kOcclusionBatch,
                     [&](std::span<const Picture> pictures) {
                       std::ranges::move(predict_variants(classifier, pictures, one.clinical),
                                         std::back_inserter(seen.occluded));
                     });
  return seen;
}

std::vector<MethodMap> method_maps(const Mind& mind, const HeadSpec& head, const SeenCase& seen,
                                   const FaithfulnessCase& one) {
  const LayerResponse response = last_layer_response(
      mind.network, mind.weights, seen.whole.features, kPositiveEvidence, one.clinical);
  std::vector<MethodMap> maps;
  for (const CamMethod method : distinct_methods(head)) {
    FloatImage cells(seen.grid.columns, seen.grid.rows, 1);
    try {
      cells = activation_map(method, response);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kBadData) throw;
    }
    maps.push_back(method_map(std::string(cam_method_name(method)), std::move(cells), one.map));
  }
  const double whole =
      evidence(mind.network, mind.weights, seen.whole.features, kPositiveEvidence, one.clinical);
  FloatImage occlusion(seen.grid.columns, seen.grid.rows, 1);
  for (size_t cell = 0; cell < seen.occluded.size(); ++cell) {
    occlusion.samples[cell] = static_cast<float>(whole - evidence(mind.network, mind.weights,
                                                                  seen.occluded[cell].features,
                                                                  kPositiveEvidence, one.clinical));
  }
  maps.push_back(method_map("occlusion", std::move(occlusion), one.map));
  return maps;
}

std::vector<MethodMap> yardstick_maps(const FaithfulnessCase& one, const NormalFile& normal,
                                      const CellGrid& grid) {
  const FloatImage uptake = recover_uptake(one.map).uptake;
  const auto centre = [](const DiscPosition& position) {
    return static_cast<float>(1 - position.r);
  };
  std::vector<MethodMap> maps;
  maps.push_back(yardstick("deficit map", normal.deficit_map(uptake, one.map.disc), grid));
  maps.push_back(yardstick("disc centre", field_on_disc(one.map, centre), grid));
  maps.push_back(yardstick("even over the disc",
                           field_on_disc(one.map, [](const DiscPosition&) { return 1.0F; }), grid));
  return maps;
}

}  // namespace myolens
