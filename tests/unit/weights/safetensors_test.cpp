#include "myolens/weights/safetensors.h"

#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <utility>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::_;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::Pair;

std::string length_bytes(uint64_t length) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes;
}

// A file with the given table, padded with spaces as the format wants it, and `data_bytes` of
// zeros.
std::string file_with(std::string table, size_t data_bytes) {
  table.resize((table.size() + 7) / 8 * 8, ' ');
  return length_bytes(table.size()) + table + std::string(data_bytes, '\0');
}

std::string tensor(const std::string& shape, const std::string& offsets,
                   const std::string& dtype = "F32") {
  return R"({"dtype":")" + dtype + R"(","shape":[)" + shape + R"(],"data_offsets":[)" + offsets +
         "]}";
}

TEST(Safetensors, ComeBackBitForBit) {
  const TemporaryFolder folder;
  WeightSet weights;
  const float odd = std::numeric_limits<float>::denorm_min();
  weights.set("conv/kernel", make_tensor({1, 2, 3, 1}, {1.5f, -0.0f, odd, 3e38f, -7, 0.1f}));
  weights.set("conv/bias", make_tensor({1}, {42}));
  weights.set("none/bias", make_tensor({0}, {}));
  write_safetensors(folder / "a.safetensors", weights, {{"origin", "a test"}});

  const SafetensorsFile file = read_safetensors(folder / "a.safetensors");
  EXPECT_THAT(file.metadata, ElementsAre(Pair("origin", "a test")));
  ASSERT_EQ(file.weights.tensors().size(), 3U);
  for (const auto& [key, expected] : weights.tensors()) {
    const Tensor& found = file.weights.tensors().at(key);
    EXPECT_EQ(found.shape, expected.shape);
    ASSERT_EQ(found.values.size(), expected.values.size());
    EXPECT_TRUE(found.values.empty() || std::memcmp(found.values.data(), expected.values.data(),
                                                    expected.values.size_bytes()) == 0);
  }
}

// https://huggingface.co/docs/safetensors: 8 bytes of header length, the table, the values.
TEST(Safetensors, ReadTheDocumentedLayout) {
  const TemporaryFolder folder;
  std::string file =
      file_with(R"({"b":)" + tensor("", "0,4") + R"(,"a":)" + tensor("2", "4,12") + "}", 12);
  const float values[3] = {1, 2, 3};
  std::memcpy(file.data() + file.size() - 12, values, 12);
  const WeightSet weights = read_safetensors(folder.write("a", file)).weights;
  EXPECT_THAT(weights.tensors().at("b").values, ElementsAre(1));
  EXPECT_THAT(weights.tensors().at("a").values, ElementsAre(2, 3));
}

TEST(Safetensors, KeepTheirValuesAfterTheFileIsGone) {
  const TemporaryFolder folder;
  WeightSet weights;
  weights.set("a/b", make_tensor({2}, {1, 2}));
  write_safetensors(folder / "a", weights, {});
  const WeightSet read = read_safetensors(folder / "a").weights;
  std::filesystem::remove(folder / "a");
  EXPECT_THAT(read.at("a", "b").values, ElementsAre(1, 2));
}

TEST(Safetensors, KeepTheirValuesWhenTheirMemoryIsGivenBack) {
  const TemporaryFolder folder;
  WeightSet weights;
  std::vector<float> many(1 << 16);
  std::iota(many.begin(), many.end(), 0.0f);
  weights.set("a/b", make_tensor({1 << 16}, many));
  write_safetensors(folder / "a", weights, {});
  const WeightSet read = read_safetensors(folder / "a").weights;
  for (const WeightSet* set : {&read, &std::as_const(weights)}) {
    EXPECT_THAT(set->at("a", "b").values, ElementsAreArray(many));
    set->at("a", "b").release();
    EXPECT_THAT(set->at("a", "b").values, ElementsAreArray(many));
  }
}

TEST(Safetensors, MustExist) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { read_safetensors(folder / "none"); }, FailsWith(ErrorCode::kNotFound, _));
}

struct HostileFile {
  const char* what;
  std::string bytes;
};

std::vector<HostileFile> hostile_files() {
  const std::string two = R"({"a":)" + tensor("2", "0,8");
  return {
      {"empty", ""},
      {"shorter than its length field", "1234567"},
      {"header longer than the file", length_bytes(1000) + "{}      "},
      {"header length near 2^64", length_bytes(~uint64_t{7}) + "{}      "},
      {"no JSON", file_with("this is not JSON", 0)},
      {"JSON that is no object", file_with("[1, 2]", 0)},
      {"JSON cut off", file_with(R"({"a":{"dtype":"F32")", 8)},
      {"deep JSON", file_with(std::string(100'000, '['), 0)},
      {"deep JSON in a tensor", file_with(R"({"a":)" + std::string(100'000, '['), 0)},
      {"tensor that is no object", file_with(R"({"a":7})", 0)},
      {"tensor without a type", file_with(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8)},
      {"metadata that are no texts", file_with(R"({"__metadata__":{"a":[]}})", 0)},
      {"half floats", file_with(R"({"a":)" + tensor("4", "0,8", "F16") + "}", 8)},
      {"doubles", file_with(R"({"a":)" + tensor("1", "0,8", "F64") + "}", 8)},
      {"offsets behind the end", file_with(R"({"a":)" + tensor("2", "4,12") + "}", 8)},
      {"offsets the wrong way round", file_with(R"({"a":)" + tensor("2", "8,0") + "}", 8)},
      {"offsets between values", file_with(R"({"a":)" + tensor("1", "2,6") + "}", 8)},
      {"one offset", file_with(R"({"a":)" + tensor("2", "8") + "}", 8)},
      {"shape larger than its offsets", file_with(R"({"a":)" + tensor("3", "0,8") + "}", 8)},
      {"shape whose product wraps around to 2",
       file_with(R"({"a":)" + tensor("4294967296,4294967296,2", "0,8") + "}", 8)},
      {"huge shape", file_with(R"({"a":)" + tensor("9223372036854775807,1", "0,8") + "}", 8)},
      {"negative shape", file_with(R"({"a":)" + tensor("-1,-2", "0,8") + "}", 8)},
      {"nine dimensions", file_with(R"({"a":)" + tensor("1,1,1,1,1,1,1,1,2", "0,8") + "}", 8)},
      {"truncated values", file_with(two + "}", 7)},
      {"values left over", file_with(two + "}", 12)},
      {"a gap", file_with(two + R"(,"b":)" + tensor("1", "12,16") + "}", 16)},
      {"an overlap", file_with(two + R"(,"b":)" + tensor("2", "4,12") + "}", 12)},
      {"an overlap as large as a gap", file_with(two + R"(,"b":)" + tensor("2", "0,8") + "}", 16)},
      {"one name twice", file_with(two + R"(,"a":)" + tensor("2", "8,16") + "}", 16)},
  };
}

TEST(Safetensors, AreRefusedWhenTheyAreNotSound) {
  const TemporaryFolder folder;
  for (const HostileFile& file : hostile_files()) {
    const auto path = folder.write("a.safetensors", file.bytes);
    EXPECT_THAT([&] { read_safetensors(path); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("not a sound safetensors file")))
        << file.what;
  }
}

}  // namespace
}  // namespace myolens
