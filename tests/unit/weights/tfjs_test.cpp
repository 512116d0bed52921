#include "myolens/weights/tfjs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Bytes float_bytes(const std::vector<float>& values) {
  const auto* begin = reinterpret_cast<const uint8_t*>(values.data());
  return {begin, begin + 4 * values.size()};
}

using Shards = std::map<std::string, Bytes>;

WeightSet read(const std::string& model, const Shards& shards) {
  return read_tfjs_layers(
      model, [&](const std::string& name) { return shards.at(name); }, "model.json");
}

// One group with the given shard names and weight entries.
std::string group(const std::string& paths, const std::string& weights) {
  return R"({"paths":[)" + paths + R"(],"weights":[)" + weights + "]}";
}
std::string model(const std::string& groups) { return R"({"weightsManifest":[)" + groups + "]}"; }
std::string entry(const std::string& name, const std::string& shape, const std::string& more = "") {
  return R"({"name":")" + name + R"(","shape":[)" + shape + R"(],"dtype":"float32")" + more + "}";
}

const std::string kTwoTensors = entry("conv1/kernel", "2,2") + "," + entry("conv1/bias", "2");

TEST(TfjsModel, JoinsShardsThatAreSplitInsideTensorsAndInsideNumbers) {
  const Bytes all = float_bytes({1, 2, 3, 4, 5, 6});
  for (const std::ptrdiff_t split : {0, 3, 8, 13, 16, 21, 24}) {
    const Shards shards{{"a.bin", {all.begin(), all.begin() + split}},
                        {"b.bin", {all.begin() + split, all.end()}}};
    const WeightSet weights = read(model(group(R"("a.bin","b.bin")", kTwoTensors)), shards);
    EXPECT_EQ(weights.at("conv1", "kernel").shape, (Shape{2, 2}));
    EXPECT_THAT(weights.at("conv1", "kernel").values, ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(weights.at("conv1", "bias").values, ElementsAre(5, 6));
  }
}

TEST(TfjsModel, ReadsEveryGroup) {
  const Shards shards{{"a.bin", float_bytes({1})}, {"b.bin", float_bytes({2})}};
  const WeightSet weights = read(model(group(R"("a.bin")", entry("a/bias", "1")) + "," +
                                       group(R"("b.bin")", entry("b/bias", "1"))),
                                 shards);
  EXPECT_THAT(weights.at("a", "bias").values, ElementsAre(1));
  EXPECT_THAT(weights.at("b", "bias").values, ElementsAre(2));
}

struct FaultyModel {
  std::string model;
  size_t values;  // in the shard
  const char* message;
};

TEST(TfjsModel, IsRefusedWhenItIsNotSound) {
  const std::string shard = R"("a.bin")";
  const std::vector<FaultyModel> cases{
      {model(group(shard, kTwoTensors)), 5, "end inside conv1/bias"},
      {model(group(shard, kTwoTensors)), 3, "end inside conv1/kernel"},
      {model(group(shard, kTwoTensors)), 7, "4 bytes are left over"},
      {model(group(shard, kTwoTensors + "," + entry("conv1/bias", "2"))), 8,
       "conv1/bias occurs twice"},
      {model(group(shard,
                   entry("a/b", "2", R"(,"quantization":{"dtype":"uint8","scale":1,"min":0})"))),
       2, "a/b is not plain float32"},
      {model(group(shard, R"({"name":"a/b","shape":[2],"dtype":"int32"})")), 2,
       "a/b is not plain float32"},
      {model(group(shard, entry("a/b", "4294967296,4294967296,2"))), 2, "end inside a/b"},
      {model(group(shard, entry("a/b", "-1"))), 2, "a/b"},
      {model(group(shard, R"({"shape":[2],"dtype":"float32"})")), 2, "name"},
      {model(group(shard, "7")), 2, "not a sound"},
      {"{}", 0, "weightsManifest"},
      {"not JSON", 0, "parse error"},
      {std::string(100'000, '['), 0, "parse error"},
  };
  for (const FaultyModel& c : cases) {
    const Shards shards{{"a.bin", float_bytes(std::vector<float>(c.values, 1))}};
    EXPECT_THAT([&] { read(c.model, shards); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr(c.message)))
        << c.message;
  }
}

TEST(TfjsModel, PassesOnWhatAMissingShardRaises) {
  const auto missing = [](const std::string& name) -> Bytes {
    throw Error(ErrorCode::kNotFound, name);
  };
  EXPECT_THAT(
      [&] { read_tfjs_layers(model(group(R"("a.bin")", kTwoTensors)), missing, "model.json"); },
      FailsWith(ErrorCode::kNotFound, HasSubstr("a.bin")));
}

}  // namespace
}  // namespace myolens
