#include "myolens/training/frozen_features.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "myolens/classifier/classifier.h"
#include "myolens/classifier/network_input.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/recorded_progress.h"
#include "tests/support/small_bundle.h"
#include "tests/support/small_network.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::_;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pointwise;

constexpr int kSide = 33;
constexpr size_t kRows = 10;  // one batch of eight and a rest
using Values = std::vector<std::vector<float>>;

class FrozenFeaturesTest : public testing::Test {
 protected:
  // Pictures that are numbered from `first`, and counted when they are loaded.
  FeatureRows pictures(size_t count = kRows, size_t first = 0) {
    FeatureRows rows;
    for (size_t i = first; i < first + count; ++i)
      rows.keys.push_back("picture" + std::to_string(i));
    rows.load = [this, first](size_t row) {
      ++loads_;
      return small_picture(static_cast<int>(first + row));
    };
    return rows;
  }

  std::unique_ptr<FeatureSource> open(FeatureRows rows, const FeatureCacheSettings& cache) {
    loads_ = 0;
    return open_frozen_features(bundle_, network_, {layers_, way_}, std::move(rows), cache,
                                {.threads = 2}, progress_);
  }

  Values all(const FeatureSource& source) const {
    std::vector<size_t> rows(source.rows());
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    return source.gather(layers_, rows);
  }

  FeatureCacheSettings cached() const { return {.folder = folder_ / "cache"}; }
  // Read from the disk in parts.
  FeatureCacheSettings on_disk() const {
    FeatureCacheSettings settings = cached();
    settings.memory_bytes = 0;
    return settings;
  }

  // The files of that name in the cache.
  std::vector<std::filesystem::path> files_named(const std::string& name) const {
    std::vector<std::filesystem::path> files = list_files(folder_ / "cache");
    std::erase_if(files, [&](const auto& file) { return file.filename() != name; });
    return files;
  }

  void change_byte(const std::filesystem::path& file, size_t place) const {
    Bytes bytes = read_file(file);
    bytes.at(place) ^= 1;
    write_file(file, bytes);
  }

  static ModelBundle bundle_of(const Graph& network) {
    ModelBundle bundle;
    bundle.input_size = kSide;
    bundle.weights = filled_weights(network, {1, 3});
    return bundle;
  }

  const TemporaryFolder folder_;
  const Graph network_ = small_network(kSide);
  ModelBundle bundle_ = bundle_of(network_);
  std::vector<LayerId> layers_{network_.find("gap"), network_.find("stem_relu"),
                               network_.find("left_conv")};
  std::vector<LayerId> way_;
  std::atomic<int> loads_ = 0;
  RecordedProgress progress_;
};

TEST_F(FrozenFeaturesTest, AreTheSameFromMemoryDiskAndStream) {
  const Values expected = all(*open(pictures(), {}));
  EXPECT_EQ(all(*open(pictures(), cached())), expected);
  EXPECT_EQ(all(*open(pictures(), on_disk())), expected);
  EXPECT_EQ(all(*open(pictures(), {.memory_bytes = 0})), expected);
}

// Maps lie on the disk in half the space then.
TEST_F(FrozenFeaturesTest, InBfloat16AreTheSameFromMemoryDiskAndStream) {
  if (forward_engine_name().find(" BF16") == std::string::npos) GTEST_SKIP() << "no bfloat16 here";
  layers_ = {network_.find("stem_relu")};
  const auto open_coarse = [&](const FeatureCacheSettings& cache) {
    return open_frozen_features(bundle_, network_, {layers_}, pictures(), cache,
                                {.threads = 2, .precision = Precision::kBfloat16}, progress_);
  };
  const Values expected = all(*open_coarse({}));
  EXPECT_EQ(all(*open_coarse({.memory_bytes = 0})), expected);
  EXPECT_EQ(all(*open_coarse(cached())), expected);
  const auto files = files_named("values");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(std::filesystem::file_size(files[0]), expected[0].size() * sizeof(float) / 2);
  EXPECT_NE(expected, all(*open(pictures(), {})));
}

TEST_F(FrozenFeaturesTest, DoNotDependOnTheThreads) {
  const auto with_threads = [&](int threads) {
    return all(*open_frozen_features(bundle_, network_, {layers_}, pictures(), {},
                                     {.threads = threads}, progress_));
  };
  EXPECT_EQ(with_threads(1), with_threads(2));
}

TEST_F(FrozenFeaturesTest, OfAVectorDoNotDependOnWhatElseIsAsked) {
  const LayerId pooled = network_.find("gap");
  const std::vector<size_t> rows{0, 1};
  const auto together = open(pictures(2), {});
  layers_ = {pooled};
  EXPECT_EQ(together->gather(layers_, rows), open(pictures(2), {})->gather(layers_, rows));
}

// Where the maps on its way are wanted too, every picture passes through the network once.
TEST_F(FrozenFeaturesTest, OfAVectorAreTheSameHoweverTheMapsOnItsWayCome) {
  const LayerId pooled = network_.find("gap");
  const std::vector<size_t> rows{0, 3, 9};
  way_ = {network_.find("stem_relu"), network_.find("left_conv")};
  const auto together = open(pictures(), {});
  EXPECT_EQ(loads_, static_cast<int>(kRows));
  layers_ = {pooled};
  const Values expected = together->gather(layers_, rows);
  EXPECT_EQ(open(pictures(), {})->gather(layers_, rows), expected);
  EXPECT_EQ(open(pictures(), on_disk())->gather(layers_, rows), expected);
  EXPECT_EQ(open(pictures(), {.memory_bytes = 0})->gather(layers_, rows), expected);
  layers_ = {pooled, way_[0], way_[1]};
  EXPECT_EQ(open(pictures(), {.memory_bytes = 0})->gather(std::vector{pooled}, rows), expected);
  way_.clear();
  const Values directly = open(pictures(), {})->gather(std::vector{pooled}, rows);
  EXPECT_THAT(directly[0], Pointwise(FloatNear(1e-5F), expected[0]));
}

TEST_F(FrozenFeaturesTest, AreGatheredInTheOrderAsked) {
  for (const auto& settings : {FeatureCacheSettings{}, on_disk()}) {
    const auto features = open(pictures(3), settings);
    const Values ordered = all(*features);
    const std::vector<LayerId> layers{layers_[2], layers_[0], layers_[2]};
    const Values gathered = features->gather(layers, std::vector<size_t>{2, 0});
    ASSERT_EQ(gathered.size(), 3U);
    for (size_t i = 0; i < layers.size(); ++i) {
      const std::vector<float>& expected = ordered[i == 1 ? 0 : 2];
      const auto size = static_cast<std::ptrdiff_t>(features->size_of(layers[i]));
      std::vector<float> rows(expected.begin() + 2 * size, expected.end());
      rows.insert(rows.end(), expected.begin(), expected.begin() + size);
      EXPECT_EQ(gathered[i], rows) << i;
    }
    EXPECT_THAT([&] { features->gather(std::vector<LayerId>{1}, std::vector<size_t>{0}); },
                FailsWith(ErrorCode::kInternal, _));
  }
}

TEST_F(FrozenFeaturesTest, AreComputedOnceForAllRuns) {
  const Values expected = all(*open(pictures(), cached()));
  EXPECT_EQ(loads_, 2 * kRows);  // the vector, and the maps together
  EXPECT_THAT(progress_.steps(),
              ElementsAre("features of the frozen part: 10", "features of the frozen part: 10"));
  for (const auto& settings : {cached(), on_disk()}) {
    progress_.clear();
    EXPECT_EQ(all(*open(pictures(), settings)), expected);
    EXPECT_EQ(loads_, 0);
    EXPECT_THAT(progress_.steps(), IsEmpty());
  }
}

TEST_F(FrozenFeaturesTest, AreComputedForNewPicturesOnly) {
  open(pictures(4), cached());
  const Values grown = all(*open(pictures(5, 1), cached()));  // two are new, one is not asked for
  EXPECT_EQ(loads_, 2 * 2);
  EXPECT_EQ(grown, all(*open(pictures(5, 1), {})));
}

TEST_F(FrozenFeaturesTest, OfTwoEqualPicturesAreEqual) {
  FeatureRows rows = pictures(2);
  rows.keys[1] = rows.keys[0];
  rows.load = [](size_t) { return small_picture(0); };
  const auto features = open(rows, cached());
  EXPECT_EQ(features->gather(layers_, std::vector<size_t>{0}),
            features->gather(layers_, std::vector<size_t>{1}));
}

// Networks that train all layers are fed with it.
TEST_F(FrozenFeaturesTest, OfTheInputAreThePicturesAndNotKept) {
  layers_ = {network_.find("input_layer")};
  for (const auto& settings : {cached(), on_disk()}) {
    const auto features = open(pictures(2), settings);
    EXPECT_EQ(all(*features)[0].size(), 2 * network_input(small_picture(0), kSide, {}).size());
    EXPECT_EQ(features->gather(layers_, std::vector<size_t>{1})[0],
              network_input(small_picture(1), kSide, bundle_.preprocessing));
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache"));
  EXPECT_THAT(progress_.notes(), IsEmpty());
}

TEST_F(FrozenFeaturesTest, OfOtherWeightsAreOthers) {
  const Values before = all(*open(pictures(2), cached()));
  const Tensor& kernel = bundle_.weights.at("stem_conv", "kernel");
  std::vector<float> values(kernel.values.begin(), kernel.values.end());
  values[0] += 0.5F;
  bundle_.weights.set("stem_conv", "kernel", make_tensor(kernel.shape, std::move(values)));
  const Values after = all(*open(pictures(2), cached()));
  EXPECT_EQ(loads_, 2 * 2);
  EXPECT_NE(after, before);
  EXPECT_EQ(after, all(*open(pictures(2), {})));
}

TEST_F(FrozenFeaturesTest, DamagedOnTheDiskAreComputedAnew) {
  const Values expected = all(*open(pictures(3), cached()));
  const std::vector<std::function<void()>> faults{
      [&] { change_byte(files_named("values")[0], 5); },
      [&] { change_byte(files_named("index")[0], 5); },
      [&] { std::filesystem::resize_file(files_named("index")[0], 80); },
      [&] { std::filesystem::resize_file(files_named("index")[0], 0); },
      [&] {
        change_byte(files_named("values")[0], 5);
        std::filesystem::resize_file(files_named("index")[0], uint64_t{1} << 40);
      },
      [&] { std::filesystem::resize_file(files_named("values")[0], 100); },
      [&] { write_file(files_named("index")[0], std::string(1000, 'x')); },
      [&] { std::filesystem::remove(files_named("values")[0]); },
      [&] { std::filesystem::remove_all(files_named("values")[0].parent_path()); },
  };
  for (size_t i = 0; i < faults.size(); ++i) {
    faults[i]();
    EXPECT_EQ(all(*open(pictures(3), cached())), expected) << i;
    EXPECT_GT(loads_, 0) << i;
    EXPECT_EQ(all(*open(pictures(3), cached())), expected) << i;
    EXPECT_EQ(loads_, 0) << i;
  }
}

TEST_F(FrozenFeaturesTest, DamagedWhileTheyAreUsedAreNotHandedOut) {
  const auto features = open(pictures(3), on_disk());
  for (const auto& file : files_named("values")) std::filesystem::resize_file(file, 100);
  EXPECT_THAT([&] { all(*features); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("run the command again")));
}

TEST_F(FrozenFeaturesTest, AreHeldInMemoryWhereTheyAreVectors) {
  const std::vector<size_t> rows{0, 1, 2};
  const std::vector<LayerId> pooled{network_.find("gap")};
  const auto features = open(pictures(3), cached());
  const Values expected = features->gather(pooled, rows);
  for (const auto& file : files_named("values")) std::filesystem::resize_file(file, 100);
  EXPECT_EQ(features->gather(pooled, rows), expected);
  EXPECT_THAT([&] { features->gather(std::vector{network_.find("left_conv")}, rows); },
              FailsWith(ErrorCode::kChecksumMismatch, _));
}

TEST_F(FrozenFeaturesTest, AreStreamedWithANoteWhereTheLimitIsTooLow) {
  FeatureCacheSettings settings = on_disk();
  settings.limit_bytes = 100;
  const auto features = open(pictures(3), settings);
  EXPECT_EQ(loads_, 0);
  EXPECT_THAT(progress_.notes(),
              ElementsAre(AllOf(HasSubstr("every epoch"), HasSubstr("--cache-limit")),
                          AllOf(HasSubstr("3 pictures"), HasSubstr("--cache-limit"))));
  all(*features);
  all(*features);
  EXPECT_EQ(loads_, 3 * 2 * 2);  // rows, passes, uses
}

TEST_F(FrozenFeaturesTest, AreCachedAsFarAsTheLimitAllows) {
  FeatureCacheSettings settings = on_disk();
  settings.limit_bytes = 3 * (16 * sizeof(float) + kIndexRecordBytes);  // the vector only
  const auto features = open(pictures(3), settings);
  EXPECT_EQ(loads_, 3);
  EXPECT_EQ(progress_.notes().size(), 1U);
  EXPECT_EQ(all(*features), all(*open(pictures(3), {})));
}

TEST_F(FrozenFeaturesTest, LeaveNothingOnTheDiskWithALimitOfZero) {
  FeatureCacheSettings settings = cached();
  settings.limit_bytes = 0;
  open(pictures(3), settings);
  EXPECT_FALSE(std::filesystem::exists(settings.folder));
  EXPECT_THAT(progress_.notes(), IsEmpty());
}

TEST_F(FrozenFeaturesTest, LeaveTheDiskItsFreeSpace) {
  FeatureCacheSettings settings = on_disk();
  settings.keep_free_bytes = uint64_t{1} << 60;
  const auto features = open(pictures(3), settings);
  EXPECT_THAT(progress_.notes(), Contains(HasSubstr("free on the disk")));
  EXPECT_EQ(all(*features), all(*open(pictures(3), {})));
}

TEST_F(FrozenFeaturesTest, AreComputedWithoutACacheThatCannotBeWritten) {
  FeatureCacheSettings settings = cached();
  settings.folder = folder_.write("file", "no folder") / "cache";
  const auto features = open(pictures(2), settings);
  EXPECT_THAT(progress_.notes(), Contains(HasSubstr("going on without it")));
  EXPECT_EQ(all(*features), all(*open(pictures(2), {})));
}

TEST_F(FrozenFeaturesTest, AreComputedOnceByTwoThatNeedThemAtOnce) {
  Values first;
  Values second;
  const FeatureRows rows = pictures();
  const auto read = [&](Values& values) {
    SilentProgress silent;
    values = all(*open_frozen_features(bundle_, network_, {layers_}, rows, on_disk(), {}, silent));
  };
  std::thread other([&] { read(second); });
  read(first);
  other.join();
  EXPECT_EQ(loads_, 2 * kRows);
  EXPECT_EQ(first, second);
}

TEST_F(FrozenFeaturesTest, OnTheDiskAreTheirOwnersAndHoldNoNames) {
  FeatureRows rows = pictures(2);
  rows.keys[0] = "Meier^Anna";
  open(rows, cached());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "cache")) {
    const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    EXPECT_EQ(entry.status().permissions() & others, std::filesystem::perms::none) << entry.path();
    if (entry.is_regular_file()) {
      EXPECT_EQ(read_text_file(entry.path()).find("Meier"), std::string::npos) << entry.path();
    }
  }
}

// Training and prediction see the same numbers, bit for bit.
TEST(FrozenFeatures, AreWhatPredictionSees) {
  const ModelBundle bundle = small_bundle();
  const ClassifierGraph network = build_classifier_graph(bundle);
  const std::vector<LayerId> layers{network.head.features};
  SilentProgress silent;
  const FeatureRows rows{std::vector<std::string>(kRows, "picture"),
                         [](size_t row) { return small_picture(static_cast<int>(row)); }};
  const auto features =
      open_frozen_features(bundle, network.graph, {layers}, rows, {}, {.threads = 2}, silent);
  Classifier classifier(bundle, 1);
  for (const size_t row : {size_t{0}, kRows - 1}) {
    const auto expected = classifier.predict(small_picture(static_cast<int>(row))).features;
    EXPECT_EQ(features->size_of(layers[0]), expected.size());
    EXPECT_EQ(features->gather(layers, std::vector{row})[0], expected) << row;
  }
}

TEST_F(FrozenFeaturesTest, NameAPictureThatCannotBeRead) {
  const std::vector<std::filesystem::path> files{folder_.write("map_3.png", "no picture")};
  EXPECT_THAT([&] { open(rows_of_files(files, {}, 2), cached()); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("map_3.png")));
}

TEST_F(FrozenFeaturesTest, NeedAPicture) {
  EXPECT_THAT([&] { open(pictures(0), {}); }, FailsWith(ErrorCode::kInvalidArgument, _));
}

// The digest is the standard's for "abc", FIPS 180-4.
TEST(FeatureRows, OfFilesAreFoundByTheirContent) {
  const TemporaryFolder folder;
  const std::vector<std::filesystem::path> files{folder.write("a", "abc")};
  EXPECT_THAT(rows_of_files(files, {}, 1).keys,
              ElementsAre("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_THAT(rows_of_files(files, {"given"}, 1).keys, ElementsAre("given"));
}

}  // namespace
}  // namespace myolens
