#include "myolens/experiment/tensorboard.h"

#include <bit>
#include <string_view>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"

namespace myolens {
namespace {

// TensorBoard knows an event file by the "tfevents" in its name. The number is usually the time of
// writing, the last part the host; both would differ between equal runs.
constexpr const char* kFileName = "events.out.tfevents.0.myolens";

template <typename Unsigned>
void append_little_endian(Bytes& bytes, Unsigned value) {
  for (size_t i = 0; i < sizeof(value); ++i) bytes.push_back(static_cast<uint8_t>(value >> 8 * i));
}

void append_varint(Bytes& bytes, uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<uint8_t>(value | 0x80));
  bytes.push_back(static_cast<uint8_t>(value));
}

// Fields of a protocol buffer message. Each key is the field's number * 8 + its wire type: 0
// varint, 1 eight bytes, 2 counted bytes, 5 four bytes.
void append_integer(Bytes& message, unsigned field, uint64_t value) {
  append_varint(message, field << 3 | 0);
  append_varint(message, value);
}

void append_double(Bytes& message, unsigned field, double value) {
  append_varint(message, field << 3 | 1);
  append_little_endian(message, std::bit_cast<uint64_t>(value));
}

template <typename Characters>
void append_counted(Bytes& message, unsigned field, const Characters& content) {
  append_varint(message, field << 3 | 2);
  append_varint(message, content.size());
  message.insert(message.end(), content.begin(), content.end());
}

void append_float(Bytes& message, unsigned field, float value) {
  append_varint(message, field << 3 | 5);
  append_little_endian(message, std::bit_cast<uint32_t>(value));
}

// Summary.value in summary.proto of TensorBoard.
void append_scalar(Bytes& summary, std::string_view tag, double scalar) {
  Bytes value;
  append_counted(value, 1, tag);
  append_float(value, 2, static_cast<float>(scalar));
  append_counted(summary, 1, value);
}

// Event in event.proto of TensorBoard. Instead of the wall time it holds the epoch in seconds: the
// same seed must give the same bytes.
Bytes epoch_event(const EpochScores& epoch) {
  Bytes summary;
  const auto append = [&](std::string_view tag, const std::optional<double>& scalar) {
    if (scalar) append_scalar(summary, tag, *scalar);
  };
  append("loss/training", epoch.training_loss);
  append("loss/validation", epoch.validation_loss);
  append("accuracy/training", epoch.training_accuracy);
  append("accuracy/validation", epoch.validation_accuracy);
  Bytes event;
  append_double(event, 1, epoch.epoch);
  append_integer(event, 2, static_cast<uint64_t>(epoch.epoch));
  append_counted(event, 5, summary);
  return event;
}

Bytes version_event() {
  Bytes event;
  append_counted(event, 3, std::string_view("brain.Event:2"));
  return event;
}

// TFRecord stores checksums rotated and shifted, so that a checksum of data that hold checksums
// stays useful.
uint32_t masked_crc32c(std::span<const uint8_t> bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xA282EAD8U;
}

void append_record(Bytes& file, const Bytes& payload) {
  Bytes length;
  append_little_endian(length, uint64_t{payload.size()});
  file.insert(file.end(), length.begin(), length.end());
  append_little_endian(file, masked_crc32c(length));
  file.insert(file.end(), payload.begin(), payload.end());
  append_little_endian(file, masked_crc32c(payload));
}

}  // namespace

void write_event_files(const RunFolder& run, const std::vector<StageHistory>& stages) {
  for (const StageHistory& stage : stages) {
    if (stage.epochs.empty()) continue;
    Bytes file;
    append_record(file, version_event());
    for (const EpochScores& epoch : stage.epochs) append_record(file, epoch_event(epoch));
    write_file(run.tensorboard() / stage.stage / kFileName, file);
  }
}

}  // namespace myolens
