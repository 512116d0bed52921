// The few pickle operations that torch.save needs for a dictionary of tensors. A pickle is a
// program; this reader has no operation that runs anything: only the globals listed in pickle.cpp
// exist, and calling them makes plain values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

// Values live in one list and name each other by position: a file can make them share, cycle and
// nest as deep as it likes without recursion here.
using PickleRef = uint32_t;

enum class PickleKind {
  kNone,
  kBool,        // number
  kInteger,     // number
  kLong,        // text: more than 64 bits, little-endian
  kText,        // text
  kTuple,       // items
  kList,        // items
  kDictionary,  // items: key, value, key, value, ...
  kGlobal,      // text: "module name"
  kPersistent,  // items: what stands for a storage
  kTensor,      // items: storage, offset, size, stride, requires_grad, hooks
  kMark
};

struct PickleValue {
  PickleKind kind = PickleKind::kNone;
  int64_t number = 0;
  std::string_view text;  // into the bytes
  std::vector<PickleRef> items;
};

struct Pickle {
  std::vector<PickleValue> values;
  PickleRef root = 0;
  size_t size = 0;  // bytes that the pickle takes up

  const PickleValue& at(PickleRef ref) const { return values[ref]; }
  const PickleValue& top() const { return values[root]; }
};

// Reads the pickle that begins with the bytes. Errors: kBadFormat that names `origin` (damaged,
// another operation or global), kLimitExceeded (more than a million values).
Pickle read_pickle(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
