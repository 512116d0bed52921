#include "myolens/experiment/tensorboard.h"

#include <bit>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tuple>

#include "myolens/base/file.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;

constexpr const char* kName = "events.out.tfevents.0.myolens";

using Scalar = std::tuple<uint64_t, std::string, float>;  // step, tag, value

// Takes protocol buffer fields off the front of `rest`.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  bool empty() const { return rest_.empty(); }
  std::string_view take(size_t count) {
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  uint64_t varint() {
    const auto byte = static_cast<uint8_t>(take(1)[0]);
    return byte < 0x80 ? byte : (byte & 0x7F) + (varint() << 7);
  }
  std::string_view counted() { return take(varint()); }
  uint32_t four_bytes() {
    uint32_t value = 0;
    int shift = 0;
    for (const char byte : take(4)) {
      value |= uint32_t{static_cast<uint8_t>(byte)} << shift;
      shift += 8;
    }
    return value;
  }

 private:
  std::string_view rest_;
};

// Of one event with wall time, step and summary, in this order.
void read_event(Fields event, std::vector<Scalar>& scalars) {
  EXPECT_EQ(event.varint(), 0x09U);
  event.take(8);
  EXPECT_EQ(event.varint(), 0x10U);
  const uint64_t step = event.varint();
  EXPECT_EQ(event.varint(), 0x2AU);
  for (Fields summary(event.counted()); !summary.empty();) {
    EXPECT_EQ(summary.varint(), 0x0AU);
    Fields value(summary.counted());
    EXPECT_EQ(value.varint(), 0x0AU);
    const std::string tag(value.counted());
    EXPECT_EQ(value.varint(), 0x15U);
    scalars.emplace_back(step, tag, std::bit_cast<float>(value.four_bytes()));
  }
}

// All records after the first, which holds the version.
std::vector<Scalar> read_scalars(const std::filesystem::path& path) {
  const std::string content = read_text_file(path);
  std::vector<Scalar> scalars;
  bool first = true;
  for (Fields file(content); !file.empty(); first = false) {
    const uint32_t length = file.four_bytes();
    file.take(8);  // upper half and checksum of the length
    const auto payload = file.take(length);
    file.take(4);
    if (!first) read_event(Fields(payload), scalars);
  }
  return scalars;
}

class TensorBoardTest : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& stage) const {
    return run_.tensorboard() / stage / kName;
  }

  const TemporaryFolder folder_;
  const RunFolder run_{folder_.path()};
};

// The bytes follow from the formats of TFRecord, event.proto and summary.proto; the record writer
// and the protocol buffers of TensorBoard 2.21.0 wrote the same for these two events.
TEST_F(TensorBoardTest, WritesTheBytesThatTensorBoardItselfWrites) {
  write_event_files(run_, {{"warm-up", {{300, std::nullopt, std::nullopt, 0.75, 0.5}}}});
  // clang-format off
  const std::string expected =
      "\x0f\0\0\0\0\0\0\0"s                                       // 15 bytes
      "\x6d\x53\x2b\x09"                                          // checksum of the length
      "\x1a\x0d" "brain.Event:2"                                  // file_version
      "\xfc\x98\x51\x29"                                          // checksum of the event
      "\x42\0\0\0\0\0\0\0"                                        // 66 bytes
      "\x79\xf3\x6e\xaa"                                          // checksum of the length
      "\x09\0\0\0\0\0\xc0\x72\x40"                                // wall time 300 s
      "\x10\xac\x02"                                              // step 300
      "\x2a\x34"                                                  // summary
      "\x0a\x16\x0a\x0f" "loss/validation" "\x15\0\0\x40\x3f"     // 0.75
      "\x0a\x1a\x0a\x13" "accuracy/validation" "\x15\0\0\0\x3f"   // 0.5
      "\x2c\x6d\x3f\x1c"s;                                        // checksum of the event
  // clang-format on
  EXPECT_EQ(read_text_file(file("warm-up")), expected);
}

TEST_F(TensorBoardTest, HoldsEveryEpochOfEveryStage) {
  StageHistory warm_up{"warm-up", {{0, std::nullopt, std::nullopt, 0.5, 0.25}}};
  std::vector<Scalar> expected{{0, "loss/validation", 0.5F}, {0, "accuracy/validation", 0.25F}};
  for (int epoch = 1; epoch <= 200; ++epoch) {
    warm_up.epochs.push_back({epoch, 1.0 / epoch, 2.0 / epoch, 3.0 / epoch, 4.0 / epoch});
    const auto add = [&](const std::string& tag, double value) {
      expected.emplace_back(epoch, tag, static_cast<float>(value));
    };
    add("loss/training", 1.0 / epoch);
    add("loss/validation", 3.0 / epoch);
    add("accuracy/training", 2.0 / epoch);
    add("accuracy/validation", 4.0 / epoch);
  }
  write_event_files(run_, {warm_up, {"fine-tuning", {{0, 1.0, 0.5, 2.0, 0.75}}}});
  EXPECT_EQ(read_scalars(file("warm-up")), expected);
  EXPECT_THAT(
      read_scalars(file("fine-tuning")),
      ElementsAre(Scalar{0, "loss/training", 1.0F}, Scalar{0, "loss/validation", 2.0F},
                  Scalar{0, "accuracy/training", 0.5F}, Scalar{0, "accuracy/validation", 0.75F}));
}

TEST_F(TensorBoardTest, LeavesOutAStageThatDidNotRun) {
  write_event_files(run_, {{"warm-up", {{0, 1.0, 0.5, 2.0, 0.75}}}, {"fine-tuning", {}}});
  EXPECT_TRUE(std::filesystem::exists(file("warm-up")));
  EXPECT_FALSE(std::filesystem::exists(file("fine-tuning").parent_path()));
}

}  // namespace
}  // namespace myolens
