// The trained part of a network: what lies above a cut, up to the logits, with its optimiser. The
// rest of the program sees this interface only; libtorch sits behind it in a shared library that is
// loaded at the first call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "myolens/engine/loss.h"
#include "myolens/engine/optimiser.h"
#include "myolens/engine/precision.h"
#include "myolens/graph/cut.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct TrainedLayer {
  LayerId layer = 0;
  double rate_factor = 1.0;  // multiplies the learning rate of a step
  double l2 = 0.0;           // adds l2 * sum(kernel^2) to the loss, as a Keras kernel regulariser
};

struct TailOptions {
  // All other layers stay as they are. A batch normalisation among these runs in Keras's training
  // mode: steps use the statistics of the batch and move the running ones.
  std::vector<TrainedLayer> trained;
  OptimiserSettings optimiser;
  int threads = 1;
  Precision precision = Precision::kFloat32;
  LossSettings loss{};
};

// inputs[i] holds `samples` x the shape of the tail's i-th input, as ForwardEngine returns it.
struct TailBatch {
  std::vector<std::span<const float>> inputs;
  size_t samples = 0;
};

// Of a batch before its optimiser step, dropout on.
struct StepResult {
  double loss = 0;     // as LossSettings say, with the L2 terms
  size_t correct = 0;  // samples whose largest logit is their label's
};

// What a tail has learned and how far its optimiser is, so that training goes on as if it had never
// stopped.
struct TailState {
  WeightSet weights;  // of the trained layers, in the engine's layouts
  WeightSet moments;  // the optimiser's, laid out as their variables
  int64_t steps = 0;
};

// One object serves one thread at a time. Results repeat bit for bit with the same thread count.
class TrainableTail {
 public:
  virtual ~TrainableTail() = default;

  // One optimiser step on the loss of the batch. Dropout masks come from
  // `dropout_seed`.
  virtual StepResult step(const TailBatch& batch, std::span<const int> labels, double learning_rate,
                          uint64_t dropout_seed) = 0;

  // The tail's outputs in inference mode, each as ForwardEngine returns it. Errors: as step.
  virtual std::vector<std::vector<float>> forward(const TailBatch& batch) = 0;

  // Gradient of sum over c of logit_weights[c] * logit c, of every sample by itself, with respect
  // to the tail's inputs, each shaped as TailBatch::inputs has it; {1, -1} asks for what raises the
  // first of two logits above the other. Logits are the tail's first output. In inference mode: no
  // dropout, running statistics of batch normalisation. Moves no weight, optimiser or gradient of a
  // step. Errors: kInvalidArgument (a batch that does not fit, another number of weights than
  // logits, a first output that is no vector).
  virtual std::vector<std::vector<float>> input_gradient(const TailBatch& batch,
                                                         std::span<const double> logit_weights) = 0;

  // Copies of the trained layers' weights, in Keras's layouts.
  virtual WeightSet trained_weights() const = 0;

  // Exact for float32 tails. Its tensors are the tail's own, not copies: the next step moves them.
  virtual TailState state() const = 0;

  // Of a tail that was made with the same arguments. Errors: kBadData (a tensor is missing or of
  // another shape).
  virtual void restore(const TailState& state) = 0;
};

// The first output of `tail` is the classifier's softmax layer, when steps are to be taken. Errors:
// kUnavailable (the training library or libtorch cannot be loaded), kBadData (a weight is missing),
// kInvalidArgument (a trained layer outside of the tail, a class weight too
// few or too many).
std::unique_ptr<TrainableTail> make_trainable_tail(const Graph& graph, const Subgraph& tail,
                                                   const WeightSet& weights,
                                                   const TailOptions& options);

// libtorch and its version. Errors: kUnavailable (the training library cannot be loaded).
std::string training_engine_name();

// The symbols that the training library exports.
using MakeTrainableTail = TrainableTail*(const Graph&, const Subgraph&, const WeightSet&,
                                         const TailOptions&);
inline constexpr const char* kMakeTrainableTailSymbol = "myolens_make_trainable_tail";
using TrainingEngineName = const char*();
inline constexpr const char* kTrainingEngineNameSymbol = "myolens_training_engine_name";

}  // namespace myolens
