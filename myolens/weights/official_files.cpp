// Names and checksums as the source of Keras 3 has them (keras/src/applications), licences as the
// documentation of Keras Applications states them.
#include <array>

#include "myolens/weights/source.h"

namespace myolens {
namespace {

constexpr std::string_view kTensorFlow =
    "https://storage.googleapis.com/tensorflow/keras-applications/";
constexpr std::string_view kKeras = "https://storage.googleapis.com/keras-applications/";

constexpr std::string_view kOxford = "CC BY 4.0 (Oxford VGG)";
constexpr std::string_view kMit = "MIT";
constexpr std::string_view kApache = "Apache-2.0";
constexpr std::string_view kBsd = "BSD-3-Clause";
constexpr std::string_view kNotStated = "not stated by Keras";

struct File {
  std::string_view name;
  std::string_view md5;  // empty: none is published
};

struct Row {
  std::string_view backbone;
  std::string_view host;
  std::string_view folder;
  File with_top;
  File without_top;
  std::string_view licence;
};

constexpr std::array<Row, 24> kRows{{
    {"vgg16",
     kTensorFlow,
     "vgg16/",
     {"vgg16_weights_tf_dim_ordering_tf_kernels.h5", "64373286793e3c8b2b4e3219cbf3544b"},
     {"vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "6d6bbae143d832006294945121d1f1fc"},
     kOxford},
    {"vgg19",
     kTensorFlow,
     "vgg19/",
     {"vgg19_weights_tf_dim_ordering_tf_kernels.h5", "cbe5617147190e668d6c5d5026f83318"},
     {"vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5", "253f8cb515780f3b799900260a226db6"},
     kOxford},
    {"xception",
     kTensorFlow,
     "xception/",
     {"xception_weights_tf_dim_ordering_tf_kernels.h5", "0a58e3b7378bc2990ea3b43d5981f1f6"},
     {"xception_weights_tf_dim_ordering_tf_kernels_notop.h5", "b0042744bf5b25fce3cb969f33bebb97"},
     kMit},
    {"inceptionv3",
     kTensorFlow,
     "inception_v3/",
     {"inception_v3_weights_tf_dim_ordering_tf_kernels.h5", "9a0d58056eeedaa3f26cb7ebd46da564"},
     {"inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "bcbd6486424b2319ff4ef7d526e38f63"},
     kApache},
    {"inceptionresnetv2",
     kTensorFlow,
     "inception_resnet_v2/",
     {"inception_resnet_v2_weights_tf_dim_ordering_tf_kernels.h5",
      "e693bd0210a403b3192acc6073ad2e96"},
     {"inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "d19885ff4a710c122648d3b5c3b684e4"},
     kApache},
    {"densenet121",
     kTensorFlow,
     "densenet/",
     {"densenet121_weights_tf_dim_ordering_tf_kernels.h5", "9d60b8095a5708f2dcce2bca79d332c7"},
     {"densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "30ee3e1110167f948a6b9946edeeb738"},
     kBsd},
    {"densenet169",
     kTensorFlow,
     "densenet/",
     {"densenet169_weights_tf_dim_ordering_tf_kernels.h5", "d699b8f76981ab1b30698df4c175e90b"},
     {"densenet169_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "b8c4d4c20dd625c148057b9ff1c1176b"},
     kBsd},
    {"densenet201",
     kTensorFlow,
     "densenet/",
     {"densenet201_weights_tf_dim_ordering_tf_kernels.h5", "1ceb130c1ea1b78c3bf6114dbdfd8807"},
     {"densenet201_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "c13680b51ded0fb44dff2d8f86ac8bb1"},
     kBsd},
    {"resnet50",
     kTensorFlow,
     "resnet/",
     {"resnet50_weights_tf_dim_ordering_tf_kernels.h5", "2cb95161c43110f7111970584f804107"},
     {"resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5", "4d473c1dd8becc155b73f8504c6f6626"},
     kMit},
    {"resnet101",
     kTensorFlow,
     "resnet/",
     {"resnet101_weights_tf_dim_ordering_tf_kernels.h5", "f1aeb4b969a6efcfb50fad2f0c20cfc5"},
     {"resnet101_weights_tf_dim_ordering_tf_kernels_notop.h5", "88cf7a10940856eca736dc7b7e228a21"},
     kMit},
    {"resnet152",
     kTensorFlow,
     "resnet/",
     {"resnet152_weights_tf_dim_ordering_tf_kernels.h5", "100835be76be38e30d865e96f2aaae62"},
     {"resnet152_weights_tf_dim_ordering_tf_kernels_notop.h5", "ee4c566cf9a93f14d82f913c2dc6dd0c"},
     kMit},
    {"resnet50v2",
     kTensorFlow,
     "resnet/",
     {"resnet50v2_weights_tf_dim_ordering_tf_kernels.h5", "3ef43a0b657b3be2300d5770ece849e0"},
     {"resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5", "fac2f116257151a9d068a22e544a4917"},
     kNotStated},
    {"resnet101v2",
     kTensorFlow,
     "resnet/",
     {"resnet101v2_weights_tf_dim_ordering_tf_kernels.h5", "6343647c601c52e1368623803854d971"},
     {"resnet101v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "c0ed64b8031c3730f411d2eb4eea35b5"},
     kNotStated},
    {"resnet152v2",
     kTensorFlow,
     "resnet/",
     {"resnet152v2_weights_tf_dim_ordering_tf_kernels.h5", "a49b44d1979771252814e80f8ec446f9"},
     {"resnet152v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "ed17cf2e0169df9d443503ef94b23b33"},
     kNotStated},
    {"efficientnetb0",
     kKeras,
     "",
     {"efficientnetb0.h5", "902e53a9f72be733fc0bcb005b3ebbac"},
     {"efficientnetb0_notop.h5", "50bc09e76180e00e4465e1a485ddc09d"},
     kNotStated},
    {"efficientnetb1",
     kKeras,
     "",
     {"efficientnetb1.h5", "1d254153d4ab51201f1646940f018540"},
     {"efficientnetb1_notop.h5", "74c4e6b3e1f6a1eea24c589628592432"},
     kNotStated},
    {"efficientnetb2",
     kKeras,
     "",
     {"efficientnetb2.h5", "b15cce36ff4dcbd00b6dd88e7857a6ad"},
     {"efficientnetb2_notop.h5", "111f8e2ac8aa800a7a99e3239f7bfb39"},
     kNotStated},
    {"efficientnetb3",
     kKeras,
     "",
     {"efficientnetb3.h5", "ffd1fdc53d0ce67064dc6a9c7960ede0"},
     {"efficientnetb3_notop.h5", "af6d107764bb5b1abb91932881670226"},
     kNotStated},
    {"efficientnetb4",
     kKeras,
     "",
     {"efficientnetb4.h5", "18c95ad55216b8f92d7e70b3a046e2fc"},
     {"efficientnetb4_notop.h5", "ebc24e6d6c33eaebbd558eafbeedf1ba"},
     kNotStated},
    {"efficientnetb5",
     kKeras,
     "",
     {"efficientnetb5.h5", "ace28f2a6363774853a83a0b21b9421a"},
     {"efficientnetb5_notop.h5", "38879255a25d3c92d5e44e04ae6cec6f"},
     kNotStated},
    {"efficientnetb6",
     kKeras,
     "",
     {"efficientnetb6.h5", "165f6e37dce68623721b423839de8be5"},
     {"efficientnetb6_notop.h5", "9ecce42647a20130c1f39a5d4cb75743"},
     kNotStated},
    {"efficientnetb7",
     kKeras,
     "",
     {"efficientnetb7.h5", "8c03f828fec3ef71311cd463b6759d99"},
     {"efficientnetb7_notop.h5", "cbcfe4450ddf6f3ad90b1b398090fe4a"},
     kNotStated},
    {"mobilenet",
     kTensorFlow,
     "mobilenet/",
     {"mobilenet_1_0_224_tf.h5", ""},
     {"mobilenet_1_0_224_tf_no_top.h5", ""},
     kApache},
    {"mobilenetv2",
     kTensorFlow,
     "mobilenet_v2/",
     {"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5", ""},
     {"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5", ""},
     kApache},
}};

WeightSource source_of(const Row& row, bool with_top) {
  const File& file = with_top ? row.with_top : row.without_top;
  WeightSource source;
  source.backbone = row.backbone;
  source.transport = Transport::kHttps;
  source.address = std::string(row.host) + std::string(row.folder) + std::string(file.name);
  source.file_name = file.name;
  source.md5 = file.md5;
  source.has_top = with_top;
  source.licence = row.licence;
  if (file.md5.empty()) source.note = "Keras publishes no checksum of this file";
  return source;
}

std::vector<WeightSource> all_sources() {
  std::vector<WeightSource> sources;
  for (const Row& row : kRows) {
    sources.push_back(source_of(row, true));
    sources.push_back(source_of(row, false));
  }
  return sources;
}

}  // namespace

const std::vector<WeightSource>& official_sources() {
  static const std::vector<WeightSource> kSources = all_sources();
  return kSources;
}

}  // namespace myolens
