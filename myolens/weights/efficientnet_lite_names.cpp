#include "myolens/weights/efficientnet_lite_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "myolens/base/error.h"
#include "myolens/weights/layer_list.h"

namespace myolens {
namespace {

constexpr size_t kStages = 7;
constexpr size_t kBlockLimit = 100;
constexpr std::string_view kBlockPrefix = "_blocks.";

struct NamePair {
  std::string_view torch;
  std::string_view keras;
};
constexpr std::array<NamePair, 5> kOuterLayers{{{"_conv_stem", "stem_conv"},
                                                {"_bn0", "stem_bn"},
                                                {"_conv_head", "top_conv"},
                                                {"_bn1", "top_bn"},
                                                {"_fc", "predictions"}}};
constexpr std::array<NamePair, 6> kBlockLayers{{{"_expand_conv", "expand_conv"},
                                                {"_bn0", "expand_bn"},
                                                {"_depthwise_conv", "dwconv"},
                                                {"_bn1", "bn"},
                                                {"_project_conv", "project_conv"},
                                                {"_bn2", "project_bn"}}};
constexpr std::array<NamePair, 4> kBatchNormVariables{{{"weight", "gamma"},
                                                       {"bias", "beta"},
                                                       {"running_mean", "moving_mean"},
                                                       {"running_var", "moving_variance"}}};

template <size_t n>
std::optional<std::string_view> keras_name(const std::array<NamePair, n>& pairs,
                                           std::string_view torch) {
  const auto pair = std::ranges::find(pairs, torch, &NamePair::torch);
  if (pair == pairs.end()) return std::nullopt;
  return pair->keras;
}

struct TorchName {
  std::optional<size_t> block;
  std::string_view layer;
  std::string_view variable;
};

std::optional<TorchName> parse(std::string_view name) {
  TorchName parsed;
  if (name.starts_with(kBlockPrefix)) {
    name.remove_prefix(kBlockPrefix.size());
    size_t block = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), block);
    if (error != std::errc() || block >= kBlockLimit) return std::nullopt;
    name.remove_prefix(static_cast<size_t>(end - name.data()));
    if (!name.starts_with('.')) return std::nullopt;
    name.remove_prefix(1);
    parsed.block = block;
  }
  const size_t dot = name.find('.');
  if (dot == name.npos) return std::nullopt;
  parsed.layer = name.substr(0, dot);
  parsed.variable = name.substr(dot + 1);
  return parsed;
}

class Translation {
 public:
  Translation(const std::vector<StateTensor>& state, const FileBytes& file)
      : state_(state), file_(file), block_names_(name_blocks()) {}

  std::vector<FileLayer> run() {
    LayerList layers;
    for (const StateTensor& tensor : state_) {
      const TorchName name = parsed(tensor);
      if (name.variable == "num_batches_tracked" && !tensor.holds_floats) continue;
      if (!tensor.holds_floats) fail(tensor.name + " holds integers");
      if (!add(tensor, name, layers)) fail(tensor.name + " occurs twice");
    }
    return layers.take();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadData,
                file_.origin +
                    " is a PyTorch file, but not of EfficientNet-Lite, the only networks "
                    "that are read from PyTorch: " +
                    what + "; give a file that Keras wrote");
  }

  TorchName parsed(const StateTensor& tensor) const {
    const auto name = parse(tensor.name);
    if (!name) fail("it holds " + tensor.name);
    return *name;
  }

  // By number of the block: "block2a_", ...
  std::vector<std::string> name_blocks() const {
    struct Stage {
      int64_t kernel = 0;
      int64_t channels = 0;
      bool operator==(const Stage&) const = default;
    };
    std::map<size_t, Stage> blocks;
    for (const StateTensor& tensor : state_) {
      const TorchName name = parsed(tensor);
      if (!name.block || name.variable != "weight" || tensor.view.shape.size() != 4) continue;
      if (name.layer == "_depthwise_conv") blocks[*name.block].kernel = tensor.view.shape[2];
      if (name.layer == "_project_conv") blocks[*name.block].channels = tensor.view.shape[0];
    }
    std::vector<std::string> names;
    size_t stage = 0;
    char letter = 'a';
    for (Stage before; const auto& [number, block] : blocks) {
      if (number != names.size()) fail("block " + std::to_string(names.size()) + " is missing");
      letter = block == before ? static_cast<char>(letter + 1) : 'a';
      if (letter == 'a') ++stage;
      if (letter > 'z') fail("a stage has more than 26 blocks");
      names.push_back("block" + std::to_string(stage) + letter + "_");
      before = block;
    }
    if (stage != kStages) fail("it has " + std::to_string(stage) + " stages of blocks, not 7");
    return names;
  }

  bool add(const StateTensor& tensor, const TorchName& name, LayerList& layers) const {
    const auto keras =
        name.block ? keras_name(kBlockLayers, name.layer) : keras_name(kOuterLayers, name.layer);
    if (!keras || (name.block && *name.block >= block_names_.size()))
      fail("it holds " + tensor.name);
    const std::string layer =
        (name.block ? block_names_[*name.block] : std::string()) + std::string(*keras);
    if (layer.ends_with("bn")) return add_batch_norm(tensor, name, layer, layers);
    if (layer == "predictions" && name.variable == "bias")
      return layers.add(layer, "bias", copy(tensor, {0}), "Dense");
    if (name.variable != "weight") fail("it holds " + tensor.name);
    if (layer == "predictions") return layers.add(layer, "kernel", copy(tensor, {1, 0}), "Dense");
    if (layer.ends_with("dwconv")) {
      if (tensor.view.shape.size() != 4 || tensor.view.shape[1] != 1)
        fail(tensor.name + " is " + to_string(tensor.view.shape));
      return layers.add(layer, "kernel", copy(tensor, kDepthwiseAxes), "DepthwiseConv2D");
    }
    return layers.add(layer, "kernel", copy(tensor, kConvolutionAxes), "Conv2D");
  }

  bool add_batch_norm(const StateTensor& tensor, const TorchName& name, const std::string& layer,
                      LayerList& layers) const {
    const auto variable = keras_name(kBatchNormVariables, name.variable);
    if (!variable) fail("it holds " + tensor.name);
    return layers.add(layer, std::string(*variable), copy(tensor, {0}), "BatchNormalization");
  }

  Tensor copy(const StateTensor& tensor, const std::vector<size_t>& axes) const {
    if (tensor.view.shape.size() != axes.size())
      fail(tensor.name + " has " + std::to_string(tensor.view.shape.size()) + " dimensions");
    Tensor result = copy_with_axes(tensor.view, axes);
    file_.release(tensor.view.bytes);
    return result;
  }

  const std::vector<StateTensor>& state_;
  const FileBytes& file_;
  std::vector<std::string> block_names_;
};

}  // namespace

std::vector<FileLayer> efficientnet_lite_layers(const std::vector<StateTensor>& state,
                                                const FileBytes& file) {
  return Translation(state, file).run();
}

}  // namespace myolens
