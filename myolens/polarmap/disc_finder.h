// Finds the polar maps on a screen.
#pragma once

#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Every polar map on an RGB screen, from top to bottom and left to right: coloured or grey discs on
// a plain ground, round to within a few percent, centre and radius to within one pixel. Half of a
// rim may be hidden by defects, text or the screen's border. Text, colour bars, slices, ventricles
// seen from outside, colour wheels and single-coloured discs are not polar maps. A screen that is
// already a cropped map (the disc touching all four edges) gives that disc. Thread-safe. Errors:
// kInvalidArgument (not RGB).
std::vector<Disc> find_discs(const Image& screen);

// From top to bottom, and from left to right among those of one row.
void sort_for_reading(std::vector<Disc>& discs);

}  // namespace myolens
