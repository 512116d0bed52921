#include "myolens/weights/keras_archive.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/weights/hdf5_builder.h"
#include "tests/unit/weights/packed_files.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kConfig =
    R"({"class_name":"Functional","config":{"name":"m","layers":[
      {"class_name":"Conv2D","config":{"name":"first"}},
      {"class_name":"Conv2D","config":{"name":"second"}}]}})";

std::string weights_of_two_layers(const TemporaryFolder& folder) {
  {
    Hdf5Builder file(folder / "w.h5");
    file.floats("layers/conv2d/vars/0", {1}, {1});
    file.floats("layers/conv2d_1/vars/0", {1}, {2});
  }
  return read_text_file(folder / "w.h5");
}

TEST(KerasArchive, TakesNamesFromTheConfigurationAndValuesFromTheWeights) {
  const TemporaryFolder folder;
  write_zip(folder / "a.keras", {{"metadata.json", "{}"},
                                 {"config.json", kConfig},
                                 {"model.weights.h5", weights_of_two_layers(folder)}});
  const WeightFile file = read_weight_file(folder / "a.keras");
  EXPECT_EQ(file.format, WeightFormat::kKerasArchive);
  EXPECT_EQ(file.origin, (folder / "a.keras").string());
  ASSERT_EQ(file.layers.size(), 2U);
  EXPECT_EQ(file.layers[0].name, "first");
  EXPECT_EQ(file.layers[1].name, "second");
  EXPECT_THAT(file.layers[1].variables[0].tensor.values, ElementsAre(2));
}

TEST(KerasArchive, LeavesNoTemporaryFile) {
  const TemporaryFolder folder;
  write_zip(folder / "a.keras",
            {{"config.json", kConfig}, {"model.weights.h5", weights_of_two_layers(folder)}});
  const auto count = [] {
    size_t files = 0;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
      files += entry.path().filename().string().starts_with("myolens-");
    return files;
  };
  const size_t before = count();
  read_keras_archive(folder / "a.keras");
  EXPECT_EQ(count(), before);
}

TEST(KerasArchive, RefusesAZipBomb) {
  const TemporaryFolder folder;
  write_zip(folder / "a.keras",
            {{"config.json", kConfig}, {"model.weights.h5", std::string(size_t{64} << 20, '\0')}});
  EXPECT_THAT([&] { read_keras_archive(folder / "a.keras"); },
              FailsWith(ErrorCode::kLimitExceeded,
                        AllOf(HasSubstr("a.keras"), HasSubstr("100 times its size"))));
}

TEST(KerasArchive, SaysWhichPartIsMissingOrDamaged) {
  const TemporaryFolder folder;
  const std::string weights = weights_of_two_layers(folder);
  const auto fails = [&](const std::vector<PackedFile>& files, const std::string& what) {
    write_zip(folder / "a.keras", files);
    EXPECT_THAT([&] { read_keras_archive(folder / "a.keras"); },
                FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("a.keras"), HasSubstr(what))));
  };
  fails({{"config.json", kConfig}}, "lacks config.json or model.weights.h5");
  fails({{"model.weights.h5", weights}}, "lacks config.json or model.weights.h5");
  fails({{"config.json", "{"}, {"model.weights.h5", weights}}, "damaged model configuration");
  fails({{"config.json", R"({"config":{"layers":[{"config":7}]}})"}, {"model.weights.h5", weights}},
        "damaged model configuration");
  fails({{"config.json", kConfig}, {"model.weights.h5", weights.substr(0, weights.size() / 2)}},
        "damaged HDF5 file");
  fails({{"config.json", kConfig}, {"model.weights.json", "{}"}}, "spread over several files");
}

TEST(KerasArchive, RefusesAnArchiveCutOffAtAnyLength) {
  const TemporaryFolder folder;
  write_zip(folder / "a.keras",
            {{"config.json", kConfig}, {"model.weights.h5", weights_of_two_layers(folder)}});
  const std::string bytes = read_text_file(folder / "a.keras");
  for (size_t length = 4; length < bytes.size(); length += 101) {
    const fs::path cut = folder.write("cut.keras", bytes.substr(0, length));
    try {
      read_keras_archive(cut);  // the directory at the end repeats what was read already
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kBadFormat) << error.what();
    }
  }
}

}  // namespace
}  // namespace myolens
