#include "myolens/weights/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"
#include "tests/support/environment.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

WeightSet weights_of(float first) {
  WeightSet weights;
  weights.set("conv", "kernel", make_tensor({1, 1, 3, 1}, {first, 2, 3}));
  weights.set("conv", "bias", make_tensor({1}, {4}));
  return weights;
}

StoreEntry full_entry(const std::string& name) {
  StoreEntry entry;
  entry.name = name;
  entry.backbone = "tiny";
  entry.origin = "npm tiny@1.0.0";
  entry.origin_sha256 = "ab";
  entry.origin_md5 = "cd";
  entry.licence = "MIT";
  entry.provenance = Provenance::kRandom;
  entry.format = "TF.js layers";
  entry.fitted = "by order";
  entry.has_top = true;
  entry.class_list = "ImageNet-1k";
  entry.imagenet_rescaling = true;
  entry.preprocessing = "raw";
  entry.input_size = 97;
  entry.warnings = {"one", "two"};
  entry.note = "made in a test";
  return entry;
}

class WeightStoreTest : public testing::Test {
 protected:
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
  fs::path weights_file_ = folder_ / "weights/tiny/weights.safetensors";
  fs::path entry_file_ = folder_ / "weights/tiny/entry.json";
};

TEST_F(WeightStoreTest, GivesBackWhatWasWritten) {
  const StoreEntry written = store_.write(full_entry("tiny"), weights_of(1));
  EXPECT_EQ(written.sha256, sha256_hex_of_file(weights_file_));
  EXPECT_EQ(written.bytes, fs::file_size(weights_file_));
  EXPECT_THAT(files(), ElementsAre("weights/tiny/entry.json", "weights/tiny/weights.safetensors"));

  const StoreEntry read = store_.require("tiny");
  EXPECT_EQ(read.name, "tiny");
  EXPECT_EQ(read.backbone, "tiny");
  EXPECT_EQ(read.origin, "npm tiny@1.0.0");
  EXPECT_EQ(read.origin_sha256, "ab");
  EXPECT_EQ(read.origin_md5, "cd");
  EXPECT_EQ(read.licence, "MIT");
  EXPECT_EQ(read.provenance, Provenance::kRandom);
  EXPECT_EQ(read.format, "TF.js layers");
  EXPECT_EQ(read.fitted, "by order");
  EXPECT_TRUE(read.has_top);
  EXPECT_EQ(read.class_list, "ImageNet-1k");
  EXPECT_TRUE(read.imagenet_rescaling);
  EXPECT_EQ(read.preprocessing, "raw");
  EXPECT_EQ(read.input_size, 97);
  EXPECT_THAT(read.warnings, ElementsAre("one", "two"));
  EXPECT_EQ(read.note, "made in a test");
  EXPECT_EQ(read.sha256, written.sha256);
  EXPECT_THAT(store_.load("tiny").at("conv", "kernel").values, ElementsAre(1, 2, 3));
}

TEST_F(WeightStoreTest, KeepsSeveralEntriesAndReplacesOneAsAWhole) {
  store_.write(full_entry("tiny"), weights_of(1));
  store_.write(full_entry("another"), weights_of(7));
  EXPECT_THAT(store_.names(), ElementsAre("another", "tiny"));
  const WeightSet mapped = store_.load("tiny");
  store_.write(full_entry("tiny"), weights_of(5));
  EXPECT_THAT(store_.load("tiny").at("conv", "kernel").values, ElementsAre(5, 2, 3));
  EXPECT_THAT(mapped.at("conv", "kernel").values, ElementsAre(1, 2, 3));
  EXPECT_EQ(files().size(), 4U);
}

TEST_F(WeightStoreTest, TakesNoNameThatLeavesItsFolderOrMeansSomethingElse) {
  for (const char* name :
       {"", ".", "..", ".hidden", "../x", "a/b", "Upper", "a b", "imagenet", "random"}) {
    EXPECT_THAT([&] { store_.write(full_entry(name), weights_of(1)); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("cannot name weights")))
        << name;
    EXPECT_THAT([&] { store_.find(name); }, FailsWith(ErrorCode::kInvalidArgument, _)) << name;
  }
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(WeightStoreTest, VerifyFindsAFlippedByte) {
  store_.write(full_entry("tiny"), weights_of(1));
  EXPECT_NO_THROW(store_.verify("tiny"));
  flip_a_byte(weights_file_);
  EXPECT_NO_THROW(store_.verify_size("tiny"));
  EXPECT_THAT([&] { store_.verify("tiny"); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("SHA-256")));
}

TEST_F(WeightStoreTest, LoadFindsAShorterFile) {
  store_.write(full_entry("tiny"), weights_of(1));
  fs::resize_file(weights_file_, fs::file_size(weights_file_) - 4);
  EXPECT_THAT([&] { store_.load("tiny"); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("bytes")));
  fs::remove(weights_file_);
  EXPECT_THAT([&] { store_.load("tiny"); }, FailsWith(ErrorCode::kChecksumMismatch, _));
}

TEST_F(WeightStoreTest, SaysThatAnEntryIsDamaged) {
  store_.write(full_entry("tiny"), weights_of(1));
  const std::string sound = read_text_file(entry_file_);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = sound;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string(R"({"backbone":"tiny"})"),
        with("\"random\"", "\"pretrained\""), with("97", "\"97\""),
        with("\"name\": \"tiny\"", "\"name\": \"other\""),
        with("\"format_version\": 2", "\"format_version\": 3")}) {
    write_file(entry_file_, text);
    EXPECT_THAT(
        [&] { store_.find("tiny"); },
        FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("entry.json"), HasSubstr("fetch"))))
        << text;
  }
  EXPECT_THAT(store_.names(), ElementsAre("tiny"));
}

// The first version wrote ResNet50 only, which is fetched again in a moment.
TEST_F(WeightStoreTest, CountsAnEntryOfAnEarlierVersionAsMissing) {
  write_file(entry_file_, std::string_view(R"({"backbone":"tiny","bytes":3,"licence":"MIT",
    "note":"","origin":"npm tiny@1","origin_sha256":"ab","sha256":"cd","trained_on":"ImageNet"})"));
  EXPECT_FALSE(store_.find("tiny"));
  EXPECT_THAT([&] { store_.verify_size("tiny"); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("earlier version")));
  store_.write(full_entry("tiny"), weights_of(1));
  EXPECT_TRUE(store_.find("tiny"));
}

TEST_F(WeightStoreTest, NamesTheCommandThatFetchesWhatItLacks) {
  EXPECT_FALSE(store_.find("tiny"));
  EXPECT_THAT(store_.names(), IsEmpty());
  EXPECT_THAT([&] { store_.load("resnet50"); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("myolens weights fetch resnet50")));
  store_.write(full_entry("tiny"), weights_of(1));
  EXPECT_THAT([&] { store_.verify("tyny"); },
              FailsWith(ErrorCode::kNotFound, AllOf(HasSubstr("(did you mean \"tiny\"?)"),
                                                    HasSubstr("myolens weights list"))));
}

TEST(Provenances, HaveNames) {
  for (const auto provenance : {Provenance::kImageNet, Provenance::kRandom, Provenance::kUser})
    EXPECT_EQ(find_provenance(name_of(provenance)), provenance);
  EXPECT_THAT([] { find_provenance("imagnet"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"imagenet\"")));
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
