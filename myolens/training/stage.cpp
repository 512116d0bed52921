#include "myolens/training/stage.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/base/random.h"
#include "myolens/engine/softmax.h"

namespace myolens {
namespace {

constexpr size_t kClasses = 2;
constexpr size_t kEvaluationBatch = 64;

std::vector<int> labels_of(const StageData& data, std::span<const size_t> rows) {
  std::vector<int> labels;
  for (const size_t row : rows) labels.push_back(data.labels[row]);
  return labels;
}

class Stage {
 public:
  Stage(TrainableTail& tail, const std::vector<LayerId>& inputs, const StageData& data,
        const StageOptions& options)
      : tail_(tail), inputs_(inputs), data_(data), options_(options) {}

  EpochScores start() { return validated({}); }

  EpochScores train_epoch(int epoch) {
    RandomStream random(options_.seed, options_.name + "/epoch " + std::to_string(epoch));
    std::vector<size_t> order = data_.training;
    random.shuffle(order);
    const size_t batches = (order.size() + options_.batch_size - 1) / options_.batch_size;
    size_t batch = 0;
    double loss = 0.0;
    size_t correct = 0;
    for_batches(order, options_.batch_size, [&](std::span<const size_t> rows) {
      const GatheredBatch gathered(data_.features, inputs_, rows);
      const StepResult step = tail_.step(gathered.batch(), labels_of(data_, rows),
                                         options_.learning_rate, random.next());
      ++batch;
      check_finite(step.loss, [&] {
        return "loss in epoch " + std::to_string(epoch) + ", batch " + std::to_string(batch) +
               " of " + std::to_string(batches);
      });
      loss += step.loss * static_cast<double>(rows.size());
      correct += step.correct;
    });
    const auto count = static_cast<double>(order.size());
    return validated({epoch, loss / count, static_cast<double>(correct) / count, 0.0, 0.0});
  }

 private:
  template <typename Describe>
  void check_finite(double loss, const Describe& describe) const {
    if (std::isfinite(loss)) return;
    throw Error(ErrorCode::kInvalidArgument,
                options_.name + " stopped: the " + describe() + " is " + exact_text(loss) +
                    " at the learning rate " + exact_text(options_.learning_rate) +
                    "; train with a lower one");
  }

  template <typename Work>
  static void for_batches(std::span<const size_t> rows, size_t batch, const Work& work) {
    for (size_t first = 0; first < rows.size(); first += batch) {
      work(rows.subspan(first, std::min(batch, rows.size() - first)));
    }
  }

  EpochScores validated(EpochScores scores) {
    double loss = 0.0;
    size_t correct = 0;
    for_batches(data_.validation, kEvaluationBatch, [&](std::span<const size_t> rows) {
      const GatheredBatch gathered(data_.features, inputs_, rows);
      const std::vector<float> logits = tail_.forward(gathered.batch())[0];
      const std::vector<int> labels = labels_of(data_, rows);
      loss += mean_cross_entropy(logits, labels, kClasses) * static_cast<double>(rows.size());
      for (size_t i = 0; i < rows.size(); ++i) {
        const int called = logits[kClasses * i] >= logits[kClasses * i + 1] ? 0 : 1;
        correct += called == labels[i] ? 1 : 0;
      }
    });
    check_finite(loss,
                 [&] { return "validation loss after epoch " + std::to_string(scores.epoch); });
    const auto count = static_cast<double>(data_.validation.size());
    scores.validation_loss = loss / count;
    scores.validation_accuracy = static_cast<double>(correct) / count;
    return scores;
  }

  TrainableTail& tail_;
  const std::vector<LayerId>& inputs_;
  const StageData& data_;
  const StageOptions& options_;
};

}  // namespace

bool is_better(const EpochScores& candidate, const EpochScores& best, Selection selection) {
  // Weights that diverged give every picture the same call, which may look accurate.
  if (!std::isfinite(candidate.validation_loss)) return false;
  if (!std::isfinite(best.validation_loss)) return true;
  if (selection == Selection::kAccuracy &&
      candidate.validation_accuracy != best.validation_accuracy) {
    return candidate.validation_accuracy > best.validation_accuracy;
  }
  return candidate.validation_loss < best.validation_loss;
}

StageResult run_stage(TrainableTail& tail, const std::vector<LayerId>& tail_inputs,
                      const StageData& data, const StageOptions& options, Progress& progress) {
  Stage stage(tail, tail_inputs, data, options);
  StageResult result{{stage.start()}, 0, tail.trained_weights()};
  progress.begin(options.name, static_cast<size_t>(options.epochs));
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    result.history.push_back(stage.train_epoch(epoch));
    if (is_better(result.history.back(), result.history[result.best], options.selection)) {
      result.best = result.history.size() - 1;
      result.best_weights = tail.trained_weights();
    }
    progress.advance();
    const size_t waited = result.history.size() - 1 - result.best;
    if (options.patience > 0 && waited >= static_cast<size_t>(options.patience)) break;
  }
  progress.end();
  return result;
}

}  // namespace myolens
