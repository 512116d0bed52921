#include "myolens/training/stage.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/base/random.h"
#include "myolens/engine/softmax.h"
#include "myolens/training/checkpoints.h"

namespace myolens {
namespace {

constexpr size_t kClasses = 2;
constexpr size_t kEvaluationBatch = 64;

class Stage {
 public:
  Stage(TrainableTail& tail, const std::vector<LayerId>& inputs, const StageData& data,
        const StageOptions& options)
      : tail_(tail), inputs_(inputs), data_(data), options_(options) {}

  StageResult run(Progress& progress) {
    progress.begin(options_.name, static_cast<size_t>(options_.epochs));
    if (!go_on()) {
      result_.weights = tail_.trained_weights();
      judge({});
    }
    progress.advance(result_.history.size() - 1);
    while (!finished()) {
      train_epoch(result_.history.back().epoch + 1);
      progress.advance();
      save();
    }
    progress.end();
    return std::move(result_);
  }

 private:
  bool finished() const {
    if (result_.history.back().epoch >= options_.epochs) return true;
    const size_t waited = result_.history.size() - 1 - result_.kept;
    return options_.patience > 0 && waited >= static_cast<size_t>(options_.patience);
  }

  const std::string& checkpoint_name() const {
    return options_.checkpoint.empty() ? options_.name : options_.checkpoint;
  }

  bool go_on() {
    if (!options_.checkpoints) return false;
    std::optional<SavedStage> saved = options_.checkpoints->load(checkpoint_name());
    if (!saved) return false;
    result_ = std::move(saved->result);
    if (saved->tail) tail_.restore(*saved->tail);
    return true;
  }

  void save() {
    if (!options_.checkpoints) return;
    const auto now = std::chrono::steady_clock::now();
    if (finished()) {
      options_.checkpoints->save(checkpoint_name(), {result_, std::nullopt});
    } else if (now - saved_ >= options_.checkpoints->interval()) {
      options_.checkpoints->save(checkpoint_name(), {result_, tail_.state()});
      saved_ = std::chrono::steady_clock::now();
    }
  }

  void train_epoch(int epoch) {
    RandomStream random(options_.seed, options_.name + "/epoch " + std::to_string(epoch));
    std::vector<size_t> order = data_.training;
    random.shuffle(order);
    const size_t batches = (order.size() + options_.batch_size - 1) / options_.batch_size;
    size_t batch = 0;
    double loss = 0.0;
    size_t correct = 0;
    for_batches(order, options_.batch_size, [&](std::span<const size_t> samples) {
      const auto values = data_.features.gather(inputs_, drawn_rows(samples, random));
      const StepResult step = tail_.step(batch_of(values, samples), labels_of(samples),
                                         options_.learning_rate, random.next());
      ++batch;
      check_finite(step.loss, [&] {
        return "loss in epoch " + std::to_string(epoch) + ", batch " + std::to_string(batch) +
               " of " + std::to_string(batches);
      });
      loss += step.loss * static_cast<double>(samples.size());
      correct += step.correct;
    });
    const auto count = static_cast<double>(order.size());
    judge({epoch, loss / count, static_cast<double>(correct) / count});
  }

  // Fills in the validation scores of an epoch, and keeps its weights when they are the best, or
  // when nothing judges them.
  void judge(EpochScores scores) {
    EpochLogits logits{logits_of(data_.validation), logits_of(data_.watched)};
    if (!data_.validation.empty()) {
      const std::vector<int> labels = labels_of(data_.validation);
      scores.validation_loss = mean_cross_entropy(logits.validation, labels, kClasses);
      scores.validation_accuracy = share_correct(logits.validation, labels, kClasses);
      check_finite(*scores.validation_loss,
                   [&] { return "validation loss after epoch " + std::to_string(scores.epoch); });
    }
    const bool better = data_.validation.empty() || result_.history.empty() ||
                        is_better(scores, result_.history[result_.kept], options_.selection);
    result_.history.push_back(scores);
    result_.logits.push_back(std::move(logits));
    if (!better || result_.history.size() == 1) return;
    result_.kept = result_.history.size() - 1;
    // Without a judge only the last epoch's weights are wanted.
    if (!data_.validation.empty() || finished()) result_.weights = tail_.trained_weights();
  }

  std::vector<float> logits_of(const std::vector<size_t>& samples) const {
    std::vector<float> logits;
    for_batches(samples, kEvaluationBatch, [&](std::span<const size_t> part) {
      const auto values = data_.features.gather(inputs_, first_rows(part));
      const std::vector<float> found = tail_.forward(batch_of(values, part))[0];
      logits.insert(logits.end(), found.begin(), found.end());
    });
    return logits;
  }

  template <typename Describe>
  void check_finite(double loss, const Describe& describe) const {
    if (std::isfinite(loss)) return;
    throw Error(ErrorCode::kInvalidArgument,
                options_.name + " stopped: the " + describe() + " is " + exact_text(loss) +
                    " at the learning rate " + exact_text(options_.learning_rate) +
                    "; train with a lower one");
  }

  template <typename Work>
  static void for_batches(std::span<const size_t> samples, size_t batch, const Work& work) {
    for (size_t first = 0; first < samples.size(); first += batch) {
      work(samples.subspan(first, std::min(batch, samples.size() - first)));
    }
  }

  std::vector<size_t> first_rows(std::span<const size_t> samples) const {
    std::vector<size_t> rows;
    for (const size_t sample : samples) rows.push_back(sample * data_.variants);
    return rows;
  }

  std::vector<size_t> drawn_rows(std::span<const size_t> samples, RandomStream& random) const {
    std::vector<size_t> rows = first_rows(samples);
    if (data_.variants == 1) return rows;
    for (size_t& row : rows) row += random.below(data_.variants);
    return rows;
  }

  std::vector<int> labels_of(std::span<const size_t> samples) const {
    std::vector<int> labels;
    for (const size_t sample : samples) labels.push_back(data_.labels[sample]);
    return labels;
  }

  static TailBatch batch_of(const std::vector<std::vector<float>>& values,
                            std::span<const size_t> samples) {
    return {{values.begin(), values.end()}, samples.size()};
  }

  TrainableTail& tail_;
  const std::vector<LayerId>& inputs_;
  const StageData& data_;
  const StageOptions& options_;
  StageResult result_;
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

}  // namespace

bool is_better(const EpochScores& candidate, const EpochScores& best, Selection selection) {
  // Weights that diverged give every picture the same call, which may look accurate.
  const auto sound = [](const EpochScores& scores) {
    return scores.validation_loss && std::isfinite(*scores.validation_loss);
  };
  if (!sound(candidate)) return false;
  if (!sound(best)) return true;
  if (selection == Selection::kAccuracy &&
      candidate.validation_accuracy != best.validation_accuracy) {
    return candidate.validation_accuracy > best.validation_accuracy;
  }
  return *candidate.validation_loss < *best.validation_loss;
}

StageResult run_stage(TrainableTail& tail, const std::vector<LayerId>& tail_inputs,
                      const StageData& data, const StageOptions& options, Progress& progress) {
  return Stage(tail, tail_inputs, data, options).run(progress);
}

}  // namespace myolens
