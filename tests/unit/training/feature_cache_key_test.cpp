#include "myolens/training/feature_cache_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reference_fill.h"
#include "tests/support/small_network.h"

namespace myolens {
namespace {

using testing::HasSubstr;
using testing::Not;

class FeatureKeyTest : public testing::Test {
 protected:
  FeatureKeyTest() {
    bundle_.input_size = kSide;
    bundle_.weights = filled_weights(network_, {1, 3});
  }

  std::string identity(const std::vector<std::string>& layers = {"top_conv"}) const {
    return identity_in(network_, layers);
  }
  std::string identity_in(const Graph& graph, const std::vector<std::string>& layers) const {
    std::vector<LayerId> ids;
    for (const std::string& layer : layers) ids.push_back(graph.find(layer));
    return feature_identity(bundle_, graph, ids, {}, {.threads = 2});
  }

  void change(const std::string& layer, const std::string& variable) {
    const Tensor& tensor = bundle_.weights.at(layer, variable);
    std::vector<float> values(tensor.values.begin(), tensor.values.end());
    values.back() += 1;
    bundle_.weights.set(layer, variable, make_tensor(tensor.shape, std::move(values)));
  }

  static constexpr int kSide = 33;
  const Graph network_ = small_network(kSide);
  ModelBundle bundle_;
};

TEST_F(FeatureKeyTest, IsTheSameForTheSame) { EXPECT_EQ(identity(), identity()); }

TEST_F(FeatureKeyTest, ChangesWithWhatTheValuesDependOn) {
  const std::string before = identity();
  EXPECT_NE(identity({"add"}), before);
  EXPECT_NE(identity({"add", "top_conv"}), before);
  bundle_.preprocessing = Preprocessing::kTorch;
  EXPECT_NE(identity(), before);
  bundle_.preprocessing = ModelBundle().preprocessing;
  bundle_.input_size = kSide + 1;
  EXPECT_NE(identity(), before);
  bundle_.input_size = kSide;
  EXPECT_EQ(identity(), before);
  change("top_conv", "bias");
  EXPECT_NE(identity(), before);
}

TEST_F(FeatureKeyTest, ChangesWithTheWay) {
  const std::vector<LayerId> layers{network_.find("gap")};
  const auto by_way_of = [&](const std::vector<LayerId>& way) {
    return feature_identity(bundle_, network_, layers, way, {.threads = 2});
  };
  EXPECT_NE(by_way_of({network_.find("add")}), by_way_of({}));
  EXPECT_NE(by_way_of({network_.find("add")}), by_way_of({network_.find("pool")}));
}

TEST_F(FeatureKeyTest, IsBlindToWhatLiesAbove) {
  const std::string before = identity();
  change("top_bn", "moving_mean");
  change("hidden", "kernel");
  EXPECT_EQ(identity(), before);
}

// One setting of one layer each.
TEST_F(FeatureKeyTest, ChangesWithTheSettingsOfALayer) {
  const auto with = [&](const Operation& first, const Operation& second) {
    Graph graph;
    const LayerId input = graph.input("input_layer", {kSide, kSide, 3});
    graph.add("second", second, graph.add("first", first, input));
    return identity_in(graph, {"second"});
  };
  const Operation pad = ZeroPadding2D{1, 2, 3, 0};
  const Operation pool = MaxPooling2D{{3, 2}, {2, 2}};
  const std::string before = with(pad, pool);
  EXPECT_EQ(with(pad, pool), before);
  EXPECT_NE(with(ZeroPadding2D{2, 1, 3, 0}, pool), before);
  EXPECT_NE(with(pad, MaxPooling2D{{2, 3}, {2, 2}}), before);
  EXPECT_NE(with(pad, MaxPooling2D{{3, 2}, {2, 2}, Padding::kSame}), before);
  EXPECT_NE(with(pad, AveragePooling2D{{3, 2}, {2, 2}}), before);
  EXPECT_NE(with(Rescaling{{0.5}}, pool), with(Rescaling{{0.25}}, pool));
  EXPECT_NE(with(ReLU{0}, pool), with(ReLU{6}, pool));
}

TEST_F(FeatureKeyTest, NamesEngineProgramAndLayersForAReader) {
  EXPECT_THAT(identity(), HasSubstr("program " MYOLENS_VERSION));
  EXPECT_THAT(identity(), HasSubstr("OpenVINO"));
  EXPECT_THAT(identity(), HasSubstr("right_conv Conv2D 12 3x5 1x1 same yes relu < right_pool"));
  EXPECT_THAT(identity(), Not(HasSubstr("hidden")));
}

}  // namespace
}  // namespace myolens
