// The maps whose truth is measured. Internal to experiment/.
#pragma once

#include <string>
#include <vector>

#include "myolens/classifier/classifier.h"
#include "myolens/explain/cam.h"
#include "myolens/explain/occlusion.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/deficit.h"

namespace myolens {

// One case at the network's input size.
struct FaithfulnessCase {
  PreparedMap map;
  Picture picture;              // what the network is given
  Picture replacement;          // the mean normal map in its place
  Picture black;                // nothing in its place
  std::vector<float> clinical;  // encoded values beside it, of a network that reads some
};

// Errors: of normal_picture.
FaithfulnessCase faithfulness_case(const PreparedMap& map, const NormalFile& normal,
                                   int input_size);

struct MethodMap {
  std::string method;
  FloatImage cells;               // signed
  FloatImage heat;                // positive part at the size of the picture, 0 to 1
  double outside_share = 0;       // of the heat, outside the disc
  double outside_area_share = 0;  // of the picture
  bool yardstick = false;         // asks no network
};

// A way from a picture to its evidence: one network with some weights.
struct Mind {
  const ClassifierGraph& network;
  const WeightSet& weights;
};

// What a network's last feature layer says of a case and of the case with each cell replaced. Heads
// that share the backbone share it.
struct SeenCase {
  CellGrid grid;
  Prediction whole;
  std::vector<Prediction> occluded;  // cell by cell
};
SeenCase see(Classifier& classifier, const FaithfulnessCase& one);

// The methods that differ at the last feature layer, then occlusion. A method that is undefined for
// this case gives a map of zeros.
std::vector<MethodMap> method_maps(const Mind& mind, const HeadSpec& head, const SeenCase& seen,
                                   const FaithfulnessCase& one);

// "deficit map", "disc centre", "even over the disc".
std::vector<MethodMap> yardstick_maps(const FaithfulnessCase& one, const NormalFile& normal,
                                      const CellGrid& grid);

}  // namespace myolens
