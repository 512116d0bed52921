#include "myolens/polarmap/cleaning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/imaging/canvas.h"
#include "myolens/polarmap/screen_preparation.h"
#include "myolens/polarmap/uptake.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kWidth = 720;
constexpr int kHeight = 600;
constexpr Disc kDisc{362.4, 290.7, 250.2};

Image screen_of(std::string_view scale) {
  static const SyntheticMap map = synthetic_map(kWidth, kHeight, kDisc, two_lesions());
  Image screen(kWidth, kHeight, 3);
  draw_map(screen, map, scale);
  return screen;
}

Image with_text(const Image& screen) {
  Canvas canvas(screen);
  canvas.text(230, 250, "STRESS 12:34", {20, {255, 255, 255}});
  canvas.text(290, 440, "INF 62%", {20, {255, 255, 0}, true});
  canvas.text(95, 295, "SEPT", {20, {255, 255, 255}, true});
  return canvas.image();
}

Image with_segment_lines(const Image& screen, Rgb colour) {
  Canvas canvas(screen);
  for (const double share : {0.25, 0.5, 0.75}) {
    canvas.circle(kDisc.centre_x, kDisc.centre_y, share * kDisc.radius, colour, 2);
  }
  for (int i = 0; i < 6; ++i) {
    const double x = std::cos(i * std::numbers::pi / 3);
    const double y = std::sin(i * std::numbers::pi / 3);
    canvas.line(kDisc.centre_x + kDisc.radius * x / 4, kDisc.centre_y + kDisc.radius * y / 4,
                kDisc.centre_x + kDisc.radius * x, kDisc.centre_y + kDisc.radius * y, colour, 1.5);
  }
  return canvas.image();
}

struct Difference {
  double mean = 0;
  double p999 = 0;
  double largest = 0;
};

// Of the uptake in two maps, over the disc but its outermost three pixels.
Difference uptake_difference(const PreparedMap& a, const PreparedMap& b) {
  const FloatImage first = recover_uptake(a).uptake;
  const FloatImage second = recover_uptake(b).uptake;
  std::vector<double> differences;
  for (int y = 0; y < first.height; ++y) {
    for (int x = 0; x < first.width; ++x) {
      if (disc_position(a.disc, x + 0.5, y + 0.5).r > 1 - 3 / a.disc.radius) continue;
      differences.push_back(
          std::abs(static_cast<double>(*first.pixel(x, y) - *second.pixel(x, y))));
    }
  }
  std::ranges::sort(differences);
  Difference result;
  for (const double value : differences) result.mean += value;
  result.mean /= static_cast<double>(differences.size());
  result.p999 = differences[differences.size() * 999 / 1000];
  result.largest = differences.back();
  return result;
}

TEST(Cleaning, CutsTheMapOutSquareOnBlack) {
  const Image screen = screen_of("hot_iron");
  const PreparedMap map = clean_polar_map(screen, kDisc);
  EXPECT_EQ(map.image.width, 502);
  EXPECT_EQ(map.image.height, 502);
  EXPECT_NEAR(map.disc.centre_x, 251, 0.5);
  EXPECT_EQ(map.disc.radius, kDisc.radius);
  EXPECT_EQ(map.disc_on_screen.centre_x, kDisc.centre_x);
  EXPECT_THAT(map.flags, IsEmpty());
  const auto left = static_cast<int>(std::lround(kDisc.centre_x - map.disc.centre_x));
  const auto top = static_cast<int>(std::lround(kDisc.centre_y - map.disc.centre_y));
  for (int y = 0; y < map.image.height; ++y) {
    for (int x = 0; x < map.image.width; ++x) {
      const bool inside = disc_position(map.disc, x + 0.5, y + 0.5).r <= 1;
      for (int c = 0; c < 3; ++c) {
        ASSERT_EQ(map.image.pixel(x, y)[c], inside ? screen.pixel(x + left, y + top)[c] : 0);
      }
    }
  }
}

// JPEG noise is not text: what is filled in by mistake differs little and covers next to nothing.
TEST(Cleaning, LeavesAMapWithoutTextAsItIs) {
  for (const ColourScale& scale : colour_scales()) {
    const Image screen = through_jpeg(screen_of(scale.name), 75);
    const PreparedMap map = clean_polar_map(screen, kDisc);
    EXPECT_THAT(map.flags, IsEmpty()) << scale.name;
    const auto left = static_cast<int>(std::lround(kDisc.centre_x - map.disc.centre_x));
    const auto top = static_cast<int>(std::lround(kDisc.centre_y - map.disc.centre_y));
    double sum = 0;
    int largest = 0;
    for (int y = 0; y < map.image.height; ++y) {
      for (int x = 0; x < map.image.width; ++x) {
        if (disc_position(map.disc, x + 0.5, y + 0.5).r > 1) continue;
        for (int c = 0; c < 3; ++c) {
          const int change =
              std::abs(map.image.pixel(x, y)[c] - screen.pixel(x + left, y + top)[c]);
          sum += change;
          if (disc_position(map.disc, x + 0.5, y + 0.5).r < 1 - 5 / map.disc.radius) {
            largest = std::max(largest, change);
          }
        }
      }
    }
    EXPECT_LT(sum / static_cast<double>(map.image.samples.size()), 0.05) << scale.name;
    EXPECT_LT(largest, 45) << scale.name;
  }
}

// 0.03 of the maximum: far below the depth of a defect.
TEST(Cleaning, FillsTextAndLinesWithTheUptakeAroundThem) {
  for (const ColourScale& scale : colour_scales()) {
    const PreparedMap plain = clean_polar_map(through_jpeg(screen_of(scale.name), 85), kDisc);
    const Rgb lines = scale.name == "inverted_grey" ? Rgb{255, 255, 255} : Rgb{0, 0, 0};
    for (const Image& drawn :
         {with_text(screen_of(scale.name)), with_segment_lines(screen_of(scale.name), lines)}) {
      const Image screen = through_jpeg(drawn, 85);
      const PreparedMap cleaned = clean_polar_map(screen, kDisc);
      EXPECT_THAT(cleaned.flags, testing::ElementsAre("text removed")) << scale.name;
      const Difference difference = uptake_difference(cleaned, plain);
      EXPECT_LT(difference.mean, 0.006) << scale.name;
      EXPECT_LT(difference.p999, 0.09) << scale.name;
    }
  }
}

Image with_word(std::string_view word, double x, double y) {
  Canvas canvas(screen_of("cool"));
  canvas.text(x, y, std::string(word), {22, {255, 255, 255}});
  return through_jpeg(canvas.image(), 90);
}

int largest_difference(const Image& a, const Image& b) {
  int largest = 0;
  for (size_t i = 0; i < a.samples.size(); ++i) {
    largest = std::max(largest, std::abs(a.samples[i] - b.samples[i]));
  }
  return largest;
}

// White words where the scale is nearly white. Of quality 90, JPEG moves the map by 6 levels beside
// letters; letters that were left differ by 13 and more.
TEST(Cleaning, LeavesNoTraceByWhichOneWordIsToldFromAnother) {
  const Image plain = clean_polar_map(through_jpeg(screen_of("cool"), 90), kDisc).image;
  for (const double y : {180.0, 250.0, 300.0}) {
    const Image cad = clean_polar_map(with_word("CAD", 380, y), kDisc).image;
    const Image normal = clean_polar_map(with_word("NORMAL", 380, y), kDisc).image;
    EXPECT_LE(largest_difference(cad, normal), 12) << y;
    EXPECT_LE(largest_difference(cad, plain), 12) << y;
  }
}

// On the mean of blue over the leftmost pixels; JPEG beside letters leaves up to 3.
TEST(Cleaning, ShadesTheRimUnderAWordLikeTheRestOfIt) {
  const PreparedMap plain = clean_polar_map(through_jpeg(screen_of("cool"), 90), kDisc);
  const PreparedMap cleaned = clean_polar_map(with_word("NORMAL", 75, 295), kDisc);
  double sum = 0;
  int count = 0;
  for (int y = 220; y < 270; ++y) {
    for (int x = 0; x < 4; ++x, ++count) {
      sum += plain.image.pixel(x, y)[2] - cleaned.image.pixel(x, y)[2];
    }
  }
  EXPECT_NEAR(sum / count, 0, 3);
}

TEST(Cleaning, RemovesALineAlongTheRim) {
  Canvas canvas(screen_of("rainbow"));  // a scale without white
  canvas.circle(kDisc.centre_x, kDisc.centre_y, kDisc.radius - 1, {255, 255, 255}, 2);
  const PreparedMap map = clean_polar_map(canvas.image(), kDisc);
  int white = 0;
  for (size_t i = 0; i < map.image.samples.size(); i += 3) {
    white += *std::min_element(&map.image.samples[i], &map.image.samples[i] + 3) > 240 ? 1 : 0;
  }
  EXPECT_LT(white, 20);
}

TEST(Cleaning, IsIdempotent) {
  for (const ColourScale& scale : colour_scales()) {
    const PreparedMap once =
        prepare_screen({through_jpeg(with_text(screen_of(scale.name)), 85)}, "screen.jpg");
    const PreparedMap twice = prepare_screen({once.image}, "prepared.png");
    EXPECT_EQ(twice.image.width, once.image.width) << scale.name;
    EXPECT_NEAR(twice.disc.centre_x, once.disc.centre_x, 1);
    EXPECT_NEAR(twice.disc.centre_y, once.disc.centre_y, 1);
    EXPECT_NEAR(twice.disc.radius, once.disc.radius, 1);
    EXPECT_LT(uptake_difference(twice, once).mean, 0.001) << scale.name;
  }
}

TEST(Cleaning, FlagsWhatAPersonShouldLookAt) {
  const auto flags_of = [](const Disc& disc) {
    Image screen(kWidth, kHeight, 3);
    draw_map(screen, disc, "grey", two_lesions());
    return clean_polar_map(screen, disc).flags;
  };
  EXPECT_THAT(flags_of({362, 240, 250}), testing::ElementsAre("clipped disc"));
  EXPECT_THAT(flags_of({300, 300, 50}), testing::ElementsAre("tiny disc"));
  Image flat(640, 640, 3);
  for (int y = 0; y < 640; ++y) {
    for (int x = 0; x < 640; ++x) {
      if (std::hypot(x - 320, y - 320) < 300) std::fill_n(flat.pixel(x, y), 3, uint8_t{140});
    }
  }
  EXPECT_THAT(clean_polar_map(flat, {320, 320, 300}).flags, Contains("low contrast"));
}

TEST(Cleaning, SaysThatLettersTooBroadToBeFoundAreLeft) {
  Canvas canvas(screen_of("grey"));
  canvas.text(250, 330, "CAD", {120, {255, 255, 0}, true});
  EXPECT_THAT(clean_polar_map(canvas.image(), kDisc).flags, Contains("text left"));
}

TEST(Cleaning, RemovesNothingFromAPictureThatIsAllLines) {
  Image noise(400, 400, 3);
  RandomStream random(1, "noise");
  for (uint8_t& sample : noise.samples) sample = static_cast<uint8_t>(random.below(256));
  const PreparedMap map = clean_polar_map(noise, {200, 200, 200});
  EXPECT_THAT(map.flags, Contains("unusual texture"));
  EXPECT_EQ(map.image.pixel(200, 200)[1], noise.pixel(200, 200)[1]);
}

TEST(Cleaning, KeepsAMapWhoseColoursAreNoKnownScale) {
  Image screen = screen_of("rainbow");
  for (size_t i = 0; i < screen.samples.size(); i += 3) {
    std::swap(screen.samples[i], screen.samples[i + 1]);
  }
  const Image plain = through_jpeg(screen, 90);
  EXPECT_THAT(clean_polar_map(plain, kDisc).flags, testing::ElementsAre("unusual colours"));
  const PreparedMap cleaned = clean_polar_map(through_jpeg(with_text(screen), 90), kDisc);
  EXPECT_THAT(cleaned.flags, testing::ElementsAre("unusual colours", "text removed"));
}

// On white paper the antialiased rim is nearly white: no such pixel may be left of a dark map.
TEST(Cleaning, LeavesNoFringeOfAWhiteGround) {
  for (const std::string_view scale : {"rainbow", "hot_iron", "cool"}) {
    Image screen(kWidth, kHeight, 3, 255);
    draw_map(screen, kDisc, scale, {{0, 0, 3, 0.5}});  // half of the scale at most, without white
    const PreparedMap map = clean_polar_map(through_jpeg(screen, 80), kDisc);
    for (size_t i = 0; i < map.image.samples.size(); i += 3) {
      ASSERT_LT(*std::min_element(&map.image.samples[i], &map.image.samples[i] + 3), 110) << scale;
    }
  }
}

// The smallest defect a camera resolves, its edge sharper than one would show it, is broader than
// any stroke.
TEST(Cleaning, KeepsASmallDefect) {
  for (const ColourScale& scale : colour_scales()) {
    Image screen(kWidth, kHeight, 3);
    draw_map(screen, kDisc, scale.name, {{0.5, 45, 0.10, 0.6}, {0.7, 200, 0.10, 0.3}});
    screen = through_jpeg(screen, 80);
    const PreparedMap map = clean_polar_map(screen, kDisc);
    const auto left = static_cast<int>(std::lround(kDisc.centre_x - map.disc.centre_x));
    const auto top = static_cast<int>(std::lround(kDisc.centre_y - map.disc.centre_y));
    double sum = 0;
    for (int y = 0; y < map.image.height; ++y) {
      for (int x = 0; x < map.image.width; ++x) {
        if (disc_position(map.disc, x + 0.5, y + 0.5).r > 1) continue;
        for (int c = 0; c < 3; ++c) {
          sum += std::abs(map.image.pixel(x, y)[c] - screen.pixel(x + left, y + top)[c]);
        }
      }
    }
    EXPECT_LT(sum / static_cast<double>(map.image.samples.size()), 0.1) << scale.name;
  }
}

// 16 of 255 where letters hide the steepest edge of a lesion.
TEST(Cleaning, FillsTextInFullDepthToo) {
  Picture picture;
  const Image plain = screen_of("grey");
  picture.shown = with_text(plain);
  picture.deep = Image16(kWidth, kHeight, 1);
  for (size_t i = 0; i < picture.deep->samples.size(); ++i) {
    picture.deep->samples[i] = static_cast<uint16_t>(257 * picture.shown.samples[3 * i] + 5);
  }
  const PreparedMap map = clean_polar_map(picture, kDisc);
  ASSERT_TRUE(map.deep);
  ASSERT_EQ(map.deep->width, map.image.width);
  const auto left = static_cast<int>(std::lround(kDisc.centre_x - map.disc.centre_x));
  const auto top = static_cast<int>(std::lround(kDisc.centre_y - map.disc.centre_y));
  for (int y = 0; y < map.image.height; ++y) {
    for (int x = 0; x < map.image.width; ++x) {
      if (disc_position(map.disc, x + 0.5, y + 0.5).r > 1) {
        ASSERT_EQ(*map.deep->pixel(x, y), 0);
      } else if (disc_position(map.disc, x + 0.5, y + 0.5).r < 0.95) {
        ASSERT_NEAR(*map.deep->pixel(x, y) / 257.0, *plain.pixel(x + left, y + top), 16);
      }
    }
  }
}

TEST(Cleaning, NamesTheScreenThatHasNoMap) {
  try {
    prepare_screen({Image(640, 480, 3)}, "patient 7/stress.jpg");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("patient 7/stress.jpg: "));
  }
}

// Small odd pictures of noise, bars and blobs: prepared or refused, never anything else.
TEST(Cleaning, CopesWithAnyPicture) {
  RandomStream random(2, "odd pictures");
  int prepared = 0;
  for (int i = 0; i < 200; ++i) {
    const auto side = [&] { return 1 + static_cast<int>(random.below(160)); };
    Image picture(side(), random.chance(0.5) ? side() : 120, 3);
    for (uint64_t shapes = random.below(4); shapes > 0; --shapes) {
      const Disc disc{random.uniform(0, 120), random.uniform(0, 120), random.uniform(1, 60)};
      draw_map(picture, disc, colour_scales()[random.below(8)].name, {});
    }
    const double noise = random.chance(0.3) ? random.uniform() : 0;
    for (uint8_t& sample : picture.samples) {
      if (random.chance(noise)) sample = static_cast<uint8_t>(random.below(256));
    }
    try {
      const PreparedMap map = prepare_screen({picture}, "odd");
      recover_uptake(map);
      ++prepared;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kBadData) << error.what();
    }
  }
  EXPECT_GT(prepared, 20);
}

TEST(Cleaning, RefusesImpossibleArguments) {
  const Image screen = screen_of("grey");
  EXPECT_THROW(clean_polar_map(Image(100, 100, 1), {50, 50, 40}), Error);
  EXPECT_THROW(clean_polar_map(screen, {-5, 300, 200}), Error);
  EXPECT_THROW(clean_polar_map(screen, {500, 300, 0}), Error);
  EXPECT_THROW(clean_polar_map(screen, {500, 300, 1e9}), Error);
  Picture picture{screen, Image16(10, 10, 1), {}};
  EXPECT_THROW(clean_polar_map(picture, kDisc), Error);
}

}  // namespace
}  // namespace myolens
