#include "myolens/dicom/grey.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "myolens/base/error.h"
#include "myolens/dicom/frame_groups.h"
#include "myolens/dicom/tags.h"
#include "myolens/dicom/voi.h"

namespace myolens {
namespace {

int stored_value(size_t code, const RawFrame& raw) {
  const auto value = static_cast<int>(code);
  const int sign = 1 << (raw.bits - 1);
  return raw.is_signed && value >= sign ? value - 2 * sign : value;
}

struct Range {
  double low = 0;
  double high = 0;
};

// Which codes occur. Padding (PS3.3 section C.7.5.1.1.2) is no value.
std::vector<bool> occurring_codes(const RawFrame& raw, const DataSet& data) {
  std::vector<bool> occurs(size_t{1} << raw.bits);
  std::visit(
      [&](const auto& cells) {
        for (const auto cell : cells.samples) occurs[cell] = true;
      },
      raw.cells);
  if (const auto padding = data.word(tags::kPixelPadding)) {
    const size_t code = *padding & (occurs.size() - 1);
    if (std::ranges::count(occurs, true) > 1) occurs[code] = false;
  }
  return occurs;
}

Range range_of(const std::vector<double>& values, const std::vector<bool>& occurs) {
  Range range{std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest()};
  for (size_t code = 0; code < values.size(); ++code) {
    if (!occurs[code]) continue;
    range.low = std::min(range.low, values[code]);
    range.high = std::max(range.high, values[code]);
  }
  return range;
}

Range whole_range(const std::vector<double>& values) {
  const auto [low, high] = std::ranges::minmax_element(values);
  return {*low, *high};
}

double share_of(double value, Range range) {
  if (!(range.high > range.low)) return 0;
  return std::clamp((value - range.low) / (range.high - range.low), 0.0, 1.0);
}

template <typename Sample>
std::vector<Sample> quantised(const std::vector<double>& shares, bool inverted) {
  constexpr double kWhite = std::numeric_limits<Sample>::max();
  std::vector<Sample> table(shares.size());
  std::ranges::transform(shares, table.begin(), [&](double share) {
    return static_cast<Sample>(std::lround(kWhite * (inverted ? 1 - share : share)));
  });
  return table;
}

Image shown_image(const RawFrame& raw, const std::vector<uint8_t>& table) {
  return std::visit(
      [&](const auto& cells) {
        Image shown(cells.width, cells.height, 3);
        uint8_t* out = shown.samples.data();
        for (const auto cell : cells.samples) {
          const uint8_t grey = table[cell];
          *out++ = grey;
          *out++ = grey;
          *out++ = grey;
        }
        return shown;
      },
      raw.cells);
}

Image16 deep_image(const RawFrame& raw, const std::vector<uint16_t>& table) {
  return std::visit(
      [&](const auto& cells) {
        Image16 deep(cells.width, cells.height, 1);
        std::ranges::transform(cells.samples, deep.samples.begin(),
                               [&](auto cell) { return table[cell]; });
        return deep;
      },
      raw.cells);
}

std::vector<double> shares_of(const std::vector<double>& values, Range range) {
  std::vector<double> shares(values.size());
  std::ranges::transform(values, shares.begin(),
                         [&](double value) { return share_of(value, range); });
  return shares;
}

}  // namespace

std::vector<double> rescaled_values(const RawFrame& raw, const DataSet& data, int frame) {
  std::vector<double> values(size_t{1} << raw.bits);
  const auto luts = data.items(tags::kModalityLutSequence);
  if (!luts.empty()) {
    const LookupTable table =
        read_lookup_table(luts.front(), {tags::kLutDescriptor, tags::kLutData, 0}, raw.is_signed);
    for (size_t code = 0; code < values.size(); ++code)
      values[code] = table.at(stored_value(code, raw));
    return values;
  }
  const FrameGroups groups(data, frame);
  const double slope =
      groups.decimal(tags::kPixelValueTransformation, tags::kRescaleSlope).value_or(1);
  const double intercept =
      groups.decimal(tags::kPixelValueTransformation, tags::kRescaleIntercept).value_or(0);
  // A slope of 0 would make all values one: writers mean "none".
  for (size_t code = 0; code < values.size(); ++code)
    values[code] = (slope == 0 ? 1 : slope) * stored_value(code, raw) + intercept;
  if (!std::isfinite(values.front()) || !std::isfinite(values.back())) {
    throw Error(ErrorCode::kBadFormat,
                data.origin() + ": damaged DICOM header: rescale slope or intercept");
  }
  return values;
}

Picture grey_picture(const RawFrame& raw, const DataSet& data, int frame) {
  const std::vector<double> values = rescaled_values(raw, data, frame);
  const bool inverted = raw.photometric == Photometric::kMonochrome1;
  const Range found = range_of(values, occurring_codes(raw, data));
  Picture picture;
  std::vector<double> shares;
  if (const auto voi = read_voi(data, frame, raw.is_signed)) {
    shares.resize(values.size());
    std::ranges::transform(values, shares.begin(), [&](double value) { return voi->share(value); });
  } else if (raw.bits <= 8) {
    shares = shares_of(values, whole_range(values));
  } else {
    shares = shares_of(values, found);
    picture.notes.push_back(
        "no display window given: shown from the smallest to the largest value");
  }
  picture.shown = shown_image(raw, quantised<uint8_t>(shares, inverted));
  if (raw.bits > 8) {
    const Range full{std::min(found.low, 0.0), found.high};
    picture.deep = deep_image(raw, quantised<uint16_t>(shares_of(values, full), inverted));
  }
  return picture;
}

}  // namespace myolens
