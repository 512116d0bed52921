#include "myolens/backbones/inception_v3.h"

#include "myolens/backbones/inception_builder.h"

namespace myolens {
namespace {

class Builder : public InceptionBuilder {
 public:
  using InceptionBuilder::InceptionBuilder;

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
    if (include_top) add_top();
    return std::move(graph_);
  }

 private:
  static std::string mixed(int number) { return "mixed" + std::to_string(number); }

  void add_mixed_5x5(int number, int64_t pooled_filters) {
    const LayerId single = chain(x_, {{64, {1, 1}}});
    const LayerId wide = chain(x_, {{48, {1, 1}}, {64, {5, 5}}});
    const LayerId twice = chain(x_, {{64, {1, 1}}, {96, {3, 3}}, {96, {3, 3}}});
    x_ = join(mixed(number), {single, wide, twice, pooled_branch(x_, pooled_filters)});
  }

  void add_reduction_3() {
    const Padding valid = Padding::kValid;
    const LayerId once = chain(x_, {{384, {3, 3}, 2, valid}});
    const LayerId twice = chain(x_, {{64, {1, 1}}, {96, {3, 3}}, {96, {3, 3}, 2, valid}});
    x_ = join(mixed(3), {once, twice, max_pool(x_)});
  }

  void add_mixed_7x7(int number, int64_t width) {
    const LayerId single = chain(x_, {{192, {1, 1}}});
    const LayerId once = chain(x_, {{width, {1, 1}}, {width, {1, 7}}, {192, {7, 1}}});
    const LayerId twice = chain(
        x_, {{width, {1, 1}}, {width, {7, 1}}, {width, {1, 7}}, {width, {7, 1}}, {192, {1, 7}}});
    x_ = join(mixed(number), {single, once, twice, pooled_branch(x_, 192)});
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
    const LayerId horizontal = chain(x, {{384, {1, 3}}});
    const LayerId vertical = chain(x, {{384, {3, 1}}});
    return join(name, {horizontal, vertical});
  }

  void add_mixed_3x3(int index) {
    const LayerId single = chain(x_, {{320, {1, 1}}});
    const LayerId once = split("mixed9_" + std::to_string(index), chain(x_, {{384, {1, 1}}}));
    const LayerId narrow = chain(x_, {{448, {1, 1}}, {384, {3, 3}}});
    const LayerId twice = split(graph_.next_name("concatenate"), narrow);
    x_ = join(mixed(9 + index), {single, once, twice, pooled_branch(x_, 192)});
  }
};

}  // namespace

Graph build_inception_v3(const Backbone&, const BackboneOptions& options) {
  return Builder(options.input_size).build(options.include_top);
}

}  // namespace myolens
