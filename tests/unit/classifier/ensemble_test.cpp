#include "myolens/classifier/ensemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"
#include "myolens/classifier/checksum_list.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::_;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

EnsembleDescription make_description() {
  EnsembleDescription description;
  description.combination.rule = CombinationRule::kStacked;
  description.combination.weights = {0.5, 1.25};
  description.combination.intercept = -0.125;
  description.members = {"first", "second"};
  description.labels = {"CAD", "non-CAD"};
  description.threshold = 0.375;
  description.threshold_rule = "youden";
  description.chosen_on = "out of fold";
  description.rule_chosen = true;
  description.synthetic_data = true;
  description.program_version = "test";
  description.cohort_fingerprint = std::string(64, 'c');
  description.cohort = "prepared";
  description.protocol = "holdout";
  description.seed = 7;
  return description;
}

ModelBundle member() {
  ModelBundle bundle = small_bundle();
  bundle.cohort_fingerprint = std::string(64, 'c');
  return bundle;
}

class EnsembleTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    ModelBundle second = member();
    second.temperature = 1.5;
    write_bundle(member(), bundle("first"));
    write_bundle(second, bundle("second"));
    write_file(bundle("first") / "notes.txt", std::string_view("of the user"));
    write_ensemble(make_description(), {bundle("first"), bundle("second")}, whole());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path bundle(const std::string& name) { return *folder_ / "runs" / name; }
  static fs::path whole() { return *folder_ / "ensemble"; }

  // For a test that changes it.
  void SetUp() override { fs::copy(whole(), path(), fs::copy_options::recursive); }
  void TearDown() override { fs::remove_all(path()); }
  fs::path path() const { return *folder_ / "copy"; }

  // With the checksum of the new text: somebody edits the description knowingly.
  void change(const std::string& key, const Json& value) {
    const fs::path file = path() / kEnsembleFile;
    Json json = Json::parse(read_text_file(file));
    json[key] = value;
    write_file(file, json.dump());
    const std::string list = read_text_file(path() / kChecksumListFile);
    write_file(path() / kChecksumListFile, sha256_hex_of_file(file) + list.substr(64));
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(EnsembleTest, ComesBackWhole) {
  EXPECT_TRUE(is_ensemble(path()));
  EXPECT_FALSE(is_ensemble(bundle("first")));
  const ModelEnsemble read = read_ensemble(path());
  const EnsembleDescription& found = read.description;
  const EnsembleDescription expected = make_description();
  EXPECT_EQ(found.combination.rule, CombinationRule::kStacked);
  EXPECT_EQ(found.combination.weights, expected.combination.weights);
  EXPECT_EQ(found.combination.intercept, -0.125);
  EXPECT_EQ(found.combination.temperature, 1);
  EXPECT_EQ(found.members, expected.members);
  EXPECT_EQ(found.labels, expected.labels);
  EXPECT_EQ(found.threshold, 0.375);
  EXPECT_EQ(found.threshold_rule, "youden");
  EXPECT_EQ(found.chosen_on, "out of fold");
  EXPECT_TRUE(found.rule_chosen);
  EXPECT_TRUE(found.synthetic_data);
  EXPECT_EQ(found.cohort_fingerprint, expected.cohort_fingerprint);
  EXPECT_EQ(found.cohort, "prepared");
  EXPECT_EQ(found.protocol, "holdout");
  EXPECT_EQ(found.seed, 7U);
  ASSERT_EQ(read.members.size(), 2U);
  EXPECT_EQ(read.members[0].temperature, 1);
  EXPECT_EQ(read.members[1].temperature, 1.5);
  EXPECT_FALSE(fs::exists(path() / "members/1/notes.txt")) << "the bundle's own files only";
}

TEST_F(EnsembleTest, RefusesAChangedMember) {
  write_file(path() / "members/2/weights.safetensors", std::string_view("others"));
  EXPECT_THAT([&] { read_ensemble(path()); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("members/2/weights.safetensors")));
}

// Sound in itself, but not the one that the weights were fitted to.
TEST_F(EnsembleTest, RefusesAnotherMemberInItsPlace) {
  fs::remove_all(path() / "members/2");
  fs::copy(path() / "members/1", path() / "members/2");
  EXPECT_THAT([&] { read_ensemble(path()); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("members/2/SHA256SUMS")));
}

TEST_F(EnsembleTest, RefusesAMissingMemberOrList) {
  fs::remove_all(path() / "members/2");
  EXPECT_THAT([&] { read_ensemble(path()); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("members/2")));
  fs::remove(path() / kChecksumListFile);
  EXPECT_THAT([&] { read_ensemble(path()); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("it is missing")));
}

TEST_F(EnsembleTest, RefusesAChangedDescription) {
  std::string text = read_text_file(path() / kEnsembleFile);
  text.replace(text.find("1.25"), 4, "9.25");
  write_file(path() / kEnsembleFile, text);
  EXPECT_THAT([&] { read_ensemble(path()); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr(kEnsembleFile)));
}

struct Damage {
  std::string key;
  Json value;
  std::string message;
};

TEST_F(EnsembleTest, RefusesADescriptionThatMakesNoSense) {
  const std::string kept = read_text_file(path() / kEnsembleFile);
  for (const Damage& damage :
       {Damage{"format_version", 2, "format version is 2"}, Damage{"rule", "best", "unknown rule"},
        Damage{"weights", {0.5, -1}, "not below zero"}, Damage{"weights", {0.5}, "needs a weight"},
        Damage{"weights", "many", "ensemble.json"}, Damage{"temperature", 0, "temperature"},
        Damage{"threshold", 1.5, "threshold"}, Damage{"labels", {"CAD"}, "labels"},
        Damage{"members", Json::array(), "1 to 16 members"},
        Damage{"members", Json(std::vector<std::string>(17, "one")), "1 to 16 members"}}) {
    write_file(path() / kEnsembleFile, kept);
    change(damage.key, damage.value);
    EXPECT_THAT([&] { read_ensemble(path()); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr(damage.message)))
        << damage.key;
  }
  write_file(path() / kEnsembleFile, std::string_view("{"));
  EXPECT_THAT([&] { read_ensemble(path()); }, FailsWith(ErrorCode::kBadFormat, _));
}

TEST_F(EnsembleTest, RefusesMembersThatDoNotBelongTogether) {
  struct Stranger {
    std::string name;
    ModelBundle bundle;
    std::string message;
  };
  std::vector<Stranger> strangers(4, {"", member(), ""});
  strangers[0].name = "labels";
  strangers[0].bundle.labels = {"sick", "well"};
  strangers[1].name = "cohort";
  strangers[1].bundle.cohort_fingerprint = std::string(64, 'd');
  strangers[2].name = "colours";
  strangers[2].bundle.colours = {true, "hot_iron"};
  strangers[2].message = "prepared otherwise";
  strangers[3].name = "clinical";
  strangers[3].bundle = clinical_bundle();
  strangers[3].bundle.cohort_fingerprint = member().cohort_fingerprint;
  strangers[3].message = "other clinical columns";
  for (const Stranger& stranger : strangers) {
    write_bundle(stranger.bundle, *folder_ / stranger.name);
    EXPECT_THAT(
        [&] {
          write_ensemble(make_description(), {bundle("first"), *folder_ / stranger.name},
                         *folder_ / (stranger.name + " ensemble"));
        },
        FailsWith(ErrorCode::kInvalidArgument,
                  AllOf(HasSubstr("second does not belong"),
                        HasSubstr(stranger.message.empty() ? stranger.name : stranger.message))));
  }
}

}  // namespace
}  // namespace myolens
