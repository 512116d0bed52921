#include "myolens/classifier/training_domain.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

constexpr std::string_view kLayer = "training_domain";
constexpr std::array<std::string_view, kDomainTests> kHeldOut{
    "held_out_appearance", "held_out_orientation", "held_out_colours"};
constexpr std::array<std::string_view, kOrientations> kOrientationNames{
    "as it is",
    "turned by 90 degrees",
    "turned by 180 degrees",
    "turned by 270 degrees",
    "mirrored left to right",
    "mirrored and turned by 90 degrees",
    "mirrored top to bottom",
    "mirrored and turned by 270 degrees"};
constexpr size_t kAppearanceValues = size_t{kAppearanceSide} * kAppearanceSide * 3;
constexpr size_t kBrightnessValues = size_t{kOrientationSide} * kOrientationSide;

// Among `of` maps, itself included, of which `place` are at least as strange.
struct Rank {
  size_t place;
  size_t of;

  double share() const { return static_cast<double>(place) / static_cast<double>(of); }
  bool is_strange() const { return place <= 1 || share() <= kStrangeRank; }
};

std::string reason(DomainTest test, const DomainScores& scores) {
  switch (test) {
    case DomainTest::kAppearance:
      return "it lies farther from the training maps than they lie from each other";
    case DomainTest::kOrientation:
      return "it looks like a training map " + std::string(kOrientationNames[scores.orientation]);
    case DomainTest::kColours:
      return fixed_text(100 * scores.values[static_cast<size_t>(test)], 0) +
             " % of it has colours that the training maps do not have";
  }
  return "";
}

std::vector<float> values_of(const WeightSet& tensors, std::string_view name, size_t count) {
  const Tensor& tensor = tensors.at(kLayer, name);
  const bool finite =
      std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); });
  if (tensor.values.size() != count || !finite) {
    throw Error(ErrorCode::kBadFormat, "the description of the training maps is damaged: " +
                                           std::string(name) + " does not fit");
  }
  return {tensor.values.begin(), tensor.values.end()};
}

}  // namespace

TrainingDomain::Model TrainingDomain::fit(Signatures maps) {
  return {AppearanceModel::fit(maps), OrientationModel::fit(maps), ColourModel::fit(maps)};
}

DomainScores TrainingDomain::score(const Model& model, const MapSignature& map) {
  const OrientationScore orientation = model.orientation.score(map);
  return {{model.appearance.distance(map), orientation.margin, model.colours.unknown_share(map)},
          orientation.best};
}

TrainingDomain TrainingDomain::learn(std::span<const MapSignature> maps,
                                     std::span<const size_t> folds) {
  const bool fits = maps.size() == folds.size() &&
                    std::ranges::all_of(folds, [](size_t fold) { return fold < kDomainFolds; });
  if (!fits) throw Error(ErrorCode::kInvalidArgument, "every map needs one of the folds");
  TrainingDomain domain;
  if (maps.size() < kLeastDomainMaps) return domain;
  domain.maps_ = maps.size();
  for (auto& scores : domain.held_out_) scores.resize(maps.size());
  std::vector<const MapSignature*> all;
  for (const MapSignature& map : maps) all.push_back(&map);
  domain.model_ = fit(all);
  for (size_t fold = 0; fold < kDomainFolds; ++fold) {
    std::vector<const MapSignature*> others;
    for (size_t i = 0; i < maps.size(); ++i) {
      if (folds[i] != fold) others.push_back(&maps[i]);
    }
    const bool held_out = others.size() < maps.size();
    if (!held_out || others.empty()) continue;
    const Model model = fit(others);
    for (size_t i = 0; i < maps.size(); ++i) {
      if (folds[i] != fold) continue;
      const DomainScores scores = score(model, maps[i]);
      for (size_t test = 0; test < kDomainTests; ++test)
        domain.held_out_[test][i] = static_cast<float>(scores.values[test]);
    }
  }
  return domain;
}

size_t TrainingDomain::as_strange(size_t test, double score) const {
  return static_cast<size_t>(std::ranges::count_if(
      held_out_[test], [&](float other) { return other >= static_cast<float>(score); }));
}

DomainJudgement TrainingDomain::judge(const MapSignature& map) const {
  DomainJudgement result;
  result.ranks.fill(1);
  if (!known()) return result;
  result.scores = score(model_, map);
  for (size_t test = 0; test < kDomainTests; ++test) {
    const Rank rank{1 + as_strange(test, result.scores.values[test]), 1 + maps_};
    result.ranks[test] = rank.share();
    if (rank.is_strange())
      result.reasons.push_back(reason(static_cast<DomainTest>(test), result.scores));
  }
  return result;
}

double TrainingDomain::refused_share() const {
  if (!known()) return 0;
  size_t refused = 0;
  for (size_t i = 0; i < maps_; ++i) {
    bool strange = false;
    for (size_t test = 0; test < kDomainTests; ++test)
      strange = strange || Rank{as_strange(test, held_out_[test][i]), maps_}.is_strange();
    refused += strange ? 1 : 0;
  }
  return static_cast<double>(refused) / static_cast<double>(maps_);
}

WeightSet TrainingDomain::tensors() const {
  WeightSet tensors;
  if (!known()) return tensors;
  const auto set = [&](std::string_view name, const std::vector<float>& values) {
    tensors.set(kLayer, name, make_tensor({static_cast<int64_t>(values.size())}, values));
  };
  set("appearance_mean", model_.appearance.mean);
  set("appearance_factor", model_.appearance.factor);
  set("orientation_weights", model_.orientation.weights);
  set("orientation_offsets", model_.orientation.offsets);
  set("known_colours", model_.colours.known);
  for (size_t test = 0; test < kDomainTests; ++test) set(kHeldOut[test], held_out_[test]);
  return tensors;
}

TrainingDomain TrainingDomain::from(const WeightSet& tensors) {
  TrainingDomain domain;
  if (tensors.tensors().empty()) return domain;
  domain.maps_ = tensors.at(kLayer, kHeldOut[0]).values.size();
  if (domain.maps_ < kLeastDomainMaps)
    throw Error(ErrorCode::kBadFormat, "the description of the training maps has too few of them");
  domain.model_.appearance = {
      values_of(tensors, "appearance_mean", kAppearanceValues),
      values_of(tensors, "appearance_factor", kAppearanceValues * kAppearanceValues)};
  for (size_t i = 0; i < kAppearanceValues; ++i) {
    if (!(domain.model_.appearance.factor[i * kAppearanceValues + i] > 0))
      throw Error(ErrorCode::kBadFormat, "the description of the training maps cannot be inverted");
  }
  domain.model_.orientation = {
      values_of(tensors, "orientation_weights", kOrientations * kBrightnessValues),
      values_of(tensors, "orientation_offsets", kOrientations)};
  domain.model_.colours = {values_of(tensors, "known_colours", kColourCells)};
  for (size_t test = 0; test < kDomainTests; ++test)
    domain.held_out_[test] = values_of(tensors, kHeldOut[test], domain.maps_);
  return domain;
}

}  // namespace myolens
