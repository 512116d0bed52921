// What vendors' programs draw over a polar map.
#pragma once

#include "myolens/imaging/canvas.h"
#include "myolens/phantom/screen_style.h"

namespace myolens {

// All marks but the percentages.
void draw_marks(Canvas& canvas, const Disc& disc, const DiscMarks& marks);

// Mean uptake per AHA segment in percent, in the middle of each. `uptake`: kMapSide squared.
void draw_percentages(Canvas& canvas, const FloatImage& uptake, const Disc& disc, Rgb colour);

}  // namespace myolens
