// The trained part of a network: what lies above a cut, up to the logits, with its optimiser. The
// rest of the program sees this interface only; libtorch sits behind it in a shared library that is
// loaded at the first call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "myolens/graph/cut.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

// Adam as Keras applies it: step = rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) +
// epsilon), so that epsilon is not bias-corrected (Kingma and Ba 2015, the form before
// section 2.1).
struct AdamSettings {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-7;
};

struct TrainedLayer {
  LayerId layer = 0;
  double rate_factor = 1.0;  // multiplies the learning rate of a step
};

// float64 is for checking the algorithm: float32 losses part from each other after some steps in
// every library, because a unit near zero that rounding switches on or off changes the gradient by
// more than rounding does.
enum class TailPrecision { kFloat32, kFloat64 };

struct TailOptions {
  // All other layers stay as they are. A batch normalisation among these runs in Keras's training
  // mode: steps use the statistics of the batch and move the running ones.
  std::vector<TrainedLayer> trained;
  AdamSettings adam;
  int threads = 1;
  TailPrecision precision = TailPrecision::kFloat32;
};

// inputs[i] holds `samples` x the shape of the tail's i-th input, as ForwardEngine returns it.
struct TailBatch {
  std::vector<std::span<const float>> inputs;
  size_t samples = 0;
};

// Of a batch before its optimiser step, dropout on.
struct StepResult {
  double loss = 0;     // mean cross-entropy
  size_t correct = 0;  // samples whose largest logit is their label's
};

// One object serves one thread at a time. Results repeat bit for bit with the same thread count.
class TrainableTail {
 public:
  virtual ~TrainableTail() = default;

  // One optimiser step on the mean cross-entropy of the batch. Dropout masks come from
  // `dropout_seed`.
  virtual StepResult step(const TailBatch& batch, std::span<const int> labels, double learning_rate,
                          uint64_t dropout_seed) = 0;

  // The tail's outputs in inference mode, each as ForwardEngine returns it. Errors: as step.
  virtual std::vector<std::vector<float>> forward(const TailBatch& batch) = 0;

  // Copies of the trained layers' weights, in Keras's layouts.
  virtual WeightSet trained_weights() const = 0;
};

// The first output of `tail` is the classifier's softmax layer, when steps are to be taken. Errors:
// kUnavailable (the training library or libtorch cannot be loaded), kBadData (a weight is missing),
// kInvalidArgument (a trained layer outside of the tail).
std::unique_ptr<TrainableTail> make_trainable_tail(const Graph& graph, const Subgraph& tail,
                                                   const WeightSet& weights,
                                                   const TailOptions& options);

// The symbol that the training library exports.
using MakeTrainableTail = TrainableTail*(const Graph&, const Subgraph&, const WeightSet&,
                                         const TailOptions&);
inline constexpr const char* kMakeTrainableTailSymbol = "myolens_make_trainable_tail";

}  // namespace myolens
