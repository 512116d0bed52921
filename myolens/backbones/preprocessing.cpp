#include "myolens/backbones/preprocessing.h"

#include <array>
#include <string>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct Row {
  Preprocessing preprocessing;
  std::string_view name;
  ChannelTransform transform;
};

constexpr float kMinusOneOneScale = 1.0f / 127.5f;

constexpr std::array<Row, 5> kRows{{
    {Preprocessing::kCaffe, "caffe", {{2, 1, 0}, {1, 1, 1}, {-103.939f, -116.779f, -123.68f}}},
    {Preprocessing::kMinusOneOne,
     "minus_one_one",
     {{0, 1, 2}, {kMinusOneOneScale, kMinusOneOneScale, kMinusOneOneScale}, {-1, -1, -1}}},
    {Preprocessing::kTorch,
     "torch",
     {{0, 1, 2},
      {static_cast<float>(1 / (255 * 0.229)), static_cast<float>(1 / (255 * 0.224)),
       static_cast<float>(1 / (255 * 0.225))},
      {static_cast<float>(-0.485 / 0.229), static_cast<float>(-0.456 / 0.224),
       static_cast<float>(-0.406 / 0.225)}}},
    {Preprocessing::kRaw, "raw", {{0, 1, 2}, {1, 1, 1}, {0, 0, 0}}},
    {Preprocessing::kLite,
     "lite",
     {{0, 1, 2},
      {1 / 128.0f, 1 / 128.0f, 1 / 128.0f},
      {-127 / 128.0f, -127 / 128.0f, -127 / 128.0f}}},
}};

const Row& row_of(Preprocessing preprocessing) { return kRows[static_cast<size_t>(preprocessing)]; }

}  // namespace

std::string_view name_of(Preprocessing preprocessing) { return row_of(preprocessing).name; }

Preprocessing find_preprocessing(std::string_view name) {
  std::vector<std::string> names;
  for (const Row& row : kRows) {
    if (row.name == name) return row.preprocessing;
    names.emplace_back(row.name);
  }
  throw Error(ErrorCode::kInvalidArgument, "no preprocessing is called \"" + std::string(name) +
                                               "\"" + nearest_name_hint(name, names));
}

ChannelTransform channel_transform(Preprocessing preprocessing) {
  return row_of(preprocessing).transform;
}

}  // namespace myolens
