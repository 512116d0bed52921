#include "myolens/backbones/inception_v3.h"

namespace myolens {
namespace {

// Convolution, batch normalisation without gamma, ReLU. Keras numbers all three.
struct Convolution {
  int64_t filters;
  Extent window;
  int64_t stride = 1;
  Padding padding = Padding::kSame;
};

class Builder {
 public:
  explicit Builder(int input_size) : x_(graph_.input("input_layer", {input_size, input_size, 3})) {}

  Graph build(bool include_top) {
    add_stem();
    add_mixed_5x5(0, 32);
    add_mixed_5x5(1, 64);
    add_mixed_5x5(2, 64);
    add_reduction_3();
    add_mixed_7x7(4, 128);
    add_mixed_7x7(5, 160);
    add_mixed_7x7(6, 160);
    add_mixed_7x7(7, 192);
    add_reduction_8();
    add_mixed_3x3(0);
    add_mixed_3x3(1);
    if (include_top) {
      x_ = graph_.add("avg_pool", GlobalAveragePooling2D{}, x_);
      graph_.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x_);
    }
    return std::move(graph_);
  }

 private:
  LayerId add(LayerId x, const Convolution& c) {
    const Conv2D conv{c.filters, c.window, {c.stride, c.stride}, c.padding, false};
    x = graph_.add(graph_.next_name("conv2d"), conv, x);
    x = graph_.add(graph_.next_name("batch_normalization"), BatchNormalization{1e-3, false}, x);
    return graph_.add(graph_.next_name("activation"), Activation{ActivationKind::kRelu}, x);
  }

  LayerId chain(LayerId x, const std::vector<Convolution>& convolutions) {
    for (const Convolution& convolution : convolutions) x = add(x, convolution);
    return x;
  }

  LayerId max_pool(LayerId x) {
    return graph_.add(graph_.next_name("max_pooling2d"), MaxPooling2D{{3, 3}, {2, 2}}, x);
  }

  LayerId pooled_branch(int64_t filters) {
    const AveragePooling2D pool{{3, 3}, {1, 1}, Padding::kSame};
    return add(graph_.add(graph_.next_name("average_pooling2d"), pool, x_), {filters, {1, 1}});
  }

  LayerId join(const std::string& name, std::vector<LayerId> branches) {
    return graph_.add(name, Concatenate{}, std::move(branches));
  }

  static std::string mixed(int number) { return "mixed" + std::to_string(number); }

  void add_stem() {
    const Padding valid = Padding::kValid;
    x_ = chain(x_, {{32, {3, 3}, 2, valid}, {32, {3, 3}, 1, valid}, {64, {3, 3}}});
    x_ = max_pool(x_);
    x_ = chain(x_, {{80, {1, 1}, 1, valid}, {192, {3, 3}, 1, valid}});
    x_ = max_pool(x_);
  }

  void add_mixed_5x5(int number, int64_t pooled_filters) {
    const LayerId single = add(x_, {64, {1, 1}});
    const LayerId wide = chain(x_, {{48, {1, 1}}, {64, {5, 5}}});
    const LayerId twice = chain(x_, {{64, {1, 1}}, {96, {3, 3}}, {96, {3, 3}}});
    x_ = join(mixed(number), {single, wide, twice, pooled_branch(pooled_filters)});
  }

  void add_reduction_3() {
    const Padding valid = Padding::kValid;
    const LayerId once = add(x_, {384, {3, 3}, 2, valid});
    const LayerId twice = chain(x_, {{64, {1, 1}}, {96, {3, 3}}, {96, {3, 3}, 2, valid}});
    x_ = join(mixed(3), {once, twice, max_pool(x_)});
  }

  void add_mixed_7x7(int number, int64_t width) {
    const LayerId single = add(x_, {192, {1, 1}});
    const LayerId once = chain(x_, {{width, {1, 1}}, {width, {1, 7}}, {192, {7, 1}}});
    const LayerId twice = chain(
        x_, {{width, {1, 1}}, {width, {7, 1}}, {width, {1, 7}}, {width, {7, 1}}, {192, {1, 7}}});
    x_ = join(mixed(number), {single, once, twice, pooled_branch(192)});
  }

  void add_reduction_8() {
    const Padding valid = Padding::kValid;
    const LayerId small = chain(x_, {{192, {1, 1}}, {320, {3, 3}, 2, valid}});
    const LayerId wide =
        chain(x_, {{192, {1, 1}}, {192, {1, 7}}, {192, {7, 1}}, {192, {3, 3}, 2, valid}});
    x_ = join(mixed(8), {small, wide, max_pool(x_)});
  }

  // Both directions of a split 3 x 3 window side by side.
  LayerId split(const std::string& name, LayerId x) {
    const LayerId horizontal = add(x, {384, {1, 3}});
    const LayerId vertical = add(x, {384, {3, 1}});
    return join(name, {horizontal, vertical});
  }

  void add_mixed_3x3(int index) {
    const LayerId single = add(x_, {320, {1, 1}});
    const LayerId once = split("mixed9_" + std::to_string(index), add(x_, {384, {1, 1}}));
    const LayerId narrow = chain(x_, {{448, {1, 1}}, {384, {3, 3}}});
    const LayerId twice = split(graph_.next_name("concatenate"), narrow);
    x_ = join(mixed(9 + index), {single, once, twice, pooled_branch(192)});
  }

  Graph graph_;
  LayerId x_;
};

}  // namespace

Graph build_inception_v3(const Backbone&, const BackboneOptions& options) {
  return Builder(options.input_size).build(options.include_top);
}

}  // namespace myolens
