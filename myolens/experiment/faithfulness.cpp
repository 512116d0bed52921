#include "myolens/experiment/faithfulness.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/faithfulness_files.h"
#include "myolens/experiment/faithfulness_maps.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/unknowing_heads.h"
#include "myolens/explain/localisation.h"
#include "myolens/explain/perturbation.h"
#include "myolens/metrics/rank_correlation.h"
#include "myolens/reading/case_occlusion.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// What one method gave, case by case.
struct Samples {
  std::string method;
  bool yardstick = false;
  std::vector<double> deletion;
  std::vector<double> insertion;
  std::vector<double> black_deletion;
  std::vector<double> outside_share;
  std::vector<double> random_head;
  std::vector<double> random_network;
  std::vector<double> permuted_labels;
  std::vector<double> pointing;
  std::vector<double> heat_in_lesion;
  std::vector<double> overlap;
  Proportion territory_hits;
};

MethodFaithfulness means_of(const Samples& samples) {
  MethodFaithfulness result;
  result.method = samples.method;
  result.yardstick = samples.yardstick;
  result.deletion = mean_estimate(samples.deletion);
  result.insertion = mean_estimate(samples.insertion);
  result.black_deletion = mean_estimate(samples.black_deletion);
  result.outside_share = mean_estimate(samples.outside_share);
  result.random_head = mean_estimate(samples.random_head);
  result.random_network = mean_estimate(samples.random_network);
  result.permuted_labels = mean_estimate(samples.permuted_labels);
  result.pointing = mean_estimate(samples.pointing);
  result.heat_in_lesion = mean_estimate(samples.heat_in_lesion);
  result.overlap = mean_estimate(samples.overlap);
  result.territory_hits = samples.territory_hits;
  return result;
}

std::optional<double> likeness(const FloatImage& first, const FloatImage& second) {
  const std::vector<double> a(first.samples.begin(), first.samples.end());
  const std::vector<double> b(second.samples.begin(), second.samples.end());
  return rank_correlation(a, b);
}

class FaithfulnessMeter {
 public:
  FaithfulnessMeter(const FaithfulnessOptions& options, const RunFolder& run, Progress& progress)
      : options_(options),
        progress_(progress),
        facts_(read_facts(run)),
        classifier_(read_bundle(run.bundle()), static_cast<int>(options.threads)),
        model_(classifier_.bundle()),
        seed_(RandomStream(facts_.seed, "networks that cannot know").next()),
        random_network_(with_random_weights(model_, seed_), static_cast<int>(options.threads)),
        random_head_(with_random_head(model_, seed_)),
        prepared_(read_for_model(facts_.cohort, model_)),
        split_(read_split(run.split(), prepared_.cohort)),
        entries_(entries_of(prepared_.cohort, split_.test)),
        evaluation_(read_evaluation(run, kTestEvaluation)) {
    if (!options.truth.empty()) truth_.emplace(options.truth);
  }

  Faithfulness measure() {
    result_.synthetic = prepared_.cohort.synthetic;
    result_.backbone = model_.backbone;
    result_.strategy = facts_.strategy;
    std::vector<std::string> known = split_.train;
    known.insert(known.end(), split_.validation.begin(), split_.validation.end());
    std::ranges::sort(known);
    permuted_ = with_permuted_labels(classifier_, prepared_, entries_of(prepared_.cohort, known),
                                     seed_, progress_);
    result_.permuted_accuracy = permuted_.fitted_share;
    progress_.begin("truth of heat maps", entries_.size());
    for (size_t i = 0; i < entries_.size(); ++i) {
      measure_case(i);
      progress_.advance();
    }
    progress_.end();
    if (result_.called_cases + result_.lesion_cases == 0) {
      throw Error(ErrorCode::kInvalidArgument,
                  "no test patient is called " + model_.labels[0] +
                      ", so that there is no map whose truth could be measured");
    }
    std::ranges::transform(samples_, std::back_inserter(result_.methods), means_of);
    if (truth_) result_.errors = errors_by_cause(evaluation_, prepared_, entries_, *truth_);
    return std::move(result_);
  }

 private:
  void measure_case(size_t index) {
    const CohortEntry& entry = prepared_.cohort.entries[entries_[index]];
    const bool called = evaluation_.cases.at(index).score >= evaluation_.threshold &&
                        result_.called_cases < options_.most_cases;
    const ImageTruth* truth = truth_ ? &truth_->of(entry) : nullptr;
    if (!called && truth == nullptr) return;
    const NormalFile& normal = model_.normals.for_group(normal_group_of(entry));
    FaithfulnessCase one =
        faithfulness_case(load_map(prepared_, entries_[index]), normal, model_.input_size);
    one.clinical = model_.clinical.encode(entry.attributes).values;
    const SeenCase seen = see(classifier_, one);
    std::vector<MethodMap> maps =
        method_maps({classifier_.network(), model_.weights}, model_.head, seen, one);
    std::ranges::move(yardstick_maps(one, normal, seen.grid), std::back_inserter(maps));
    if (samples_.empty()) {
      for (const MethodMap& map : maps) {
        Samples& samples = samples_.emplace_back();
        samples.method = map.method;
        samples.yardstick = map.yardstick;
      }
    }
    if (called) {
      ++result_.called_cases;
      for (size_t i = 0; i < maps.size(); ++i) perturb(one, seen.grid, maps[i], samples_[i]);
      measure_outside(maps);
      compare_with_unknowing(maps, seen, one);
    }
    if (truth != nullptr) localise_all(maps, *truth, one.map);
  }

  void perturb(const FaithfulnessCase& one, const CellGrid& grid, const MethodMap& map,
               Samples& samples) {
    RandomStream ties(facts_.seed, "equal cells");
    const CellOrder order{grid, strongest_first(map.cells, ties)};
    const auto probabilities = [&](std::span<const Picture> pictures) {
      std::vector<double> values;
      for (const Prediction& prediction : predict_variants(classifier_, pictures, one.clinical))
        values.push_back(prediction.probability);
      return values;
    };
    const auto area = [&](const Picture& from, const Picture& to) {
      return area_under(deletion_curve(from, to, order, probabilities));
    };
    samples.deletion.push_back(area(one.picture, one.replacement));
    samples.insertion.push_back(area(one.replacement, one.picture));
    samples.black_deletion.push_back(area(one.picture, one.black));
  }

  void measure_outside(const std::vector<MethodMap>& maps) {
    for (size_t i = 0; i < maps.size(); ++i) {
      if (!maps[i].yardstick) samples_[i].outside_share.push_back(maps[i].outside_share);
    }
    result_.outside_area_share +=  // a running mean
        (maps.front().outside_area_share - result_.outside_area_share) / result_.called_cases;
  }

  void compare_with_unknowing(const std::vector<MethodMap>& maps, const SeenCase& seen,
                              const FaithfulnessCase& one) {
    const auto compare = [&](const Mind& mind, const SeenCase& other,
                             std::vector<double> Samples::*field) {
      const std::vector<MethodMap> unknowing = method_maps(mind, model_.head, other, one);
      for (size_t i = 0; i < unknowing.size(); ++i) {
        const auto like = likeness(maps[i].cells, unknowing[i].cells);
        if (like) (samples_[i].*field).push_back(*like);
      }
    };
    const ClassifierGraph& network = classifier_.network();
    compare({network, random_head_}, seen, &Samples::random_head);
    compare({network, permuted_.weights}, seen, &Samples::permuted_labels);
    compare({random_network_.network(), random_network_.bundle().weights},
            see(random_network_, one), &Samples::random_network);
  }

  void localise_all(const std::vector<MethodMap>& maps, const ImageTruth& truth,
                    const PreparedMap& map) {
    const Image lesion = truth_->lesion(truth, map.image, map.disc);
    if (std::ranges::all_of(lesion.samples, [](uint8_t value) { return value == 0; })) return;
    ++result_.lesion_cases;
    result_.lesion_area_share +=
        (lesion_area_share(lesion, map.disc) - result_.lesion_area_share) / result_.lesion_cases;
    for (size_t i = 0; i < maps.size(); ++i) {
      const Localisation found = localise(maps[i].heat, lesion, map.disc);
      Samples& samples = samples_[i];
      samples.pointing.push_back(found.pointing);
      samples.heat_in_lesion.push_back(found.heat_share);
      samples.overlap.push_back(found.overlap);
      ++samples.territory_hits.total;
      if (found.territory_hit) ++samples.territory_hits.count;
    }
  }

  const FaithfulnessOptions& options_;
  Progress& progress_;
  const RunFacts facts_;
  Classifier classifier_;
  const ModelBundle& model_;
  const uint64_t seed_;  // not the run's, whose network may have started from random values itself
  Classifier random_network_;
  const WeightSet random_head_;
  const PreparedCohort prepared_;
  const Split split_;
  const std::vector<size_t> entries_;
  const Evaluation evaluation_;
  std::optional<PhantomTruth> truth_;
  PermutedHead permuted_;
  std::vector<Samples> samples_;  // of every method in the order of a case's maps, then yardsticks
  Faithfulness result_;
};

}  // namespace

Faithfulness measure_faithfulness(const FaithfulnessOptions& options, Progress& progress) {
  if (options.most_cases < 1) {
    throw Error(ErrorCode::kInvalidArgument, "at least one case must be measured");
  }
  const RunFolder run(options.run);
  require_finished(run);
  if (!fs::exists(run.evaluation(kTestEvaluation))) {
    throw Error(ErrorCode::kNotFound,
                options.run.string() +
                    " has not been judged on test patients; run `myolens evaluate` first");
  }
  NewFolder folder(run.faithfulness());
  Faithfulness result = FaithfulnessMeter(options, run, progress).measure();
  write_faithfulness(folder.path(), result);
  folder.commit();
  return result;
}

}  // namespace myolens
