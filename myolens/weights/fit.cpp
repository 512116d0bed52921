#include "myolens/weights/fit.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/weights/fit_attempt.h"
#include "myolens/weights/keras_class.h"

namespace myolens {
namespace {

constexpr size_t kShown = 5;

std::string first_few(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i) text += (i ? ", " : "") + names[i];
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

std::string listed(const std::string& title, const std::vector<std::string>& names) {
  return names.empty() ? "" : "; " + title + ": " + first_few(names);
}

std::string network_name(const Graph& graph) {
  return "the network of " + std::to_string(graph.size()) + " layers that ends in " +
         graph.layer(graph.output()).name;
}

bool lacks_normalization(const FitAttempt& attempt, const Graph& graph) {
  return std::ranges::any_of(graph.keras_order(), [&](LayerId id) {
    const Layer& layer = graph.layer(id);
    return type_name(layer.operation) == "Normalization" &&
           std::ranges::find(attempt.missing, layer.name + "/mean") != attempt.missing.end();
  });
}

size_t distance(const FitAttempt& attempt) {
  return attempt.missing.size() + attempt.misshapen.size() + attempt.unused.size();
}

// A damaged or edited file lacks a tensor or two; a neighbour in the same family lacks many.
bool is_another_network(const FitAttempt& attempt) {
  return 10 * distance(attempt) >= attempt.layers_wanted;
}

[[noreturn]] void fail(const WeightFile& file, const FitAttempt& attempt, const Graph& graph) {
  std::string message = file.origin + " does not fit " + network_name(graph);
  if (is_another_network(attempt)) {
    message += ": it seems to hold the weights of another network";
  }
  message += " (" + std::to_string(attempt.layers_found) + " of " +
             std::to_string(attempt.layers_wanted) + " layers with weights found)";
  message += listed("missing", attempt.missing) + listed("of another shape", attempt.misshapen) +
             listed("unused", attempt.unused);
  const bool only_unused = attempt.missing.empty() && attempt.misshapen.empty();
  if (file.format == WeightFormat::kKerasWeightsHdf5 && only_unused) {
    message +=
        "; a .weights.h5 does not say whether they stand behind the network: save the model as "
        ".keras";
  }
  if (lacks_normalization(attempt, graph)) {
    message +=
        "; without mean and variance the network would see wrongly scaled images: some versions "
        "of Keras lost them, so save the model again from its original weights";
  }
  throw Error(ErrorCode::kBadData, message);
}

bool all_are(const Tensor& tensor, float value) {
  return std::ranges::all_of(tensor.values, [&](float v) { return v == value; });
}

void warn_of_normalization(const Graph& graph, FittedWeights& fitted) {
  for (const LayerId id : graph.keras_order()) {
    const Layer& layer = graph.layer(id);
    if (type_name(layer.operation) != "Normalization") continue;
    if (all_are(fitted.weights.at(layer.name, "mean"), 0) &&
        all_are(fitted.weights.at(layer.name, "variance"), 1)) {
      fitted.warnings.push_back(
          layer.name +
          " has mean 0 and variance 1: it does nothing, as in a network that was built without "
          "ImageNet weights or whose file lost them");
    }
  }
}

std::string how(const FitAttempt& attempt) {
  if (attempt.found_by_order == 0) return "by name";
  if (attempt.found_by_order == attempt.layers_found) return "by order";
  return "by name, numbered layers by order";
}

FittedWeights accept(FitAttempt attempt, size_t index, const Graph& graph) {
  FittedWeights fitted{index, std::move(attempt.weights), how(attempt), {}};
  if (!attempt.top.empty())
    fitted.warnings.push_back("left out the ImageNet top: " + first_few(attempt.top));
  if (!attempt.outside.empty())
    fitted.warnings.push_back("left out what is not of the network: " + first_few(attempt.outside));
  warn_of_normalization(graph, fitted);
  return fitted;
}

struct Candidate {
  size_t graph;
  FitAttempt attempt;
};

// Two models of one file that fit alike could both be meant.
void refuse_ambiguity(const WeightFile& file, const std::vector<Candidate>& candidates,
                      const Candidate& chosen) {
  for (const Candidate& other : candidates) {
    if (other.graph == chosen.graph && other.attempt.fits() &&
        other.attempt.model != chosen.attempt.model) {
      throw Error(ErrorCode::kBadData, file.origin + " holds the network twice, as " +
                                           chosen.attempt.model + " and as " + other.attempt.model +
                                           "; save the one that is meant by itself");
    }
  }
}

}  // namespace

FittedWeights fit_weights(const WeightFile& file, std::span<const Graph> graphs) {
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < graphs.size(); ++i) {
    for (const std::string& model : models_of(file))
      candidates.push_back({i, attempt_fit(file, model, graphs[i])});
  }
  if (candidates.empty())
    throw Error(ErrorCode::kBadData, file.origin + " holds no weights; give a trained model");
  auto chosen = std::ranges::find_if(candidates, &FitAttempt::is_exact, &Candidate::attempt);
  if (chosen == candidates.end())
    chosen = std::ranges::find_if(candidates, &FitAttempt::fits, &Candidate::attempt);
  if (chosen == candidates.end()) {
    const auto closest = std::ranges::min_element(
        candidates, {}, [](const Candidate& candidate) { return distance(candidate.attempt); });
    fail(file, closest->attempt, graphs[closest->graph]);
  }
  refuse_ambiguity(file, candidates, *chosen);
  return accept(std::move(chosen->attempt), chosen->graph, graphs[chosen->graph]);
}

size_t rescaling_layers(const WeightFile& file) {
  const auto models = models_of(file);
  const auto weighted_layers = [&](const std::string& model) {
    return std::ranges::count_if(file.layers, [&](const FileLayer& layer) {
      return layer.model == model && !layer.variables.empty();
    });
  };
  const auto network = std::ranges::max_element(models, {}, weighted_layers);
  if (network == models.end()) return 0;
  return static_cast<size_t>(std::ranges::count_if(file.layers, [&](const FileLayer& layer) {
    const bool is_rescaling = layer.class_name.empty()
                                  ? split_number(layer.name).base == "rescaling"
                                  : layer.class_name == "Rescaling";
    return layer.model == *network && is_rescaling;
  }));
}

}  // namespace myolens
