#include "myolens/phantom/screen_texts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace myolens {
namespace {

constexpr std::array<const char*, 3> kMachines{"Phantom Station A", "Phantom Station B",
                                               "Phantom Workplace 3"};
constexpr std::array<const char*, 8> kSurnames{"Sample", "Nobody", "Muster",  "Example",
                                               "Ficta",  "Noname", "Phantom", "Invented"};
constexpr std::array<const char*, 6> kTracers{
    "99mTc tetrofosmin",        "99mTc sestamibi", "201Tl",
    "FBP, Butterworth 0.45/10", "OSEM 4i 8s",      "Gated 8 frames"};
constexpr double kThroughDiscProbability = .35;

int draw_number(RandomStream& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<size_t>(high - low + 1)));
}

template <typename Items>
std::string pick(RandomStream& random, const Items& items) {
  return items[random.below(items.size())];
}

std::string detail_text(RandomStream& random) {
  switch (random.below(5)) {
    case 0:
      return pick(random, kSurnames) + ", SYN-" + std::to_string(draw_number(random, 10000, 99999));
    case 1:
      return pick(random, kTracers);
    case 2:
      return "Volume " + std::to_string(draw_number(random, 50, 180)) + " ml";
    case 3:
      return "HR " + std::to_string(draw_number(random, 55, 160)) + "/min";
    default:
      return "Slice " + std::to_string(draw_number(random, 8, 30)) + "  zoom 1." +
             std::to_string(draw_number(random, 0, 9));
  }
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void add_disc_names(double size, Rgb colour, ScreenStyle& style) {
  for (const ScreenDisc& shown : style.discs) {
    const double left = std::max(4.0, shown.disc.centre_x - 1.05 * shown.disc.radius);
    const double above = shown.disc.centre_y - shown.disc.radius * .93;
    style.texts.push_back({upper(shown.name), left, above, size, colour});
  }
}

void add_line_through_a_disc(RandomStream& random, double size, Rgb colour, ScreenStyle& style) {
  const Disc& disc = style.discs[random.below(style.discs.size())].disc;
  const double x = disc.centre_x - disc.radius * random.uniform(.3, 1.2);
  const double y = disc.centre_y + disc.radius * random.uniform(-.95, .95);
  style.texts.push_back({"SYNTHETIC " + detail_text(random), x, y, size, colour});
}

std::string images_on(const ScreenStyle& style) {
  if (style.discs.size() == 1) return std::string(image_kind_name(style.discs.front().image));
  if (style.layout == ScreenLayout::kGrid) return "STRESS REST AC NAC";
  return "STRESS REST " + std::string(view_name(style.discs.front().image.view));
}

}  // namespace

std::string title_text(RandomStream& random, std::string_view image_name) {
  // One draw a line: the order in which arguments are evaluated differs between compilers.
  const int minute = draw_number(random, 0, 59);
  const int hour = draw_number(random, 7, 17);
  const int day = draw_number(random, 1, 28);
  const int month = draw_number(random, 1, 12);
  const int year = draw_number(random, 2015, 2024);
  std::array<char, 64> moment{};
  std::snprintf(moment.data(), moment.size(), "%04d-%02d-%02d %02d:%02d", year, month, day, hour,
                minute);
  return "SYNTHETIC  " + std::string(image_name) + "  " + moment.data() + "  " +
         kMachines[random.below(kMachines.size())];
}

void add_texts(RandomStream& random, Rgb colour, ScreenStyle& style) {
  const double size = style.size.height * random.uniform(.014, .022);
  const double left = random.uniform(8, 60);
  style.texts.push_back(
      {title_text(random, images_on(style)), left, 1.4 * size, 1.1 * size, colour});
  const size_t details = 1 + random.below(4);
  for (size_t i = 0; i < details; ++i) {
    const double y = style.size.height - (static_cast<double>(i) + .6) * 1.5 * size;
    style.texts.push_back({detail_text(random), left, y, size, colour});
  }
  add_disc_names(size, colour, style);
  if (random.chance(kThroughDiscProbability)) add_line_through_a_disc(random, size, colour, style);
}

}  // namespace myolens
