#include "myolens/polarmap/faint_strokes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "myolens/imaging/colour_scale.h"

namespace myolens {
namespace {

constexpr int kBlock = 8;               // pixels
constexpr int kAcross = 2;              // blocks over which a word goes on
constexpr int kFurthest = 8;            // times that it goes on
constexpr int kFewest = 5;              // faint pixels of a block that are no noise
constexpr int kWhite = 200;             // grey levels, at least
constexpr int kNearInk = 48;            // grey levels; beyond it letters are not faint
constexpr int kInkShift = 5;            // colours of an ink agree in their first 3 bits
constexpr double kInkShare = 0.1;       // of the distinct pixels
constexpr size_t kFewestDistinct = 12;  // pixels of a letter; details of a map have less
constexpr double kNoisyShare = 0.01;    // of the picture under faint marks beside what was found

// White ones: of other colours, the map's own details are taken for letters.
std::vector<Rgb> inks(const Image& map, const std::vector<Cell>& distinct) {
  struct Sum {
    std::array<int, 3> colour{};
    int count = 0;
  };
  constexpr size_t kBits = 8 - kInkShift;
  std::vector<Sum> sums(size_t{1} << (3 * kBits));
  for (const Cell& cell : distinct) {
    const uint8_t* rgb = map.pixel(cell.x, cell.y);
    size_t index = 0;
    for (size_t c = 0; c < 3; ++c) index = index << kBits | rgb[c] >> kInkShift;
    Sum& sum = sums[index];
    for (size_t c = 0; c < 3; ++c) sum.colour[c] += rgb[c];
    ++sum.count;
  }
  std::vector<Rgb> result;
  for (const Sum& sum : sums) {
    if (sum.count == 0 || sum.count < kInkShare * static_cast<double>(distinct.size())) continue;
    Rgb& ink = result.emplace_back();
    for (size_t c = 0; c < 3; ++c) ink[c] = static_cast<uint8_t>(sum.colour[c] / sum.count);
    if (*std::ranges::min_element(ink) < kWhite) result.pop_back();
  }
  return result;
}

bool near(const uint8_t* rgb, const Rgb& ink) {
  for (size_t c = 0; c < 3; ++c) {
    if (std::abs(rgb[c] - ink[c]) > kNearInk) return false;
  }
  return true;
}

// Follows words from block to block.
class WordFollower {
 public:
  WordFollower(Image& found, const Image& faint, const Image& map, std::vector<Rgb> inks)
      : found_(found),
        faint_(faint),
        map_(map),
        inks_(std::move(inks)),
        columns_((found.width + kBlock - 1) / kBlock),
        rows_((found.height + kBlock - 1) / kBlock),
        seen_(static_cast<size_t>(columns_) * static_cast<size_t>(rows_), 0) {}

  void start_at(const Cell& cell) {
    const Cell block{cell.x / kBlock, cell.y / kBlock};
    if (!first_look(block)) return;
    take(block);
    places_.push_back({block, 0});
  }

  void follow() {
    for (size_t next = 0; next < places_.size(); ++next) {
      const Place place = places_[next];
      if (place.times == kFurthest) continue;
      for (int y = place.block.y - 1; y <= place.block.y + 1; ++y) {
        for (int x = place.block.x - kAcross; x <= place.block.x + kAcross; ++x) {
          if (x < 0 || y < 0 || x >= columns_ || y >= rows_ || !first_look({x, y})) continue;
          if (take({x, y})) places_.push_back({{x, y}, place.times + 1});
        }
      }
    }
  }

 private:
  struct Place {
    Cell block;
    int times;  // that the word has gone on
  };

  bool first_look(Cell block) {
    uint8_t& seen = seen_[static_cast<size_t>(block.y * columns_ + block.x)];
    return std::exchange(seen, uint8_t{1}) == 0;
  }

  bool take(Cell block) {
    std::array<uint8_t*, size_t{kBlock} * kBlock> pixels{};
    size_t count = 0;
    for (int y = block.y * kBlock; y < std::min((block.y + 1) * kBlock, found_.height); ++y) {
      for (int x = block.x * kBlock; x < std::min((block.x + 1) * kBlock, found_.width); ++x) {
        if (*faint_.pixel(x, y) == 0) continue;
        const auto is_near = [&](const Rgb& ink) { return near(map_.pixel(x, y), ink); };
        if (std::ranges::any_of(inks_, is_near)) pixels[count++] = found_.pixel(x, y);
      }
    }
    if (count < kFewest) return false;
    for (size_t i = 0; i < count; ++i) *pixels[i] = 255;
    return true;
  }

  Image& found_;
  const Image& faint_;
  const Image& map_;
  std::vector<Rgb> inks_;
  int columns_;
  int rows_;
  std::vector<uint8_t> seen_;
  std::vector<Place> places_;
};

bool noisy(const Image& found, const Image& faint) {
  int count = 0;
  for (size_t i = 0; i < faint.samples.size(); ++i) {
    count += static_cast<int>(faint.samples[i] != 0) & static_cast<int>(found.samples[i] == 0);
  }
  return count > kNoisyShare * static_cast<double>(faint.samples.size());
}

}  // namespace

void add_faint_strokes(Image& found, const Image& faint, const Image& map,
                       const FoundLetters& letters) {
  if (letters.distinct.size() < kFewestDistinct || noisy(found, faint)) return;
  WordFollower words(found, faint, map, inks(map, letters.distinct));
  for (const Cell& cell : letters.pixels) words.start_at(cell);
  words.follow();
}

}  // namespace myolens
