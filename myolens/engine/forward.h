// Runs a part of a network forward on the CPU (OpenVINO). For frozen features and
// prediction.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "myolens/engine/precision.h"
#include "myolens/graph/cut.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct ForwardOptions {
  int threads = 1;
  int batch = 8;                              // samples per pass
  int streams = 1;                            // passes side by side, which share the threads
  Precision precision = Precision::kFloat32;  // or kBfloat16
};

// One value per (sample, height, width, channel), or per (sample, feature): samples lie one behind
// the other. The output of a layer with softmax is given before the softmax, as logits.
using SampleValues = std::vector<float>;

// The library with its build and the processor, both of which decide how it rounds. Errors:
// kUnavailable.
std::string forward_engine_name();

// One object serves one thread at a time. In float32 results do not depend on
// threads, batch and streams.
class ForwardEngine {
 public:
  // `weights` need hold only the variables of `part`. Errors: kBadData (a variable is missing),
  // kUnavailable (OpenVINO refuses, or the processor has no bfloat16), kInvalidArgument (float64).
  ForwardEngine(const Graph& graph, const Subgraph& part, const WeightSet& weights,
                const ForwardOptions& options);
  ~ForwardEngine();
  ForwardEngine(ForwardEngine&&) noexcept;
  ForwardEngine& operator=(ForwardEngine&&) noexcept;

  // inputs[i] holds `samples` x the shape of part.inputs[i]; the result the same for part.outputs.
  // Errors: kInvalidArgument when a size does not fit.
  std::vector<SampleValues> run(const std::vector<std::span<const float>>& inputs, size_t samples);

  // As OpenVINO reports it after compiling: "f32", "bf16".
  std::string inference_precision() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace myolens
