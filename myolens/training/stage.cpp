#include "myolens/training/stage.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/base/stopwatch.h"
#include "myolens/engine/softmax.h"
#include "myolens/training/checkpoints.h"

namespace myolens {
namespace {

constexpr size_t kClasses = 2;
constexpr size_t kEvaluationBatch = 32;

template <typename Work>
void for_batches(std::span<const size_t> samples, size_t batch, const Work& work) {
  for (size_t first = 0; first < samples.size(); first += batch) {
    work(samples.subspan(first, std::min(batch, samples.size() - first)));
  }
}

TailBatch batch_of(const std::vector<std::vector<float>>& values, std::span<const size_t> samples) {
  return {{values.begin(), values.end()}, samples.size()};
}

const std::string& checkpoint_name(const StageOptions& options) {
  return options.checkpoint.empty() ? options.name : options.checkpoint;
}

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

EpochOrder draw_epoch(const std::string& stage, int epoch, uint64_t seed,
                      std::vector<size_t> samples) {
  RandomStream random(seed, stage + "/epoch " + std::to_string(epoch));
  random.shuffle(samples);
  return {std::move(samples), random};
}

Stage::Stage(TrainableTail& tail, const std::vector<LayerId>& inputs, const StageData& data,
             StageOptions options)
    : tail_(tail), inputs_(inputs), data_(data), options_(std::move(options)) {
  if (take_up()) return;
  if (options_.keep_weights) keep_weights();
  judge({});
}

void Stage::train_until(int epoch, Progress& progress) {
  while (!is_over() && result_.history.back().epoch < epoch) {
    const Stopwatch watch;
    train_epoch(result_.history.back().epoch + 1);
    result_.seconds += watch.seconds();
    progress.advance();
    save();
  }
}

bool Stage::is_over() const {
  if (ended_ || result_.history.back().epoch >= options_.epochs) return true;
  const size_t waited = result_.history.size() - 1 - result_.kept;
  return options_.patience > 0 && waited >= static_cast<size_t>(options_.patience);
}

void Stage::end() {
  if (is_over()) return;
  ended_ = true;
  if (data_.validation.empty()) keep_weights();
  save();
}

bool Stage::take_up() {
  if (!options_.checkpoints) return false;
  std::optional<SavedStage> saved = options_.checkpoints->load(checkpoint_name(options_));
  if (!saved) return false;
  result_ = std::move(saved->result);
  result_.earlier_seconds = result_.seconds;
  ended_ = !saved->tail;
  if (saved->tail) tail_.restore(*saved->tail);
  return true;
}

void Stage::save() {
  if (!options_.checkpoints) return;
  const std::string& name = checkpoint_name(options_);
  if (is_over()) {
    options_.checkpoints->save(name, {result_, std::nullopt});
  } else if (std::chrono::steady_clock::now() - saved_ >= options_.checkpoints->interval()) {
    options_.checkpoints->save(name, {result_, tail_.state()});
    saved_ = std::chrono::steady_clock::now();
  }
}

void Stage::train_epoch(int epoch) {
  auto [order, random] = draw_epoch(options_.name, epoch, options_.seed, data_.training);
  const size_t batches = (order.size() + options_.batch_size - 1) / options_.batch_size;
  size_t batch = 0;
  double loss = 0.0;
  size_t correct = 0;
  for_batches(order, options_.batch_size, [&](std::span<const size_t> samples) {
    const auto values = data_.features.gather(inputs_, drawn_rows(samples, random));
    const StepResult step = tail_.step(batch_of(values, samples), labels_of(samples),
                                       options_.learning_rate, random.next());
    ++batch;
    check_finite(step.loss, "loss in epoch " + std::to_string(epoch) + ", batch " +
                                std::to_string(batch) + " of " + std::to_string(batches));
    loss += step.loss * static_cast<double>(samples.size());
    correct += step.correct;
  });
  const auto count = static_cast<double>(order.size());
  judge({epoch, loss / count, static_cast<double>(correct) / count});
}

// Fills in the validation scores of an epoch, and keeps its weights when they are the best, or when
// nothing judges them.
void Stage::judge(EpochScores scores) {
  EpochLogits logits{logits_of(data_.validation), logits_of(data_.watched)};
  const bool judged = !data_.validation.empty();
  if (judged) {
    const std::vector<int> labels = labels_of(data_.validation);
    scores.validation_loss = mean_cross_entropy(logits.validation, labels, kClasses);
    scores.validation_accuracy = share_correct(logits.validation, labels, kClasses);
    check_finite(*scores.validation_loss,
                 "validation loss after epoch " + std::to_string(scores.epoch));
  }
  const bool first = result_.history.empty();
  const bool better =
      first || !judged || is_better(scores, result_.history[result_.kept], options_.selection);
  result_.history.push_back(scores);
  result_.logits.push_back(std::move(logits));
  if (first || !better) return;
  result_.kept = result_.history.size() - 1;
  if (!options_.keep_weights) return;
  // Without a judge only the last epoch's weights are wanted.
  if (judged || is_over()) keep_weights();
}

// Never the old ones and the new ones at once.
void Stage::keep_weights() {
  result_.weights = {};
  result_.weights = tail_.trained_weights();
}

std::vector<float> Stage::logits_of(const std::vector<size_t>& samples) const {
  std::vector<float> logits;
  for_batches(samples, kEvaluationBatch, [&](std::span<const size_t> part) {
    const auto values = data_.features.gather(inputs_, first_rows(part));
    const std::vector<float> found = tail_.forward(batch_of(values, part))[0];
    logits.insert(logits.end(), found.begin(), found.end());
  });
  return logits;
}

std::vector<size_t> Stage::first_rows(std::span<const size_t> samples) const {
  std::vector<size_t> rows;
  for (const size_t sample : samples) rows.push_back(sample * data_.variants);
  return rows;
}

std::vector<size_t> Stage::drawn_rows(std::span<const size_t> samples, RandomStream& random) const {
  std::vector<size_t> rows = first_rows(samples);
  if (data_.variants == 1) return rows;
  for (size_t& row : rows) row += random.below(data_.variants);
  return rows;
}

std::vector<int> Stage::labels_of(std::span<const size_t> samples) const {
  std::vector<int> labels;
  for (const size_t sample : samples) labels.push_back(data_.labels[sample]);
  return labels;
}

void Stage::check_finite(double loss, const std::string& what) const {
  if (std::isfinite(loss)) return;
  throw Error(ErrorCode::kInvalidArgument, options_.name + " stopped: the " + what + " is " +
                                               exact_text(loss) + " at the learning rate " +
                                               exact_text(options_.learning_rate) +
                                               "; train with a lower one");
}

StageResult run_stage(TrainableTail& tail, const std::vector<LayerId>& tail_inputs,
                      const StageData& data, const StageOptions& options, Progress& progress) {
  progress.begin(options.name, static_cast<size_t>(options.epochs));
  Stage stage(tail, tail_inputs, data, options);
  progress.advance(stage.result().history.size() - 1);
  stage.train_until(options.epochs, progress);
  progress.end();
  return stage.result();
}

}  // namespace myolens
