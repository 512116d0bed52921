#include "myolens/polarmap/disc_layout.h"

#include <gmock/gmock.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using testing::HasSubstr;

constexpr Size kScreen{1600, 1000};

std::string error_of(std::string_view toml) {
  try {
    parse_layout(toml, "ours.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(DiscLayout, GivesCirclesInPixelsOfAnyScreenOfItsShape) {
  const DiscLayout layout = parse_layout(
      "screen = [1600, 1000]\n[[disc]]\nname = \"stress\"\ncentre = [0.25, 0.5]\nradius = 0.1\n",
      "ours.toml");
  ASSERT_EQ(layout.discs.size(), 1u);
  EXPECT_EQ(layout.discs[0].name, "stress");
  const Disc same = disc_on_screen(layout, layout.discs[0], kScreen, "a.png");
  EXPECT_DOUBLE_EQ(same.centre_x, 400);
  EXPECT_DOUBLE_EQ(same.centre_y, 500);
  EXPECT_DOUBLE_EQ(same.radius, 160);
  const Disc half = disc_on_screen(layout, layout.discs[0], {800, 500}, "a.png");
  EXPECT_DOUBLE_EQ(half.centre_x, 200);
  EXPECT_DOUBLE_EQ(half.radius, 80);
  EXPECT_THROW(disc_on_screen(layout, layout.discs[0], {1280, 1024}, "a.png"), Error);
}

TEST(DiscLayout, TakesABoxForTheCircleInIt) {
  const DiscLayout layout = parse_layout(
      "screen = [1600, 1000]\n[[disc]]\nname = \"rest\"\nbox = [0.1, 0.2, 0.3, 0.52]\n",
      "ours.toml");
  const Disc disc = disc_on_screen(layout, layout.discs.at(0), kScreen, "a.png");
  EXPECT_NEAR(disc.centre_x, 320, 1e-9);
  EXPECT_NEAR(disc.centre_y, 360, 1e-9);
  EXPECT_NEAR(disc.radius, 160, 1e-9);
}

TEST(DiscLayout, IsReadBackAsItWasWritten) {
  const DiscLayout layout{kScreen,
                          {{"stress \"AC\"", 0.25, 0.5, 0.125}, {"Ruhe, größer", 0.7, 0.4, 0.1}}};
  const DiscLayout again = parse_layout(layout_text(layout), "ours.toml");
  ASSERT_EQ(again.discs.size(), 2u);
  EXPECT_EQ(again.screen.width, 1600);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again.discs[i].name, layout.discs[i].name);
    EXPECT_DOUBLE_EQ(again.discs[i].x, layout.discs[i].x);
    EXPECT_DOUBLE_EQ(again.discs[i].y, layout.discs[i].y);
    EXPECT_DOUBLE_EQ(again.discs[i].radius, layout.discs[i].radius);
  }
}

TEST(DiscLayout, TakesQuotesAndLettersWhereTomlHasThem) {
  const DiscLayout layout = parse_layout(
      "\xEF\xBB\xBFscreen = [1600, 1000] # größer als \"üblich\n[[disc]]\n"
      "name = \"\\\"ä\\\\\" # it's\ncentre = [0.5, 0.5]\nradius = 0.1\n",
      "ours.toml");
  EXPECT_EQ(layout.discs.at(0).name, "\"ä\\");
}

TEST(DiscLayout, TakesSingleQuotesAsTheyStand) {
  const DiscLayout layout = parse_layout(
      "screen = [16, 10]\n[[disc]]\nname = 'größe \"\\u0041\\' # 'ß\nbox = [0.1, 0.2, 0.3, 0.52]\n",
      "ours.toml");
  EXPECT_EQ(layout.discs.at(0).name, "größe \"\\u0041\\");
}

TEST(DiscLayout, NamesFileLineAndFault) {
  struct Case {
    const char* toml;
    const char* expected;
  };
  const std::string head = "screen = [1600, 1000]\n[[disc]]\nname = \"a\"\n";
  const Case cases[] = {
      {"screen = [1600", "line 1"},
      {"[[disc]]\nname = \"a\"\ncentre = [0.5, 0.5]\nradius = 0.1\n", "screen"},
      {"screen = [1600, 1000]\n", "[[disc]]"},
      {"screen = [1600, 1000]\ndiscs = 3\n", "unknown key discs"},
      {"screen = [1600, 1000]\n[[disc]]\nname = \"a\"\n", "centre and radius, or box"},
      {"screen = [1600, 1000]\n[[disc]]\nname = \"a\"\ncentre = [0.5]\nradius = 0.1\n", "line 4"},
      {"screen = [1600, 1000]\n[[disc]]\nname = \"a\"\ncentre = [1.5, 0.5]\nradius = 0.1\n",
       "off the screen"},
      {"screen = [1600, 1000]\n[[disc]]\nname = \"a\"\nbox = [0.1, 0.1, 0.4, 0.2]\n", "as high as"},
      {"screen = [1600, 1000]\n[[disc]]\nname = \"a\"\ncentre = [0.5, 0.5]\nradius = 0.1\n"
       "[[disc]]\nname = \"a\"\ncentre = [0.2, 0.5]\nradius = 0.1\n",
       "two discs are named a"},
      {"screen = [0, 1000]\n", "pixels"},
      {"screen = [16, 10]\n# größer \"\"\"\nRuhe = ß\n", "line 3: expected plain letters"},
      {"screen = [16, 10]\n[[disc]]\nname = \"\"\"\nß\"\"\"\n", "line 3: expected plain"},
      {"screen = [8e2, 0x1\"\\u0К\xDF\x9Et\", c00.2,ne\r\n", "line 1"},
      {"screen = [16, 10]\nname = \"\\ß\"\n", "line 2"},
      {"screen = [16, 10]\n# \xFF\n", "line 2: the text is not UTF-8"}};
  for (const Case& test : cases) {
    EXPECT_THAT(error_of(test.toml), HasSubstr(test.expected)) << test.toml;
    EXPECT_THAT(error_of(test.toml), HasSubstr("ours.toml")) << test.toml;
  }
}

TEST(DiscLayout, IsWhatMostScreensShare) {
  const Disc stress{400, 300, 120};
  const Disc rest{402, 700, 121};
  const Disc stray{1200, 500, 80};
  const std::vector<FoundDiscs> screens{{"a", kScreen, {stress, stray, rest}},
                                        {"b", kScreen, {{401, 300, 121}, rest}},
                                        {"c", kScreen, {{402, 301, 122}, rest}},
                                        {"d", {800, 500}, {{200.5, 150, 60.5}}}};
  const DiscLayout layout = shared_layout(screens);
  ASSERT_EQ(layout.discs.size(), 2u);
  EXPECT_EQ(layout.discs[0].name, "1");
  EXPECT_EQ(layout.discs[1].name, "2");
  EXPECT_NEAR(layout.discs[0].x * 1600, 401, 0.01);
  EXPECT_NEAR(layout.discs[0].radius * 1600, 121, 0.01);
  EXPECT_NEAR(layout.discs[1].y * 1000, 700, 0.01);
  EXPECT_THROW(shared_layout({{"a", kScreen, {stress}}, {"b", {1280, 1024}, {stress}}}), Error);
  EXPECT_THROW(shared_layout({{"a", kScreen, {}}, {"b", kScreen, {}}}), Error);
}

TEST(DiscLayout, IsDrawnOverAScreen) {
  const DiscLayout layout{kScreen, {{"stress", 0.25, 0.5, 0.1}}};
  const Image drawn = drawn_layout(Image(1600, 1000, 3), layout, "a.png");
  const uint8_t* rim = drawn.pixel(560, 500);  // 400 + 160
  EXPECT_GT(rim[0], 200);
  EXPECT_LT(rim[1], 50);
}

}  // namespace
}  // namespace myolens
