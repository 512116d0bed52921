#include "myolens/backbones/inception_resnet_v2.h"

#include "myolens/backbones/inception_builder.h"

namespace myolens {
namespace {

// A block adds a small share of its branches' mix to its input.
struct ResidualBlock {
  std::string name;
  std::vector<std::vector<InceptionConvolution>> branches;
  double scale;
  bool activated = true;
};

const std::vector<std::vector<InceptionConvolution>> kBlock35{
    {{32, {1, 1}}}, {{32, {1, 1}}, {32, {3, 3}}}, {{32, {1, 1}}, {48, {3, 3}}, {64, {3, 3}}}};
const std::vector<std::vector<InceptionConvolution>> kBlock17{
    {{192, {1, 1}}}, {{128, {1, 1}}, {160, {1, 7}}, {192, {7, 1}}}};
const std::vector<std::vector<InceptionConvolution>> kBlock8{
    {{192, {1, 1}}}, {{192, {1, 1}}, {224, {1, 3}}, {256, {3, 1}}}};

class Builder : public InceptionBuilder {
 public:
  using InceptionBuilder::InceptionBuilder;

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
    if (include_top) add_top();
    return std::move(graph_);
  }

 private:
  void add_mixed_5b() {
    const LayerId single = chain(x_, {{96, {1, 1}}});
    const LayerId wide = chain(x_, {{48, {1, 1}}, {64, {5, 5}}});
    const LayerId twice = chain(x_, {{64, {1, 1}}, {96, {3, 3}}, {96, {3, 3}}});
    x_ = join("mixed_5b", {single, wide, twice, pooled_branch(x_, 64)});
  }

  void add_mixed_6a() {
    const Padding valid = Padding::kValid;
    const LayerId once = chain(x_, {{384, {3, 3}, 2, valid}});
    const LayerId twice = chain(x_, {{256, {1, 1}}, {256, {3, 3}}, {384, {3, 3}, 2, valid}});
    x_ = join("mixed_6a", {once, twice, max_pool(x_)});
  }

  void add_mixed_7a() {
    const Padding valid = Padding::kValid;
    const LayerId first = chain(x_, {{256, {1, 1}}, {384, {3, 3}, 2, valid}});
    const LayerId second = chain(x_, {{256, {1, 1}}, {288, {3, 3}, 2, valid}});
    const LayerId third = chain(x_, {{256, {1, 1}}, {288, {3, 3}}, {320, {3, 3}, 2, valid}});
    x_ = join("mixed_7a", {first, second, third, max_pool(x_)});
  }

  void add_residual(const ResidualBlock& block) {
    std::vector<LayerId> branches;
    for (const auto& branch : block.branches) branches.push_back(chain(x_, branch));
    const LayerId mixed = join(block.name + "_mixed", std::move(branches));
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
};

}  // namespace

Graph build_inception_resnet_v2(const Backbone&, const BackboneOptions& options) {
  return Builder(options.input_size).build(options.include_top);
}

}  // namespace myolens
