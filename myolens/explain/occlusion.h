// What a classifier's evidence loses when a part of the picture is replaced (occlusion sensitivity:
// Zeiler and Fergus, ECCV 2014).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "myolens/imaging/picture.h"

namespace myolens {

// Divides a picture evenly into cells, as a feature map does: a pixel belongs to the cell that
// holds its centre.
struct CellGrid {
  int columns = 7;
  int rows = 7;

  size_t cells() const { return static_cast<size_t>(columns) * static_cast<size_t>(rows); }
};

// As many cells as squares of about `side_pixels` fit. Errors: kInvalidArgument (a side below 1, or
// an empty picture).
CellGrid grid_of_squares(const Image& picture, int side_pixels);

// All black, of the same size and depth. Only for the comparison with published work: on a polar
// map black is a defect, so covering with it adds evidence of disease.
Picture black_replacement(const Picture& picture);

// The picture with cell (x, y) taken from `replacement` where replaced[y * columns + x]. Errors:
// kInvalidArgument (pictures of different sizes or depths, a grid finer than the pixels or without
// cells, another number of flags than cells).
Picture with_cells_replaced(const Picture& picture, const Picture& replacement,
                            const CellGrid& grid, const std::vector<bool>& replaced);

// The evidence of each picture, for instance a difference of logits.
using EvidenceOfPictures = std::function<std::vector<double>(std::span<const Picture>)>;

// What the function gives for these pictures. Errors: kInvalidArgument (another number of results
// than pictures), kBadData (a result that is no finite number), and its own.
std::vector<double> checked_evidence(const EvidenceOfPictures& evidence_of,
                                     std::span<const Picture> pictures);

inline constexpr size_t kOcclusionBatch = 8;  // pictures per call

// Hands over the picture with one cell replaced, for every cell in its order, so many at a time.
// Errors: as with_cells_replaced; what `take` throws.
void for_each_occlusion(const Picture& picture, const Picture& replacement, const CellGrid& grid,
                        size_t batch, const std::function<void(std::span<const Picture>)>& take);

// Evidence of the picture less its evidence with the cell replaced, cell by cell: above zero where
// the cell speaks for the class. Signed, one channel, rows x columns; explain_map takes it.
// `replacement` is what a cell looks like without disease: the mean of the training part's normal
// maps of the same view, on the same circle. Errors: as with_cells_replaced and
// checked_evidence.
FloatImage occlusion_map(const Picture& picture, const Picture& replacement, const CellGrid& grid,
                         const EvidenceOfPictures& evidence_of, size_t batch = kOcclusionBatch);

}  // namespace myolens
