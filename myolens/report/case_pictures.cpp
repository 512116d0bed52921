#include "myolens/report/case_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
#include "myolens/report/base64.h"

namespace myolens {

namespace {

constexpr int kJpegQuality = 86;
constexpr std::array kSides{320, 288, 256, 224, 192, 160, 128, 96};
constexpr size_t kSampledCases = 12;

Image at_most(const Image& image, int side) {
  const int longer = std::max(image.width, image.height);
  if (longer <= side) return image;
  const double scale = static_cast<double>(side) / longer;
  const auto scaled = [&](int pixels) {
    return std::max(1, static_cast<int>(std::lround(scale * pixels)));
  };
  return resize(image, {scaled(image.width), scaled(image.height)});
}

std::string jpeg_uri(const Image& image, int side) {
  return "data:image/jpeg;base64," + base64(encode_jpeg(at_most(image, side), kJpegQuality));
}

std::vector<const TestCase*> spread_sample(const std::vector<TestCase>& cases) {
  const size_t count = std::min(kSampledCases, cases.size());
  std::vector<const TestCase*> sample;
  for (size_t i = 0; i < count; ++i) sample.push_back(&cases[i * cases.size() / count]);
  return sample;
}

}  // namespace

CasePictures::CasePictures(const std::vector<TestCase>& cases, size_t limit_bytes) {
  const auto sample = spread_sample(cases);
  for (const int side : kSides) {
    side_ = side;
    size_t bytes = 0;
    for (const TestCase* item : sample) bytes += bytes_of(*item);
    if (sample.empty() || bytes * cases.size() <= limit_bytes * sample.size()) return;
  }
}

size_t CasePictures::bytes_of(const TestCase& item) const {
  size_t bytes = item.original.samples.empty() ? 0 : data_uri(item.original).size();
  for (const CaseMap& map : item.maps) {
    if (!map.heat_map.samples.empty()) bytes += heat_data_uri(map.heat_map).size();
    if (!map.overlay.samples.empty()) bytes += data_uri(map.overlay).size();
  }
  return bytes;
}

std::string CasePictures::data_uri(const Image& image) const { return jpeg_uri(image, side_); }

std::string CasePictures::heat_data_uri(const Image& image) const {
  return jpeg_uri(image, side_ / 2);
}

}  // namespace myolens
