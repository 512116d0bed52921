#include "myolens/classifier/bundle.h"

#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/weights/safetensors.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(InputChecksum, patient, file, sha256)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HeadSpec, hidden_units, dropout)

namespace {

constexpr int kFormatVersion = 2;
constexpr int kInputSizeLimit = 1024;  // pixels; the largest network of Keras takes 600
constexpr const char* kDescriptionFile = "bundle.json";
constexpr const char* kWeightsFile = "weights.safetensors";

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
          {"labels", bundle.labels},
          {"positive_label", bundle.labels.at(0)},
          {"threshold", bundle.threshold},
          {"weights_origin", bundle.weights_origin},
          {"weights_trained_on", bundle.weights_trained_on},
          {"synthetic_data", bundle.synthetic_data},
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
  json.at("labels").get_to(bundle.labels);
  json.at("threshold").get_to(bundle.threshold);
  json.at("weights_origin").get_to(bundle.weights_origin);
  json.at("weights_trained_on").get_to(bundle.weights_trained_on);
  json.at("synthetic_data").get_to(bundle.synthetic_data);
  json.at("training_inputs").get_to(bundle.training_inputs);
  return bundle;
}

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, file.string() + " is not a model of this program: " + what);
}

void check_values(const ModelBundle& bundle, const fs::path& file) {
  if (bundle.labels.size() != 2 || bundle.labels[0] == bundle.labels[1])
    fail(file, "two different labels are needed");
  if (!(bundle.threshold >= 0.0 && bundle.threshold <= 1.0))
    fail(file, "a threshold in [0, 1] is needed");
  if (bundle.input_size > kInputSizeLimit)
    fail(file, "an input of at most " + std::to_string(kInputSizeLimit) + " pixels is needed");
}

}  // namespace

Graph build_backbone(const ModelBundle& bundle) {
  return build_backbone(
      find_backbone(bundle.backbone),
      {.input_size = bundle.input_size, .imagenet_rescaling = bundle.imagenet_rescaling});
}

ClassifierGraph build_classifier_graph(const ModelBundle& bundle) {
  ClassifierGraph result{build_backbone(bundle), {}};
  result.head = append_head(result.graph, bundle.head, static_cast<int64_t>(bundle.labels.size()));
  return result;
}

void write_bundle(const ModelBundle& bundle, const fs::path& folder) {
  NewFolder work(folder);
  const fs::path weights = work.path() / kWeightsFile;
  write_safetensors(weights, bundle.weights, {{"notice", kNotice}});
  Json description = describe(bundle);
  description["weights_sha256"] = sha256_hex_of_file(weights);
  write_file(work.path() / kDescriptionFile, description.dump(2) + "\n");
  work.commit();
}

ModelBundle read_bundle(const fs::path& folder) {
  const fs::path file = folder / kDescriptionFile;
  const fs::path weights = folder / kWeightsFile;
  ModelBundle bundle;
  Graph graph;
  std::string sha256;
  try {
    const Json json = Json::parse(read_text_file(file));
    if (json.at("format_version") != kFormatVersion) {
      fail(file, "its format version is " + json.at("format_version").dump() + ", not " +
                     std::to_string(kFormatVersion));
    }
    bundle = parse(json);
    json.at("weights_sha256").get_to(sha256);
    check_values(bundle, file);
    graph = build_classifier_graph(bundle).graph;
  } catch (const Json::exception& error) {
    fail(file, error.what());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidArgument) throw;
    fail(file, error.what());  // a name or size in the file, not an argument of the caller
  }
  if (const std::string found = sha256_hex_of_file(weights); found != sha256) {
    throw Error(ErrorCode::kChecksumMismatch, weights.string() + " has SHA-256 " + found +
                                                  ", but bundle.json says " + sha256 +
                                                  "; use the model as it was written");
  }
  bundle.weights = read_safetensors(weights).weights;
  check_weights(bundle.weights, graph, weights.string());
  return bundle;
}

}  // namespace myolens
