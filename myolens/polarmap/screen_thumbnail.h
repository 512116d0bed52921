// Small pictures for a contact sheet: which circle was taken on a screen, and what came out of it.
// Thread-safe (values only).
#pragma once

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

inline constexpr int kLongestScreenThumbnailSide = 320;  // pixels
inline constexpr int kLongestMapThumbnailSide = 160;

// The screen, made smaller by averaging areas and never larger, with the disc's circle as a white
// line between two black ones. A screen carries the patient's name, so only the disc and the next
// four pixels of the thumbnail are shown as they are, which shows whether the circle sits on the
// map's edge. Everything else is blocks of one colour with sides of 1/16 of the shorter side of the
// screen, at least 32 pixels. The colour is the median of what the block shows beside the disc, not
// the mean: text whose strokes cover less than half of it on a plain ground leaves no trace. What
// is written over the disc itself stays. The disc may lie off the screen. Errors: kInvalidArgument
// (not RGB, empty, or no circle with a positive radius).
Image screen_thumbnail(const Image& screen, const Disc& disc);

// A cleaned map, grey or RGB, made smaller by averaging areas. Errors: kInvalidArgument (empty).
Image map_thumbnail(const Image& map);

}  // namespace myolens
