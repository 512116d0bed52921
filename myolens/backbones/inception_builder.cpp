#include "myolens/backbones/inception_builder.h"

namespace myolens {

InceptionBuilder::InceptionBuilder(int input_size)
    : x_(graph_.input("input_layer", {input_size, input_size, 3})) {}

LayerId InceptionBuilder::relu(const std::string& name, LayerId x) {
  return graph_.add(name, Activation{ActivationKind::kRelu}, x);
}

LayerId InceptionBuilder::chain(LayerId x, const std::vector<InceptionConvolution>& convolutions) {
  for (const InceptionConvolution& c : convolutions) {
    const Conv2D conv{c.filters, c.window, {c.stride, c.stride}, c.padding, false};
    x = graph_.add(graph_.next_name("conv2d"), conv, x);
    x = graph_.add(graph_.next_name("batch_normalization"), BatchNormalization{1e-3, false}, x);
    x = relu(graph_.next_name("activation"), x);
  }
  return x;
}

LayerId InceptionBuilder::max_pool(LayerId x) {
  return graph_.add(graph_.next_name("max_pooling2d"), MaxPooling2D{{3, 3}, {2, 2}}, x);
}

LayerId InceptionBuilder::pooled_branch(LayerId x, int64_t filters) {
  const AveragePooling2D pool{{3, 3}, {1, 1}, Padding::kSame};
  return chain(graph_.add(graph_.next_name("average_pooling2d"), pool, x), {{filters, {1, 1}}});
}

LayerId InceptionBuilder::join(const std::string& name, std::vector<LayerId> branches) {
  return graph_.add(name, Concatenate{}, std::move(branches));
}

void InceptionBuilder::add_stem() {
  const Padding valid = Padding::kValid;
  x_ = chain(x_, {{32, {3, 3}, 2, valid}, {32, {3, 3}, 1, valid}, {64, {3, 3}}});
  x_ = max_pool(x_);
  x_ = chain(x_, {{80, {1, 1}, 1, valid}, {192, {3, 3}, 1, valid}});
  x_ = max_pool(x_);
}

void InceptionBuilder::add_top() {
  x_ = graph_.add("avg_pool", GlobalAveragePooling2D{}, x_);
  x_ = graph_.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x_);
}

}  // namespace myolens
