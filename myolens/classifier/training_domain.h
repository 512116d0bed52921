// How the maps of a training look, so that a picture of another kind is not assessed: a photo, a
// map turned or mirrored, other colours.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "myolens/classifier/domain_models.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

// Each gives a score that grows with strangeness.
enum class DomainTest {
  kAppearance,   // Mahalanobis distance with Ledoit and Wolf's shrunk covariance (J Multivar Anal
                 // 2004;88:365)
  kOrientation,  // how much better another way to lay the map down fits a ridge classifier of the
                 // eight ways, trained on the maps themselves (after Golan, El-Yaniv, NeurIPS 2018)
  kColours       // share of the disc in colours that hardly a training map has
};
inline constexpr size_t kDomainTests = 3;

struct DomainScores {
  std::array<double, kDomainTests> values{};  // by DomainTest
  size_t orientation = 0;                     // that fits best, of all_orientations
};

struct DomainJudgement {
  DomainScores scores;
  // Conformal p of each score: (1 + the training maps that score at least as high) / (1 + maps),
  // each training map scored without its own fold.
  std::array<double, kDomainTests> ranks{};
  std::vector<std::string> reasons;  // why the picture should not be assessed, in words; empty: it
                                     // looks like the training maps
};

// A rank of at most this speaks against a picture; with fewer than 99 maps, only a score beyond all
// of theirs does.
inline constexpr double kStrangeRank = 0.01;

inline constexpr size_t kLeastDomainMaps = 20;
inline constexpr size_t kDomainFolds = 5;

class TrainingDomain {
 public:
  // Nothing is known: every picture passes.
  TrainingDomain() = default;

  // `folds`: of each map, below kDomainFolds; pictures of a patient share one. Nothing is known
  // from fewer than kLeastDomainMaps. Errors: kInvalidArgument (lists of different lengths, no such
  // fold).
  static TrainingDomain learn(std::span<const MapSignature> maps, std::span<const size_t> folds);

  bool known() const { return maps_ > 0; }
  size_t maps() const { return maps_; }

  DomainJudgement judge(const MapSignature& map) const;

  // Share of the training maps that would be refused, each scored without its own fold and ranked
  // among the others.
  double refused_share() const;

  // As tensors, and back. Errors: kBadFormat (tensors that do not fit, values that are not finite).
  WeightSet tensors() const;
  static TrainingDomain from(const WeightSet& tensors);

 private:
  struct Model {
    AppearanceModel appearance;
    OrientationModel orientation;
    ColourModel colours;
  };

  static Model fit(Signatures maps);
  static DomainScores score(const Model& model, const MapSignature& map);
  size_t as_strange(size_t test, double score) const;  // training maps that score at least this

  size_t maps_ = 0;
  Model model_;
  std::array<std::vector<float>, kDomainTests> held_out_;  // scores, in the order of the maps
};

}  // namespace myolens
