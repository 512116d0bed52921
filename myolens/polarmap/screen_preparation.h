// From a screen to one cleaned polar map. Training and prediction take screens here and nowhere
// else. Thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "myolens/imaging/picture.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/disc_layout.h"

namespace myolens {

// Which of a screen's polar maps is meant.
struct DiscChoice {
  // With a layout, the name of one of its discs. Without, the number of a disc from top to bottom
  // and left to right ("1", "2", ...), or "largest", "top", "bottom", "left", "right" for the one
  // whose centre lies farthest there. Empty: the only one.
  std::string disc{};
  std::optional<DiscLayout> layout{};
};

// `usual`, or the disc that a manifest names for one picture in its place.
DiscChoice with_own_disc(const DiscChoice& usual, const std::string& own);

// What is wrong with the choice, whatever the screen, in words: no such name, or none although the
// layout has several discs. Nothing when it can be.
std::optional<std::string> disc_name_fault(const DiscChoice& choice);

// What the colours of a map become.
struct ColourHandling {
  bool uptake = false;         // relative uptake 0 to 100 % along the scale, instead of the colours
  std::string colour_scale{};  // a known scale's name; empty: recognised on every screen
};

// The circle of the chosen map among those that find_discs found or, with a layout, as it says.
// `origin` names the picture in errors. Errors: kBadData when there is no disc, several and none
// chosen, none of that number or name, no polar map where the layout has one, or more than a
// quarter of its area off the screen; as disc_on_screen.
Disc choose_disc(const Image& screen, std::span<const Disc> found, const std::string& origin,
                 const DiscChoice& choice);

// The chosen map, cut out and cleaned, with the flag "uncertain circle" when it was found, not laid
// down by a layout, and is not circle_is_certain. With `colours.uptake`, `deep` is its relative
// uptake (uptake_map), `image` shows that in grey, and a map whose scale can be read in two ways
// has the flag "uncertain scale". Errors: as choose_disc and clean_polar_map; kBadData when the map
// has not the colours of a known scale or of a bar on the screen; kInvalidArgument (no scale of
// that name).
PreparedMap prepare_screen(const Picture& screen, const std::string& origin,
                           const DiscChoice& choice = {}, const ColourHandling& colours = {});

}  // namespace myolens
