#include "myolens/classifier/bundle.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/base/notice.h"
#include "myolens/classifier/checksum_list.h"
#include "myolens/classifier/clinical_json.h"
#include "myolens/weights/safetensors.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(InputChecksum, patient, file, sha256)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrainingMix, positives, negatives, positive_weight,
                                   negative_weight)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HeadSpec, hidden_units, dropout)

namespace {

constexpr int kFormatVersion = 6;
constexpr size_t kDescriptionLimitBytes = size_t{64} << 20;  // some 400,000 training pictures
constexpr int kInputSizeLimit = 1024;  // pixels; the largest network of Keras takes 600
constexpr const char* kDescriptionFile = "bundle.json";
constexpr const char* kWeightsFile = "weights.safetensors";
constexpr const char* kDomainFile = "training_domain.safetensors";
constexpr const char* kNormalsFile = "normal_maps.safetensors";
constexpr std::array<std::string_view, 4> kListedFiles{kDescriptionFile, kWeightsFile, kDomainFile,
                                                       kNormalsFile};
constexpr const char* kNormalsLayer = "normal_maps";

Json json_of(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

std::optional<double> optional_number(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

Json json_of(const std::vector<BundleMetric>& metrics) {
  Json list = Json::array();
  for (const BundleMetric& metric : metrics) {
    list.push_back({{"name", metric.name},
                    {"measured_on", metric.measured_on},
                    {"value", metric.value},
                    {"low", json_of(metric.low)},
                    {"high", json_of(metric.high)}});
  }
  return list;
}

std::vector<BundleMetric> metrics_of(const Json& list) {
  std::vector<BundleMetric> metrics;
  for (const Json& json : list.get_ref<const Json::array_t&>()) {
    BundleMetric metric;
    json.at("name").get_to(metric.name);
    json.at("measured_on").get_to(metric.measured_on);
    json.at("value").get_to(metric.value);
    metric.low = optional_number(json.at("low"));
    metric.high = optional_number(json.at("high"));
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

Json json_of(const ClinicalEncoding& encoding, const HeadSpec& head) {
  if (encoding.empty()) return {};
  return {{"units", head.clinical_units}, {"columns", clinical_json(encoding)}};
}

Json json_of(const std::vector<NormalGroup>& views) {
  Json list = Json::array();
  for (const NormalGroup& view : views)
    list.push_back({{"view", view.view}, {"state", view.state}});
  return list;
}

std::vector<NormalGroup> views_of(const Json& list) {
  std::vector<NormalGroup> views;
  for (const Json& json : list.get_ref<const Json::array_t&>())
    views.push_back({json.at("view"), json.at("state"), ""});
  return views;
}

Json describe(const ModelBundle& bundle) {
  return {{"notice", kNotice},
          {"format_version", kFormatVersion},
          {"program_version", bundle.program_version},
          {"backbone", bundle.backbone},
          {"input_size", bundle.input_size},
          {"imagenet_rescaling", bundle.imagenet_rescaling},
          {"preprocessing", name_of(bundle.preprocessing)},
          {"uptake", bundle.colours.uptake},
          {"colour_scale", bundle.colours.colour_scale},
          {"head", bundle.head},
          {"clinical", json_of(bundle.clinical, bundle.head)},
          {"labels", bundle.labels},
          {"positive_label", bundle.labels.at(0)},
          {"temperature", bundle.temperature},
          {"threshold", bundle.threshold},
          {"threshold_rule", bundle.threshold_rule},
          {"weights_origin", bundle.weights_origin},
          {"weights_sha256", bundle.weights_sha256},
          {"weights_trained_on", bundle.weights_trained_on},
          {"reference_standard", bundle.reference_standard},
          {"synthetic_data", bundle.synthetic_data},
          {"cohort_fingerprint", bundle.cohort_fingerprint},
          {"training_mix", bundle.training_mix},
          {"views", json_of(bundle.views)},
          {"metrics", json_of(bundle.metrics)},
          {"training_inputs", bundle.training_inputs}};
}

ModelBundle parse(const Json& json) {
  ModelBundle bundle;
  json.at("program_version").get_to(bundle.program_version);
  json.at("backbone").get_to(bundle.backbone);
  json.at("input_size").get_to(bundle.input_size);
  json.at("imagenet_rescaling").get_to(bundle.imagenet_rescaling);
  bundle.preprocessing = find_preprocessing(json.at("preprocessing").get<std::string>());
  json.at("uptake").get_to(bundle.colours.uptake);
  json.at("colour_scale").get_to(bundle.colours.colour_scale);
  json.at("head").get_to(bundle.head);
  if (const Json& clinical = json.at("clinical"); !clinical.is_null()) {
    clinical.at("units").get_to(bundle.head.clinical_units);
    bundle.clinical = parse_clinical(clinical.at("columns"));
  }
  json.at("labels").get_to(bundle.labels);
  json.at("temperature").get_to(bundle.temperature);
  json.at("threshold").get_to(bundle.threshold);
  json.at("threshold_rule").get_to(bundle.threshold_rule);
  json.at("weights_origin").get_to(bundle.weights_origin);
  json.at("weights_sha256").get_to(bundle.weights_sha256);
  json.at("weights_trained_on").get_to(bundle.weights_trained_on);
  bundle.reference_standard = json.value("reference_standard", std::string());
  json.at("synthetic_data").get_to(bundle.synthetic_data);
  json.at("cohort_fingerprint").get_to(bundle.cohort_fingerprint);
  json.at("training_mix").get_to(bundle.training_mix);
  bundle.views = views_of(json.at("views"));
  bundle.metrics = metrics_of(json.at("metrics"));
  json.at("training_inputs").get_to(bundle.training_inputs);
  return bundle;
}

// A group's words may be anything.
std::string name_of(const NormalGroup& group) {
  return Json{group.view, group.state, group.sex}.dump(-1, ' ', false,
                                                       Json::error_handler_t::replace);
}

NormalGroup group_named(const std::string& name) {
  const Json json = Json::parse(name, nullptr, false);
  if (!json.is_array() || json.size() != 3 ||
      !std::ranges::all_of(json, [](const Json& word) { return word.is_string(); }))
    throw Error(ErrorCode::kBadFormat, "the normal maps are of no group: " + name);
  return {json[0], json[1], json[2]};
}

WeightSet tensors_of(const NormalMaps& normals) {
  WeightSet tensors;
  for (const auto& [group, file] : normals.files()) {
    std::vector<float> numbers = file.numbers();
    const auto count = static_cast<int64_t>(numbers.size());
    tensors.set(kNormalsLayer, name_of(group), make_tensor({count}, std::move(numbers)));
  }
  return tensors;
}

NormalMaps normals_from(const WeightSet& tensors) {
  const std::string start = std::string(kNormalsLayer) + "/";
  std::map<NormalGroup, NormalFile> files;
  for (const auto& [key, tensor] : tensors.tensors()) {
    const std::string name = key.starts_with(start) ? key.substr(start.size()) : key;
    files[group_named(name)] = NormalFile::from(tensor.values);
  }
  return NormalMaps::from(std::move(files));
}

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, file.string() + " is not a model of this program: " + what);
}

bool is_sound(const BundleMetric& metric) {
  const double low = metric.low.value_or(metric.value);
  const double high = metric.high.value_or(metric.value);
  return std::isfinite(metric.value) && std::isfinite(low) && std::isfinite(high) && low <= high;
}

// What the values of a bundle lack, or nothing.
std::optional<std::string> missing_in(const ModelBundle& bundle) {
  if (bundle.labels.size() != 2 || bundle.labels[0] == bundle.labels[1])
    return "two different labels are needed";
  if (!(bundle.threshold >= 0.0 && bundle.threshold <= 1.0))
    return "a threshold in [0, 1] is needed";
  if (!(bundle.temperature >= 0.01 && bundle.temperature <= 100.0))
    return "a temperature in [0.01, 100] is needed";
  if (bundle.input_size > kInputSizeLimit)
    return "an input of at most " + std::to_string(kInputSizeLimit) + " pixels is needed";
  const std::string& fingerprint = bundle.cohort_fingerprint;
  const bool is_hex = fingerprint.find_first_not_of("0123456789abcdef") == fingerprint.npos;
  if (!fingerprint.empty() && (fingerprint.size() != 64 || !is_hex))
    return "a cohort's fingerprint is a SHA-256";
  const TrainingMix& mix = bundle.training_mix;
  const auto is_weight = [](double weight) { return weight > 0 && std::isfinite(weight); };
  if (mix.positives < 0 || mix.negatives < 0 || !is_weight(mix.positive_weight) ||
      !is_weight(mix.negative_weight))
    return "the training mix needs counts from 0 and weights above 0";
  if (bundle.metrics.size() > kBundleMetricLimit)
    return "at most " + std::to_string(kBundleMetricLimit) + " metrics are needed";
  if (!std::ranges::all_of(bundle.metrics, is_sound))
    return "metrics are numbers with their intervals";
  return std::nullopt;
}

ModelBundle parse_description(const std::string& text, const fs::path& file) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format_version") != kFormatVersion) {
      fail(file, "its format version is " + json.at("format_version").dump() + ", not " +
                     std::to_string(kFormatVersion) + "; train again with this version of Myolens");
    }
    check_checksum_list(file.parent_path(), kListedFiles);
    return parse(json);
  } catch (const Json::exception& error) {
    fail(file, json_fault(error));
  }
}

}  // namespace

std::optional<double> TrainingMix::prevalence() const {
  if (positives <= 0 || negatives <= 0) return std::nullopt;
  const double positive = static_cast<double>(positives) * positive_weight;
  return positive / (positive + static_cast<double>(negatives) * negative_weight);
}

Graph build_backbone(const ModelBundle& bundle) {
  return build_backbone(
      find_backbone(bundle.backbone),
      {.input_size = bundle.input_size, .imagenet_rescaling = bundle.imagenet_rescaling});
}

std::vector<LayerId> ClassifierGraph::inputs() const {
  std::vector<LayerId> inputs{graph.find("input_layer")};
  if (head.clinical) inputs.push_back(head.clinical->input);
  return inputs;
}

ClassifierGraph build_classifier_graph(const ModelBundle& bundle) {
  ClassifierGraph result{build_backbone(bundle), {}};
  result.head = append_head(result.graph, bundle.head, static_cast<int64_t>(bundle.labels.size()),
                            static_cast<int64_t>(bundle.clinical.width()));
  return result;
}

void write_bundle(const ModelBundle& bundle, const fs::path& folder) {
  if (const auto missing = missing_in(bundle)) {
    throw Error(ErrorCode::kInvalidArgument,
                "this model cannot be written to " + folder.string() + ": " + *missing);
  }
  NewFolder work(folder);
  write_safetensors(work.path() / kWeightsFile, bundle.weights, {{"notice", kNotice}});
  write_safetensors(work.path() / kDomainFile, bundle.domain.tensors(), {{"notice", kNotice}});
  write_safetensors(work.path() / kNormalsFile, tensors_of(bundle.normals), {{"notice", kNotice}});
  write_file(work.path() / kDescriptionFile, describe(bundle).dump(2) + "\n");
  write_checksum_list(work.path(), kListedFiles);
  work.commit();
}

void copy_bundle(const fs::path& from, const fs::path& to) {
  check_checksum_list(from, kListedFiles);
  std::error_code error;
  fs::create_directories(to, error);
  const auto copy = [&](std::string_view name) {
    if (!error) fs::copy_file(from / name, to / name, error);
  };
  copy(kChecksumListFile);
  for (const std::string_view name : kListedFiles) copy(name);
  if (error) {
    throw Error(ErrorCode::kWriteFailed, "cannot copy the model " + from.string() + " to " +
                                             to.string() + ": " + error.message());
  }
}

ModelBundle read_bundle(const fs::path& folder) {
  const fs::path file = folder / kDescriptionFile;
  const fs::path weights = folder / kWeightsFile;
  ModelBundle bundle;
  Graph graph;
  try {
    bundle = parse_description(read_text_file(file, kDescriptionLimitBytes), file);
    if (const auto missing = missing_in(bundle)) fail(file, *missing);
    graph = build_classifier_graph(bundle).graph;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidArgument) throw;
    fail(file, error.what());  // a name or size in the file, not an argument of the caller
  }
  bundle.weights = read_safetensors(weights).weights;
  check_weights(bundle.weights, graph, weights.string());
  bundle.domain = TrainingDomain::from(read_safetensors(folder / kDomainFile).weights);
  bundle.normals = normals_from(read_safetensors(folder / kNormalsFile).weights);
  return bundle;
}

}  // namespace myolens
