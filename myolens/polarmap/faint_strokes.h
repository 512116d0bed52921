// Parts of words that are fainter than the rest of them.
#pragma once

#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

struct Cell {
  int x;
  int y;
};

// What was found of words drawn over a map.
struct FoundLetters {
  std::vector<Cell> pixels;    // of all strokes
  std::vector<Cell> distinct;  // those of them that stand out most: colours of the ink
};

// White letters fade where the map is nearly white. Adds to `found` (0 and 255) the pixels of
// `faint` (other than 0) in the rows of the letters, a letter's width at a time, where `map` (RGB)
// is nearly as white as their ink.
void add_faint_strokes(Image& found, const Image& faint, const Image& map,
                       const FoundLetters& letters);

}  // namespace myolens
