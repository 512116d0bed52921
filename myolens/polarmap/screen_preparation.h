// From a screen to one cleaned polar map. Training and prediction take screens here and nowhere
// else. Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "myolens/imaging/image.h"
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

// The circle of the chosen map: as found or, with a layout, as the layout says. `origin` names the
// picture in errors. Errors: kBadData when there is no disc, several and none chosen, none of that
// number, or no polar map where the layout has one; as disc_on_screen; kInvalidArgument for a name
// that does not exist.
Disc choose_disc(const Image& screen, const std::string& origin, const DiscChoice& choice);

// The chosen map, cut out and cleaned. Errors: as choose_disc and clean_polar_map.
PreparedMap prepare_screen(const Image& screen, const std::string& origin,
                           const DiscChoice& choice = {});

}  // namespace myolens
