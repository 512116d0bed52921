#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/weights/weight_file.h"
#include "tests/program/running_program.h"
#include "tests/support/small_bundle.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A run folder with a model that was never trained.
class Export : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    models_ = std::make_unique<TemporaryFolder>();
    write_bundle(small_bundle(), bundle());
  }
  static void TearDownTestSuite() { models_.reset(); }

  static fs::path run_folder() { return *models_ / "run"; }
  static fs::path bundle() { return run_folder() / "bundle"; }
  fs::path onnx() const { return folder_ / "model.onnx"; }

  static inline std::unique_ptr<TemporaryFolder> models_;
  TemporaryFolder folder_;
};

TEST_F(Export, WritesAnOnnxFileOfARunOrItsBundle) {
  const RunResult plain = run_myolens({"export", run_folder(), "--onnx", onnx()});
  EXPECT_EQ(plain.exit_code, 0) << plain.err;
  EXPECT_THAT(plain.out, AllOf(HasSubstr("N x 64 x 64 x 3"), HasSubstr("CAD, non-CAD"),
                               HasSubstr("synthetic patients"), HasSubstr("Research use only")));
  EXPECT_EQ(read_weight_file(onnx()).format, WeightFormat::kOnnx);

  const fs::path second = folder_ / "second.onnx";
  const auto json =
      nlohmann::json::parse(run_myolens({"export", bundle(), "--onnx", second, "--json"}).out);
  EXPECT_EQ(json.at("onnx"), second.string());
  EXPECT_EQ(json.at("bytes"), fs::file_size(second));
  EXPECT_EQ(json.at("input"), "maps");
  EXPECT_EQ(json.at("output"), "probabilities");
  EXPECT_EQ(json.at("positive_label"), "CAD");
  EXPECT_EQ(read_file(second), read_file(onnx()));
}

TEST_F(Export, OverwritesNothing) {
  folder_.write("model.onnx", "mine");
  const RunResult result = run_myolens({"export", run_folder(), "--onnx", onnx()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr(onnx().string()), HasSubstr("never overwritten")));
  EXPECT_EQ(read_text_file(onnx()), "mine");
}

TEST_F(Export, MustBeToldWhereTo) {
  const RunResult result = run_myolens({"export", run_folder()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--onnx is required"));
}

TEST_F(Export, NeedsASoundModel) {
  const RunResult none = run_myolens({"export", folder_.path(), "--onnx", onnx()});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("no trained model"));

  const fs::path copy = folder_ / "copy";
  fs::copy(bundle(), copy);
  write_file(copy / "bundle.json", read_text_file(copy / "bundle.json") + " ");
  const RunResult changed = run_myolens({"export", copy, "--onnx", onnx()});
  EXPECT_EQ(changed.exit_code, 3);
  EXPECT_THAT(changed.err, HasSubstr("SHA-256"));
  EXPECT_FALSE(fs::exists(onnx()));
}

TEST_F(Export, LeavesNothingOnAFullDisk) {
  const fs::path inner = folder_ / "inner";
  const RunResult result = run_myolens({"export", run_folder(), "--onnx", inner / "model.onnx"},
                                       {.file_size_limit_bytes = size_t{1} << 20});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("model.onnx"));
  EXPECT_TRUE(fs::is_empty(inner));
}

}  // namespace
}  // namespace myolens
