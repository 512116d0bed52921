#include "myolens/classifier/onnx_export.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <span>

#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/classifier/clinical_json.h"
#include "myolens/classifier/onnx_layers.h"
#include "myolens/graph/cut.h"

namespace myolens {
namespace {

std::string joined(std::span<const float> values) {
  std::string text;
  for (const float value : values) {
    char number[32];
    char* const end = std::to_chars(std::begin(number), std::end(number), value).ptr;
    text += (text.empty() ? "" : ", ") + std::string(std::begin(number), end);
  }
  return text;
}

std::string preprocessing_words(Preprocessing preprocessing) {
  const ChannelTransform transform = channel_transform(preprocessing);
  return std::string(name_of(preprocessing)) + ", inside the model: channels in the order " +
         (transform.source[0] == 0 ? "RGB" : "BGR") + ", times " + joined(transform.scale) +
         ", plus " + joined(transform.offset);
}

std::string description_of(const ModelBundle& bundle) {
  const std::string size = std::to_string(bundle.input_size);
  return std::string(kNotice) + " Gives the probabilities of " + bundle.labels[0] + " and " +
         bundle.labels[1] + " for prepared SPECT polar maps: RGB, 0 to 255, " + size + " x " +
         size + " pixels, channels last." +
         (bundle.clinical.empty() ? "" : " Reads clinical values beside them.") +
         (bundle.synthetic_data ? " Trained on synthetic patients." : "");
}

std::vector<std::pair<std::string, std::string>> metadata_of(const ModelBundle& bundle) {
  const auto words = [](bool value) { return value ? "true" : "false"; };
  return {{"notice", kNotice},
          {"labels", nlohmann::json(bundle.labels).dump()},
          {"positive_label", bundle.labels[0]},
          {"threshold", exact_text(bundle.threshold)},
          {"threshold_rule", bundle.threshold_rule},
          {"temperature", exact_text(bundle.temperature)},
          {"backbone", bundle.backbone},
          {"input_size", std::to_string(bundle.input_size)},
          {"preprocessing", preprocessing_words(bundle.preprocessing)},
          {"uptake", words(bundle.colours.uptake)},
          {"colour_scale", bundle.colours.colour_scale},
          {"clinical", clinical_json(bundle.clinical).dump()},
          {"weights_origin", bundle.weights_origin},
          {"weights_trained_on", bundle.weights_trained_on},
          {"synthetic_data", words(bundle.synthetic_data)},
          {"cohort_fingerprint", bundle.cohort_fingerprint},
          {"program_version", bundle.program_version}};
}

bool all_are(std::span<const float> values, float wanted) {
  return std::ranges::all_of(values, [&](float value) { return value == wanted; });
}

// From `maps` to what the backbone's input layer is given, channels first.
std::string add_preprocessing(const ChannelTransform& transform, OnnxModel& model) {
  std::string value = "maps/channels_first";
  model.nodes.push_back(
      {"Transpose", {kOnnxInput}, value, {{"perm", std::vector<int64_t>{0, 3, 1, 2}}}});
  const auto add = [&](const std::string& operation, const std::string& name) {
    model.nodes.push_back({operation, {value, "maps/" + name}, "maps/" + operation});
    value = "maps/" + operation;
  };
  const auto add_per_channel = [&](const std::string& operation, std::span<const float> values) {
    model.tensors.push_back(
        {"maps/" + operation + "/by", make_tensor({1, 3, 1, 1}, {values.begin(), values.end()})});
    add(operation, operation + "/by");
  };
  if (transform.source[0] != 0) {
    model.integers.push_back(
        {"maps/order", {std::begin(transform.source), std::end(transform.source)}});
    add("Gather", "order");
    model.nodes.back().attributes.emplace_back("axis", int64_t{1});
  }
  if (!all_are(transform.scale, 1)) add_per_channel("Mul", transform.scale);
  if (!all_are(transform.offset, 0)) add_per_channel("Add", transform.offset);
  return value;
}

// From `clinical` to what the clinical input layer is given.
std::string add_scaling(const ClinicalEncoding& encoding, OnnxModel& model) {
  std::vector<float> means;
  std::vector<float>
      rests;  // what rounds off of the means: years lie far from 0 and near each other
  std::vector<float> deviations;
  for (const ClinicalColumn& column : encoding.columns()) {
    const auto mean = static_cast<float>(column.mean);
    means.push_back(mean);
    rests.push_back(static_cast<float>(column.mean - double{mean}));
    deviations.push_back(column.is_number() ? static_cast<float>(column.deviation) : 1.0F);
    const size_t places = means.size() - 1 + column.width();
    means.resize(places, 0.0F);
    rests.resize(places, 0.0F);
    deviations.resize(places, 1.0F);
  }
  std::string value = kOnnxClinicalInput;
  const auto add = [&](const std::string& operation, const std::string& name,
                       std::vector<float> by) {
    const std::string constant = std::string(kOnnxClinicalInput) + "/" + name;
    const std::string result = constant + "/" + operation;
    const auto places = static_cast<int64_t>(by.size());
    model.tensors.push_back({constant, make_tensor({1, places}, std::move(by))});
    model.nodes.push_back({operation, {value, constant}, result});
    value = result;
  };
  add("Sub", "mean", std::move(means));
  add("Sub", "mean_rest", std::move(rests));
  add("Div", "deviation", std::move(deviations));
  return value;
}

void add_probabilities(const std::string& logits, double temperature, OnnxModel& model) {
  model.tensors.push_back({"temperature", make_tensor({}, {static_cast<float>(temperature)})});
  model.nodes.push_back({"Div", {logits, "temperature"}, "scaled_logits"});
  model.nodes.push_back({"Softmax", {"scaled_logits"}, kOnnxOutput, {{"axis", int64_t{1}}}});
}

}  // namespace

OnnxModel onnx_model(const ModelBundle& bundle) {
  const ClassifierGraph network = build_classifier_graph(bundle);
  const Graph& graph = network.graph;
  const Subgraph whole = subgraph_between(graph, network.inputs(), {graph.output()});
  OnnxModel model;
  model.name = bundle.backbone;
  model.producer_version = bundle.program_version;
  model.description = description_of(bundle);
  model.metadata = metadata_of(bundle);
  model.inputs.push_back({kOnnxInput, {bundle.input_size, bundle.input_size, 3}});
  model.output = {kOnnxOutput, {static_cast<int64_t>(bundle.labels.size())}};
  std::vector<std::string> inputs{
      add_preprocessing(channel_transform(bundle.preprocessing), model)};
  if (!bundle.clinical.empty()) {
    model.inputs.push_back({kOnnxClinicalInput, {static_cast<int64_t>(bundle.clinical.width())}});
    inputs.push_back(add_scaling(bundle.clinical, model));
  }
  const std::string logits = add_onnx_layers(graph, whole, bundle.weights, inputs, model);
  add_probabilities(logits, bundle.temperature, model);
  return model;
}

void export_onnx(const ModelBundle& bundle, const std::filesystem::path& file) {
  write_onnx(onnx_model(bundle), file);
}

}  // namespace myolens
