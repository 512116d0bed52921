#include "myolens/polarmap/screen_thumbnail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

constexpr int kSmallestBlockInPixels = 32;
constexpr int kBlocksAlongShorterSide = 16;
constexpr int kSamplesAlongBlock = 16;  // the median needs no more

// Distances from the circle, in pixels of the thumbnail.
constexpr double kWhiteHalfWidth = 1;
constexpr double kBlackHalfWidth = 2;
constexpr double kSharpMargin = 4.5;  // nothing that is written is legible in what the ring leaves

using Colour = std::array<uint8_t, 3>;

Size thumbnail_size(const Image& image, int longest_side) {
  const int longer = std::max(image.width, image.height);
  if (longer <= longest_side) return {image.width, image.height};
  const auto side = [&](int pixels) {
    const double share = static_cast<double>(pixels) / longer;
    return std::max(1, static_cast<int>(std::lround(share * longest_side)));
  };
  return {side(image.width), side(image.height)};
}

// Where pixel `index` of `small` begins on a side of `large` pixels.
int area_begin(int index, int large, int small) {
  return static_cast<int>(static_cast<int64_t>(index) * large / small);
}

struct Part {
  int first = 0;
  int end = 0;  // past the last one
};

// Fills the columns `part` of row `y` of the thumbnail with the means of the areas they stand for.
void average_row(const Image& image, int y, Part part, std::vector<uint32_t>& sums,
                 Image& thumbnail) {
  const auto channels = static_cast<size_t>(image.channels);
  const int left = area_begin(part.first, image.width, thumbnail.width);
  const int right = area_begin(part.end, image.width, thumbnail.width);
  const int top = area_begin(y, image.height, thumbnail.height);
  const int bottom = area_begin(y + 1, image.height, thumbnail.height);
  sums.assign(static_cast<size_t>(right - left) * channels, 0);
  for (int row = top; row < bottom; ++row) {
    const uint8_t* source = image.pixel(left, row);
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += source[i];
  }
  for (int x = part.first; x < part.end; ++x) {
    const int begin = area_begin(x, image.width, thumbnail.width) - left;
    const int end = area_begin(x + 1, image.width, thumbnail.width) - left;
    const auto area = static_cast<uint32_t>((end - begin) * (bottom - top));
    for (size_t c = 0; c < channels; ++c) {
      uint32_t sum = area / 2;
      for (int column = begin; column < end; ++column) {
        sum += sums[static_cast<size_t>(column) * channels + c];
      }
      thumbnail.pixel(x, y)[c] = static_cast<uint8_t>(sum / area);
    }
  }
}

// How the thumbnail's pixels lie to the circle.
class Circle {
 public:
  Circle(const Image& screen, Size size, const Disc& disc)
      : disc_(disc),
        pixel_width_(static_cast<double>(screen.width) / size.width),
        pixel_height_(static_cast<double>(screen.height) / size.height),
        pixel_(std::max(pixel_width_, pixel_height_)),
        reach_(disc.radius + kSharpMargin * pixel_) {}

  // From the circle outwards, in pixels of the thumbnail.
  double distance(int x, int y) const {
    const double square = square_from_centre((x + 0.5) * pixel_width_, (y + 0.5) * pixel_height_);
    return (std::sqrt(square) - disc_.radius) / pixel_;
  }

  // Whether a place on the screen is shown as it is.
  bool is_sharp(double screen_x, double screen_y) const {
    return square_from_centre(screen_x, screen_y) <= reach_ * reach_;
  }

  // Columns, out of `width`, that row `y` may show as they are.
  Part sharp_part(int y, int width) const {
    const double dy = (y + 0.5) * pixel_height_ - disc_.centre_y;
    if (std::abs(dy) >= reach_) return {};
    const double half = std::sqrt(reach_ * reach_ - dy * dy);
    const auto column = [&](double x) {
      return static_cast<int>(std::clamp(x / pixel_width_, 0.0, static_cast<double>(width)));
    };
    const int first = column(disc_.centre_x - half + pixel_width_ / 2);
    return {first, std::max(first, column(disc_.centre_x + half + pixel_width_ / 2))};
  }

 private:
  double square_from_centre(double screen_x, double screen_y) const {
    const double dx = screen_x - disc_.centre_x;
    const double dy = screen_y - disc_.centre_y;
    return dx * dx + dy * dy;
  }

  Disc disc_;
  double pixel_width_;  // of the thumbnail, in pixels of the screen
  double pixel_height_;
  double pixel_;
  double reach_;  // of what is shown as it is, in pixels of the screen
};

// How often each level of one channel occurs.
struct Histogram {
  std::array<uint32_t, 256> counts{};
  uint32_t total = 0;

  void add(uint8_t level) {
    ++counts[level];
    ++total;
  }
  uint8_t median() const {
    size_t level = 0;
    for (uint32_t below = counts[0]; 2 * below < total; below += counts[level]) ++level;
    return static_cast<uint8_t>(level);
  }
};

// The colours of the blocks, as one picture with a pixel for each. The disc is left out of them:
// its colours would look like a map that reaches beyond the circle.
class BlockColours {
 public:
  BlockColours(const Image& screen, const Circle& circle)
      : side_(std::max(kSmallestBlockInPixels,
                       std::min(screen.width, screen.height) / kBlocksAlongShorterSide)),
        colours_((screen.width + side_ - 1) / side_, (screen.height + side_ - 1) / side_, 3) {
    for (int y = 0; y < colours_.height; ++y) {
      for (int x = 0; x < colours_.width; ++x) {
        const Colour colour = block_colour(screen, circle, x * side_, y * side_);
        std::ranges::copy(colour, colours_.pixel(x, y));
      }
    }
  }

  const uint8_t* at(int screen_x, int screen_y) const {
    return colours_.pixel(screen_x / side_, screen_y / side_);
  }

 private:
  Colour block_colour(const Image& screen, const Circle& circle, int left, int top) const {
    const int step = side_ / kSamplesAlongBlock;
    std::array<Histogram, 3> levels;
    for (int y = top; y < std::min(top + side_, screen.height); y += step) {
      for (int x = left; x < std::min(left + side_, screen.width); x += step) {
        if (circle.is_sharp(x + 0.5, y + 0.5)) continue;
        for (size_t c = 0; c < 3; ++c) levels[c].add(screen.pixel(x, y)[c]);
      }
    }
    return {levels[0].median(), levels[1].median(), levels[2].median()};
  }

  int side_;
  Image colours_;
};

void fill_blocks(const Image& screen, const BlockColours& blocks, Image& thumbnail) {
  for (int y = 0; y < thumbnail.height; ++y) {
    const int screen_y = static_cast<int>((y + 0.5) * screen.height / thumbnail.height);
    for (int x = 0; x < thumbnail.width; ++x) {
      const int screen_x = static_cast<int>((x + 0.5) * screen.width / thumbnail.width);
      std::copy_n(blocks.at(screen_x, screen_y), 3, thumbnail.pixel(x, y));
    }
  }
}

void draw_ring(const Circle& circle, int y, Part part, Image& thumbnail) {
  for (int x = part.first; x < part.end; ++x) {
    const double distance = std::abs(circle.distance(x, y));
    const double ring = std::clamp(kBlackHalfWidth + 0.5 - distance, 0.0, 1.0);
    if (ring <= 0) continue;
    const double white = 255 * std::clamp(kWhiteHalfWidth + 0.5 - distance, 0.0, 1.0);
    uint8_t* pixel = thumbnail.pixel(x, y);
    for (size_t c = 0; c < 3; ++c) {
      pixel[c] = static_cast<uint8_t>(std::lround((1 - ring) * pixel[c] + ring * white));
    }
  }
}

void check(const Image& screen, const Disc& disc) {
  const bool circle = std::isfinite(disc.centre_x) && std::isfinite(disc.centre_y) &&
                      std::isfinite(disc.radius) && disc.radius > 0;
  if (circle && screen.channels == 3 && !screen.samples.empty()) return;
  throw Error(ErrorCode::kInvalidArgument,
              "a thumbnail needs an RGB screen and a circle, not " + std::to_string(screen.width) +
                  " x " + std::to_string(screen.height) + " x " + std::to_string(screen.channels) +
                  " samples and radius " + std::to_string(disc.radius) + " at (" +
                  std::to_string(disc.centre_x) + ", " + std::to_string(disc.centre_y) + ")");
}

}  // namespace

Image screen_thumbnail(const Image& screen, const Disc& disc) {
  check(screen, disc);
  const Size size = thumbnail_size(screen, kLongestScreenThumbnailSide);
  const Circle circle(screen, size, disc);
  Image thumbnail(size.width, size.height, 3);
  fill_blocks(screen, BlockColours(screen, circle), thumbnail);
  std::vector<uint32_t> sums;
  for (int y = 0; y < size.height; ++y) {
    const Part part = circle.sharp_part(y, size.width);
    average_row(screen, y, part, sums, thumbnail);
    draw_ring(circle, y, part, thumbnail);
  }
  return thumbnail;
}

Image map_thumbnail(const Image& map) {
  if (map.samples.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "a thumbnail was asked of a map without pixels");
  }
  const Size size = thumbnail_size(map, kLongestMapThumbnailSide);
  Image thumbnail(size.width, size.height, map.channels);
  std::vector<uint32_t> sums;
  for (int y = 0; y < size.height; ++y) average_row(map, y, {0, size.width}, sums, thumbnail);
  return thumbnail;
}

}  // namespace myolens
