// Whether a map tells what the prediction rests on: the score is followed while cells are replaced
// in the order of the map's heat (deletion and insertion: Petsiuk, Das and Saenko, BMVC 2018).
#pragma once

#include <span>
#include <vector>

#include "myolens/base/random.h"
#include "myolens/explain/occlusion.h"

namespace myolens {

// Numbers of the cells (y * columns + x), the strongest first; equal cells in random order. A cell
// that is no number comes last. Errors: kInvalidArgument (more than one channel).
std::vector<size_t> strongest_first(const FloatImage& cells, RandomStream& ties);

struct CellOrder {
  CellGrid grid;
  std::vector<size_t> cells;  // every cell of the grid, once
};

inline constexpr int kPerturbationSteps = 7;

// Scores of the picture with the first round(k * cells / steps) cells of the order taken from
// `replacement`, for k = 0 to `steps`. With picture and replacement exchanged this is the insertion
// curve. Errors: kInvalidArgument (an order that is no permutation of the grid's cells, steps
// outside [1, cells]); as with_cells_replaced and occlusion_map.
std::vector<double> deletion_curve(const Picture& picture, const Picture& replacement,
                                   const CellOrder& order, const EvidenceOfPictures& score_of,
                                   int steps = kPerturbationSteps);

// Mean height of a curve of equal steps by the trapezoid rule. Of a deletion curve small is good,
// of an insertion curve large. Errors: kInvalidArgument (fewer than two points).
double area_under(std::span<const double> curve);

}  // namespace myolens
