#include "myolens/backbones/inception_resnet_v2.h"

namespace myolens {
namespace {

struct Convolution {
  int64_t filters;
  Extent window;
  int64_t stride = 1;
  Padding padding = Padding::kSame;
};

// A block adds a small share of its branches' mix to its input.
struct ResidualBlock {
  std::string name;
  std::vector<std::vector<Convolution>> branches;
  double scale;
  bool activated = true;
};

const std::vector<std::vector<Convolution>> kBlock35{
    {{32, {1, 1}}}, {{32, {1, 1}}, {32, {3, 3}}}, {{32, {1, 1}}, {48, {3, 3}}, {64, {3, 3}}}};
const std::vector<std::vector<Convolution>> kBlock17{{{192, {1, 1}}},
                                                     {{128, {1, 1}}, {160, {1, 7}}, {192, {7, 1}}}};
const std::vector<std::vector<Convolution>> kBlock8{{{192, {1, 1}}},
                                                    {{192, {1, 1}}, {224, {1, 3}}, {256, {3, 1}}}};

class Builder {
 public:
  explicit Builder(int input_size) : x_(graph_.input("input_layer", {input_size, input_size, 3})) {}

  Graph build(bool include_top) {
    add_stem();
    add_mixed_5b();
    for (int i = 1; i <= 10; ++i) add_residual({"block35_" + std::to_string(i), kBlock35, 0.17});
    add_mixed_6a();
    for (int i = 1; i <= 20; ++i) add_residual({"block17_" + std::to_string(i), kBlock17, 0.1});
    add_mixed_7a();
    for (int i = 1; i <= 9; ++i) add_residual({"block8_" + std::to_string(i), kBlock8, 0.2});
    add_residual({"block8_10", kBlock8, 1.0, false});
    add_head();
    if (include_top) {
      x_ = graph_.add("avg_pool", GlobalAveragePooling2D{}, x_);
      graph_.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x_);
    }
    return std::move(graph_);
  }

 private:
  // Convolution, batch normalisation without gamma, ReLU. Keras numbers all three.
  LayerId add(LayerId x, const Convolution& c) {
    const Conv2D conv{c.filters, c.window, {c.stride, c.stride}, c.padding, false};
    x = graph_.add(graph_.next_name("conv2d"), conv, x);
    x = graph_.add(graph_.next_name("batch_normalization"), BatchNormalization{1e-3, false}, x);
    return relu(graph_.next_name("activation"), x);
  }

  LayerId relu(const std::string& name, LayerId x) {
    return graph_.add(name, Activation{ActivationKind::kRelu}, x);
  }

  LayerId chain(const std::vector<Convolution>& convolutions) {
    LayerId x = x_;
    for (const Convolution& convolution : convolutions) x = add(x, convolution);
    return x;
  }

  LayerId max_pool() {
    return graph_.add(graph_.next_name("max_pooling2d"), MaxPooling2D{{3, 3}, {2, 2}}, x_);
  }

  void add_stem() {
    const Padding valid = Padding::kValid;
    x_ = chain({{32, {3, 3}, 2, valid}, {32, {3, 3}, 1, valid}, {64, {3, 3}}});
    x_ = max_pool();
    x_ = chain({{80, {1, 1}, 1, valid}, {192, {3, 3}, 1, valid}});
    x_ = max_pool();
  }

  void add_mixed_5b() {
    const LayerId single = chain({{96, {1, 1}}});
    const LayerId wide = chain({{48, {1, 1}}, {64, {5, 5}}});
    const LayerId twice = chain({{64, {1, 1}}, {96, {3, 3}}, {96, {3, 3}}});
    const AveragePooling2D pool{{3, 3}, {1, 1}, Padding::kSame};
    const LayerId pooled = graph_.add(graph_.next_name("average_pooling2d"), pool, x_);
    x_ = graph_.add("mixed_5b", Concatenate{}, {single, wide, twice, add(pooled, {64, {1, 1}})});
  }

  void add_mixed_6a() {
    const Padding valid = Padding::kValid;
    const LayerId once = chain({{384, {3, 3}, 2, valid}});
    const LayerId twice = chain({{256, {1, 1}}, {256, {3, 3}}, {384, {3, 3}, 2, valid}});
    x_ = graph_.add("mixed_6a", Concatenate{}, {once, twice, max_pool()});
  }

  void add_mixed_7a() {
    const Padding valid = Padding::kValid;
    const LayerId first = chain({{256, {1, 1}}, {384, {3, 3}, 2, valid}});
    const LayerId second = chain({{256, {1, 1}}, {288, {3, 3}, 2, valid}});
    const LayerId third = chain({{256, {1, 1}}, {288, {3, 3}}, {320, {3, 3}, 2, valid}});
    x_ = graph_.add("mixed_7a", Concatenate{}, {first, second, third, max_pool()});
  }

  void add_residual(const ResidualBlock& block) {
    std::vector<LayerId> branches;
    for (const auto& branch : block.branches) branches.push_back(chain(branch));
    const LayerId mixed = graph_.add(block.name + "_mixed", Concatenate{}, std::move(branches));
    const int64_t channels = graph_.layer(x_).output[2];
    const Conv2D up{channels, {1, 1}, {1, 1}, Padding::kSame};
    const LayerId residual = graph_.add(block.name + "_conv", up, mixed);
    x_ = graph_.add(graph_.next_name("custom_scale_layer"), CustomScaleLayer{block.scale},
                    {x_, residual});
    if (block.activated) x_ = relu(block.name + "_ac", x_);
  }

  void add_head() {
    x_ = graph_.add("conv_7b", Conv2D{1536, {1, 1}, {1, 1}, Padding::kSame, false}, x_);
    x_ = graph_.add("conv_7b_bn", BatchNormalization{1e-3, false}, x_);
    x_ = relu("conv_7b_ac", x_);
  }

  Graph graph_;
  LayerId x_;
};

}  // namespace

Graph build_inception_resnet_v2(const Backbone&, const BackboneOptions& options) {
  return Builder(options.input_size).build(options.include_top);
}

}  // namespace myolens
