#include "myolens/weights/weight_set.h"

#include "myolens/base/error.h"
#include "myolens/weights/initial_values.h"

namespace myolens {
namespace {

constexpr size_t kListedFaults = 5;

std::string key_of(std::string_view layer, std::string_view variable) {
  return std::string(layer) + "/" + std::string(variable);
}

class FaultList {
 public:
  void add(const std::string& fault) {
    if (count_++ < kListedFaults) text_ += (text_.empty() ? "" : "; ") + fault;
  }
  void throw_if_any(const std::string& origin) const {
    if (count_ == 0) return;
    const std::string more =
        count_ > kListedFaults ? "; and " + std::to_string(count_ - kListedFaults) + " more" : "";
    throw Error(ErrorCode::kBadData, origin + " does not fit the network: " + text_ + more +
                                         "; use a file made for exactly this backbone");
  }

 private:
  std::string text_;
  size_t count_ = 0;
};

// Copies what fits from `weights` and reports the rest.
WeightSet select(const WeightSet& weights, const Graph& graph, FaultList& faults) {
  WeightSet selected;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const Layer& layer = graph.layer(id);
    for (const WeightSpec& spec : layer.weights) {
      const std::string key = key_of(layer.name, spec.variable);
      const auto found = weights.tensors().find(key);
      if (found == weights.tensors().end()) {
        faults.add("missing " + key);
      } else if (found->second.shape != spec.shape) {
        faults.add(key + " is " + to_string(found->second.shape) + ", not " +
                   to_string(spec.shape));
      } else {
        selected.set(key, found->second);
      }
    }
  }
  return selected;
}

}  // namespace

void Tensor::release() const {
  if (file) file->release({reinterpret_cast<const uint8_t*>(values.data()), values.size_bytes()});
}

Tensor make_tensor(Shape shape, std::vector<float> values) {
  if (element_count(shape) != static_cast<int64_t>(values.size())) {
    throw Error(ErrorCode::kInternal,
                std::to_string(values.size()) + " values do not fill " + to_string(shape));
  }
  const auto owner = std::make_shared<const std::vector<float>>(std::move(values));
  return {std::move(shape), *owner, owner};
}

void WeightSet::set(std::string_view layer, std::string_view variable, Tensor tensor) {
  set(key_of(layer, variable), std::move(tensor));
}

void WeightSet::set(std::string key, Tensor tensor) {
  tensors_.insert_or_assign(std::move(key), std::move(tensor));
}

void WeightSet::update(const WeightSet& other) {
  for (const auto& [key, tensor] : other.tensors_) set(key, tensor);
}

const Tensor& WeightSet::at(std::string_view layer, std::string_view variable) const {
  const auto found = tensors_.find(key_of(layer, variable));
  if (found == tensors_.end()) {
    throw Error(ErrorCode::kBadData, "the weights lack " + key_of(layer, variable));
  }
  return found->second;
}

void check_weights(const WeightSet& weights, const Graph& graph, const std::string& origin) {
  FaultList faults;
  const WeightSet selected = select(weights, graph, faults);
  for (const auto& [key, tensor] : weights.tensors()) {
    if (!selected.tensors().contains(key)) faults.add("unused " + key);
  }
  faults.throw_if_any(origin);
}

WeightSet weights_for(const WeightSet& weights, const Graph& graph, const std::string& origin) {
  FaultList faults;
  WeightSet selected = select(weights, graph, faults);
  faults.throw_if_any(origin);
  return selected;
}

WeightSet initial_weights(const Graph& graph, uint64_t seed, const WeightSet& known) {
  WeightSet weights;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const Layer& layer = graph.layer(id);
    for (const WeightSpec& spec : layer.weights) {
      const std::string key = key_of(layer.name, spec.variable);
      const auto found = known.tensors().find(key);
      if (found != known.tensors().end()) {
        weights.set(key, found->second);
        continue;
      }
      RandomStream random(seed, key);
      weights.set(key, make_tensor(spec.shape, initial_values(spec, random)));
    }
  }
  return weights;
}

}  // namespace myolens
