#include "myolens/polarmap/screen_preparation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

#include "myolens/base/error.h"
#include "myolens/polarmap/circle_check.h"
#include "myolens/polarmap/disc_finder.h"
#include "myolens/polarmap/ground.h"
#include "myolens/polarmap/scale_bar.h"
#include "myolens/polarmap/uptake.h"

namespace myolens {
namespace {

constexpr double kLayoutAgreement =
    0.05;                                // of the radius: centre and radius of what is found there
constexpr double kMostOffScreen = 0.25;  // of the disc's area

[[noreturn]] void refuse(const std::string& origin, const std::string& what) {
  throw Error(ErrorCode::kBadData, origin + ": " + what);
}

const LayoutDisc* named_disc(const DiscLayout& layout, const std::string& name) {
  if (name.empty() && layout.discs.size() == 1) return &layout.discs.front();
  const auto found = std::ranges::find(layout.discs, name, &LayoutDisc::name);
  return found == layout.discs.end() ? nullptr : &*found;
}

std::string no_such_disc(const DiscLayout& layout, const std::string& name) {
  std::vector<std::string> names;
  std::string list;
  for (const LayoutDisc& disc : layout.discs) {
    names.push_back(disc.name);
    list += (list.empty() ? "" : ", ") + disc.name;
  }
  const std::string fault = name.empty()
                                ? std::string("the layout has several discs, none is chosen")
                                : "the layout has no disc " + name + nearest_name_hint(name, names);
  return fault + "; choose from " + list;
}

// From 1; 0 for what is no number.
size_t disc_number(const std::string& name) {
  size_t number = 0;
  const char* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data(), end, number);
  return parsed.ec == std::errc() && parsed.ptr == end ? number : 0;
}

bool agree(const Disc& a, const Disc& b) {
  const double reach = kLayoutAgreement * a.radius;
  return std::hypot(a.centre_x - b.centre_x, a.centre_y - b.centre_y) <= reach &&
         std::abs(a.radius - b.radius) <= reach;
}

std::string circle_text(const Disc& disc) {
  const auto whole = [](double value) { return std::to_string(std::lround(value)); };
  return "(" + whole(disc.centre_x) + ", " + whole(disc.centre_y) + ") with radius " +
         whole(disc.radius);
}

// The layout is exact once it has been checked; what is found only shows whether it fits here.
Disc disc_of_layout(const Image& screen, std::span<const Disc> found, const std::string& origin,
                    const DiscChoice& choice) {
  const LayoutDisc& entry = *named_disc(*choice.layout, choice.disc);
  const Disc disc = disc_on_screen(*choice.layout, entry, {screen.width, screen.height}, origin);
  if (std::ranges::none_of(found, [&](const Disc& other) { return agree(disc, other); })) {
    refuse(origin, "no polar map at " + circle_text(disc) + ", where the layout has \"" +
                       entry.name + "\"; check the layout on this screen");
  }
  return disc;
}

std::string several_maps(size_t count) {
  std::string numbers;
  for (size_t i = 1; i <= count; ++i) {
    numbers += (i == 1 ? "" : i == count ? " or " : ", ") + std::to_string(i);
  }
  return std::to_string(count) + " polar maps found, and none is chosen; choose one with --disc " +
         numbers +
         " (from top to bottom, and from left to right), with --disc top, bottom, left, right or "
         "largest, or by its name with a layout file, which myolens layout detect proposes";
}

// Of the disc's area, row by row.
double share_off_screen(const Disc& disc, const Image& screen) {
  double on_screen = 0;
  for (int y = 0; y < screen.height; ++y) {
    const double half =
        std::sqrt(std::max(disc.radius * disc.radius - std::pow(y + 0.5 - disc.centre_y, 2), 0.0));
    const double left = std::max(disc.centre_x - half, 0.0);
    const double right = std::min(disc.centre_x + half, static_cast<double>(screen.width));
    on_screen += std::max(right - left, 0.0);
  }
  return 1 - on_screen / (std::numbers::pi * disc.radius * disc.radius);
}

void require_whole(const Image& screen, const Disc& disc, const std::string& origin) {
  const double share = share_off_screen(disc, screen);
  if (share <= kMostOffScreen) return;
  refuse(origin, "not a whole polar map: " + std::to_string(std::lround(100 * share)) +
                     " % of the circle at " + circle_text(disc) +
                     " lies off the screen; save the screen again with the whole map on it, or "
                     "choose another map");
}

void turn_into_uptake(PreparedMap& map, const Image& screen, std::span<const Disc> discs,
                      const std::string& origin, const std::string& name) {
  const UptakeScale scale =
      name.empty() ? recognise_scale(
                         map.image, map.disc,
                         {read_scale_bar(screen, discs), ground_around(screen, map.disc_on_screen)})
                   : named_scale(map.image, map.disc, name);
  if (!scale.fits) {
    refuse(origin, name.empty()
                       ? "its colours are of no known scale, nor of a scale bar on the screen; "
                         "prepare it without uptake"
                       : "its colours are not of the scale " + name + "; name another");
  }
  if (scale.ambiguous) map.flags.emplace_back("uncertain scale");
  map.deep = uptake_map(map, scale);
  map.image = to_8_bit_rgb(*map.deep);
  map.colour_scale = scale.name;
}

Disc disc_at(const std::string& name, std::span<const Disc> discs, const std::string& origin) {
  if (discs.empty()) {
    refuse(origin,
           "not a polar map: expected a large disc on a plain ground, found none; leave the "
           "picture out, or show the map larger");
  }
  if (name == "largest") return *std::ranges::max_element(discs, {}, &Disc::radius);
  if (name == "top") return *std::ranges::min_element(discs, {}, &Disc::centre_y);
  if (name == "bottom") return *std::ranges::max_element(discs, {}, &Disc::centre_y);
  if (name == "left") return *std::ranges::min_element(discs, {}, &Disc::centre_x);
  if (name == "right") return *std::ranges::max_element(discs, {}, &Disc::centre_x);
  if (name.empty()) {
    if (discs.size() > 1) refuse(origin, several_maps(discs.size()));
    return discs.front();
  }
  const size_t number = disc_number(name);
  if (number > discs.size()) {
    refuse(origin,
           "polar map " + name + " was asked for, " + std::to_string(discs.size()) + " found");
  }
  return discs[number - 1];
}

}  // namespace

DiscChoice with_own_disc(const DiscChoice& usual, const std::string& own) {
  DiscChoice choice = usual;
  if (!own.empty()) choice.disc = own;
  return choice;
}

std::optional<std::string> disc_name_fault(const DiscChoice& choice) {
  const std::string& name = choice.disc;
  if (choice.layout) {
    if (named_disc(*choice.layout, name) != nullptr) return std::nullopt;
    return no_such_disc(*choice.layout, name);
  }
  constexpr std::array<std::string_view, 5> kPlaces{"largest", "top", "bottom", "left", "right"};
  const bool is_place = std::ranges::find(kPlaces, name) != kPlaces.end();
  if (name.empty() || is_place || disc_number(name) > 0) return std::nullopt;
  return "a polar map is chosen by its number, or by largest, top, bottom, left or right, not by " +
         name + "; other names need a layout";
}

Disc choose_disc(const Image& screen, std::span<const Disc> discs, const std::string& origin,
                 const DiscChoice& choice) {
  if (const auto fault = disc_name_fault(choice)) refuse(origin, *fault);
  const Disc disc = choice.layout ? disc_of_layout(screen, discs, origin, choice)
                                  : disc_at(choice.disc, discs, origin);
  require_whole(screen, disc, origin);
  return disc;
}

PreparedMap prepare_screen(const Picture& screen, const std::string& origin,
                           const DiscChoice& choice, const ColourHandling& colours) {
  const std::vector<Disc> discs = find_discs(screen.shown);
  const Disc disc = choose_disc(screen.shown, discs, origin, choice);
  PreparedMap map = clean_polar_map(screen, disc);
  if (!choice.layout && !circle_is_certain(screen.shown, disc)) {
    map.flags.emplace_back("uncertain circle");
  }
  if (colours.uptake) turn_into_uptake(map, screen.shown, discs, origin, colours.colour_scale);
  return map;
}

}  // namespace myolens
