#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "myolens/weights/safetensors.h"
#include "tests/program/running_program.h"
#include "tests/support/environment.h"
#include "tests/support/source_folder.h"

namespace myolens {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The user's cache is a folder of the test, and every network is away: proxies that nobody runs.
class WeightsCommand : public testing::Test {
 protected:
  std::string own_weights(const std::string& backbone) const {
    const Backbone& network = find_backbone(backbone);
    const auto file = folder_ / (backbone + ".safetensors");
    write_safetensors(
        file, initial_weights(build_backbone(network, {.input_size = network.input_size}), 1), {});
    return file;
  }
  json as_json(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    return json::parse(run_myolens(arguments).out);
  }

  TemporaryFolder folder_;
  Environment cache_{"XDG_CACHE_HOME", folder_.path().c_str()};
  Environment proxy_{"https_proxy", "http://127.0.0.1:1"};
  Environment mirror_{"MYOLENS_WEIGHTS_MIRROR", ""};
};

TEST_F(WeightsCommand, ImportsListsAndVerifiesWeightsOfTheUser) {
  const RunResult imported = run_myolens(
      {"weights", "import", own_weights("mobilenet"), "--backbone", "mobilenet", "--name", "mine"});
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, AllOf(HasSubstr("the user's own data"), HasSubstr("Research use")));
  const RunResult listed = run_myolens({"weights", "list"});
  EXPECT_THAT(listed.out, AllOf(HasSubstr("mine"), HasSubstr("the user's own data"),
                                Not(HasSubstr("pre-trained")), Not(HasSubstr("ImageNet "))));
  const json list = as_json({"weights", "list"});
  EXPECT_EQ(list.at("weights").at(0).at("trained_on"), "user");
  EXPECT_EQ(list.at("weights").at(0).at("has_top"), false);
  EXPECT_EQ(run_myolens({"weights", "verify"}).exit_code, 0);
}

TEST_F(WeightsCommand, NeverCallsRandomWeightsTrained) {
  const RunResult imported = run_myolens({"weights", "import", own_weights("mobilenet"),
                                          "--backbone", "mobilenet", "--trained-on", "random"});
  EXPECT_THAT(imported.out, HasSubstr("trained on  nothing: random values"));
  EXPECT_THAT(run_myolens({"backbones"}).out, HasSubstr("random"));
}

TEST_F(WeightsCommand, ShowsDamagedEntriesAndGoesOn) {
  run_myolens({"weights", "import", own_weights("mobilenet"), "--backbone", "mobilenet"});
  folder_.write("myolens/weights/broken/entry.json", "{");
  const RunResult listed = run_myolens({"weights", "list"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.out, AllOf(HasSubstr("mobilenet"), HasSubstr("broken: ")));
  const RunResult verified = run_myolens({"weights", "verify"});
  EXPECT_EQ(verified.exit_code, 3);
  EXPECT_THAT(verified.out,
              AllOf(HasSubstr("broken: FAILED"), HasSubstr("mobilenet: SHA-256 as it should be")));
  EXPECT_EQ(run_myolens({"backbones"}).exit_code, 0);
}

TEST_F(WeightsCommand, SaysOfflineWhichFileToPutWhere) {
  const RunResult result = run_myolens({"weights", "fetch", "densenet121"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(
      result.err,
      AllOf(HasSubstr("https://storage.googleapis.com/tensorflow/keras-applications/densenet/"),
            HasSubstr((folder_ / "myolens/downloads/"
                                 "densenet121_weights_tf_dim_ordering_tf_kernels.h5")
                          .string())));
}

TEST_F(WeightsCommand, FetchesFromAMirrorNamedByTheEnvironment) {
  const Environment mirror("MYOLENS_WEIGHTS_MIRROR", (folder_ / "mirror").c_str());
  const std::string file = "mobilenet_1_0_224_tf_no_top.h5";
  const RunResult missing = run_myolens({"weights", "fetch", "mobilenet", "--no-top"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("mirror"), HasSubstr(file)));
  std::filesystem::create_directories(folder_ / "mirror");
  std::filesystem::rename(own_weights("mobilenet"), folder_ / "mirror" / file);
  const RunResult found = run_myolens({"weights", "fetch", "mobilenet", "--no-top"});
  EXPECT_EQ(found.exit_code, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("no checksum"));

  const Environment no_mirror("MYOLENS_WEIGHTS_MIRROR", "");
  const std::string settings =
      folder_.write("settings.toml", "mirror = \"" + (folder_ / "mirror").string() + "\"\n");
  EXPECT_EQ(
      run_myolens({"weights", "fetch", "mobilenet", "--no-top", "--replace", "--config", settings})
          .exit_code,
      0);
}

struct Refused {
  std::vector<std::string> arguments;
  int exit_code;
  std::string message;
};

TEST_F(WeightsCommand, RefusesWithAHint) {
  const std::string page = folder_.write("page.h5", "<html><body>Not found</body></html>");
  const std::string own = own_weights("mobilenet");
  const std::vector<Refused> cases{
      {{"weights", "improt", "x"}, 2, "unknown action \"improt\" (did you mean \"import\"?)"},
      {{"weights", "fetch", "resnet5"}, 2, "(did you mean \"resnet50\"?)"},
      {{"weights", "fetch", "efficientnet-lite0", "--official"}, 2, "Keras publishes no weights"},
      {{"weights", "import", page, "--backbone", "vgg16"}, 3, page},
      {{"weights", "import", "/nowhere.h5", "--backbone", "vgg16"}, 3, "/nowhere.h5"},
      {{"weights", "import", own, "--backbone", "vgg16"}, 3, own},
      {{"weights", "import", own, "--backbone", "mobilenet", "--name", "random"}, 2, "cannot name"},
      {{"weights", "import", own, "--backbone", "mobilenet", "--trained-on", "imagent"},
       2,
       "(did you mean \"imagenet\"?)"},
      {{"weights", "verify", "vgg16"}, 3, "myolens weights fetch vgg16"},
      {{"backbones", "vgg17"}, 2, "(did you mean \"vgg1"},
      {{"backbones", "vgg16", "--input-size", "16"}, 2, "at least 32 pixels"},
  };
  for (const Refused& c : cases) {
    const RunResult result = run_myolens(c.arguments);
    EXPECT_EQ(result.exit_code, c.exit_code) << testing::PrintToString(c.arguments);
    EXPECT_THAT(result.err, HasSubstr(c.message));
  }
  EXPECT_TRUE(as_json({"weights", "list"}).at("weights").empty());
}

TEST_F(WeightsCommand, ProbesOnlyWeightsWithTheTop) {
  run_myolens({"weights", "import", own_weights("mobilenet"), "--backbone", "mobilenet"});
  const RunResult result = run_myolens(
      {"weights", "probe", "mobilenet", (source_folder() / "docs/images/original.png").string()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("no ImageNet top"));
}

// paper.md: fine-tuning trains fewer than a third of layers and of parameters.
TEST_F(WeightsCommand, ShowsABackboneLayerByLayerWithItsCut) {
  const json shown = as_json({"backbones", "vgg16"});
  EXPECT_EQ(shown.at("parameters"), 14714688);  // keras.applications.VGG16
  EXPECT_EQ(shown.at("layers"), 19);
  EXPECT_EQ(shown.at("layer_list").size(), 19U);
  EXPECT_EQ(shown.at("layer_list").at(1).at("output"), json({224, 224, 64}));
  EXPECT_LT(3 * shown.at("fine_tuning").at("layers").get<int>(), 19);
  EXPECT_LT(3 * shown.at("fine_tuning").at("parameters").get<int64_t>(), 14714688);
  const json all = as_json({"backbones"});
  EXPECT_EQ(all.at("backbones").size(), 27U);
  EXPECT_EQ(all.at("notice"), "Research use only, not a medical device.");
}

TEST_F(WeightsCommand, ListsBackbonesWithoutAHome) {
  const Environment no_cache("XDG_CACHE_HOME", "");
  const Environment no_home("HOME", "");
  EXPECT_EQ(run_myolens({"backbones"}).exit_code, 0);
  const RunResult result = run_myolens({"weights", "list"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("HOME"));
}

}  // namespace
}  // namespace myolens
