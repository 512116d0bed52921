#include "myolens/polarmap/screen_preparation.h"

#include <gmock/gmock.h>

#include "myolens/base/error.h"
#include "myolens/polarmap/disc_finder.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr Disc kLeft{300, 300, 150};
constexpr Disc kRight{1200, 280, 160};
constexpr Disc kBelow{310, 760, 150};

Image screen_of_three() {
  Image screen(1640, 1068, 3);
  for (const Disc& disc : {kLeft, kRight, kBelow}) draw_map(screen, disc, "rainbow", two_lesions());
  return screen;
}

Disc chosen(const DiscChoice& choice) {
  const Image screen = screen_of_three();
  return choose_disc(screen, find_discs(screen), "S1.png", choice);
}

void expect_chosen(const DiscChoice& choice, const Disc& disc) {
  const Disc found = chosen(choice);
  EXPECT_NEAR(found.centre_x, disc.centre_x, 1) << choice.disc;
  EXPECT_NEAR(found.centre_y, disc.centre_y, 1) << choice.disc;
  EXPECT_NEAR(found.radius, disc.radius, 1) << choice.disc;
}

std::string error_of(const DiscChoice& choice) {
  try {
    chosen(choice);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ScreenPreparation, ChoosesByNumberAndPosition) {
  expect_chosen({.disc = "1"}, kLeft);
  expect_chosen({.disc = "2"}, kRight);
  expect_chosen({.disc = "3"}, kBelow);
  expect_chosen({.disc = "largest"}, kRight);
  expect_chosen({.disc = "top"}, kRight);
  expect_chosen({.disc = "bottom"}, kBelow);
  expect_chosen({.disc = "left"}, kLeft);
  expect_chosen({.disc = "right"}, kRight);
}

TEST(ScreenPreparation, NeverGuessesAmongSeveral) {
  EXPECT_THAT(error_of({}),
              AllOf(HasSubstr("S1.png: 3 polar maps found"), HasSubstr("--disc 1, 2 or 3"),
                    HasSubstr("--disc top, bottom, left, right or largest"),
                    HasSubstr("myolens layout detect")));
  EXPECT_THAT(error_of({.disc = "4"}), HasSubstr("polar map 4 was asked for, 3 found"));
  EXPECT_THAT(error_of({.disc = "stress"}), HasSubstr("other names need a layout"));
}

TEST(ScreenPreparation, TakesTheCircleOfALayoutAsItIs) {
  const DiscLayout layout{{1640, 1068},
                          {{"stress", 300.4 / 1640, 300.2 / 1068, 151.0 / 1640},
                           {"rest", 800.0 / 1640, 500.0 / 1068, 150.0 / 1640}}};
  const Disc disc = chosen({"stress", layout});
  EXPECT_NEAR(disc.centre_x, 300.4, 1e-9);
  EXPECT_NEAR(disc.radius, 151.0, 1e-9);
  EXPECT_THAT(error_of({"rest", layout}), HasSubstr("no polar map at (800, 500) with radius 150"));
  EXPECT_THAT(error_of({"stres", layout}), HasSubstr("did you mean \"stress\""));
  EXPECT_THAT(error_of({"", layout}), HasSubstr("choose from stress, rest"));
  EXPECT_EQ(disc_name_fault({"rest", layout}), std::nullopt);
  EXPECT_NE(disc_name_fault({"1", layout}), std::nullopt);
}

// A straight edge cuts a share (acos(d) - d sqrt(1 - d^2)) / pi off a circle of radius 1 whose
// centre is d away: 0.253 for d = 0.4, 0.247 for d = 0.41.
TEST(ScreenPreparation, RefusesAMapOfWhichMoreThanAQuarterIsOffTheScreen) {
  const auto cut_off = [](const Disc& disc) {
    const Image screen(1000, 800, 3);
    choose_disc(screen, std::vector{disc}, "S2.png", {});
  };
  for (const Disc& whole : {Disc{500, 400, 300}, Disc{123, 400, 300}, Disc{877, 400, 300},
                            Disc{500, 82, 200}, Disc{500, 718, 200}}) {
    EXPECT_NO_THROW(cut_off(whole)) << whole.centre_x << " " << whole.centre_y;
  }
  for (const Disc& cut : {Disc{120, 400, 300}, Disc{880, 400, 300}, Disc{500, 80, 200},
                          Disc{500, 720, 200}, Disc{100, 100, 200}}) {
    EXPECT_THAT([&] { cut_off(cut); },
                ThrowsMessage<Error>(AllOf(HasSubstr("S2.png: not a whole polar map: "),
                                           HasSubstr("% of the circle"),
                                           HasSubstr("save the screen again"))))
        << cut.centre_x << " " << cut.centre_y;
  }
}

}  // namespace
}  // namespace myolens
