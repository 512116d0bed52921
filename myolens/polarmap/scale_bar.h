// The scale bar that a screen shows beside its maps.
#pragma once

#include <optional>
#include <span>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"
#include "myolens/polarmap/uptake.h"

namespace myolens {

// The longest straight strip outside the discs, upright or lying, at least 8 pixels wide and 48
// long, whose colours run smoothly and never come back. Its upper or right end is 100 %, as
// displays have it. A strip with the colours of a known scale gives that scale; when it runs the
// other way the scale is reversed and called ambiguous (but grey, which is then inverted grey).
// Bars of few steps of colour are not read; of narrow ones after JPEG of quality 60, about half.
// Errors: kInvalidArgument (not RGB).
std::optional<UptakeScale> read_scale_bar(const Image& screen, std::span<const Disc> discs);

}  // namespace myolens
