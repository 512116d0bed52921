#include "myolens/weights/pickle.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr size_t kValueLimit = 1'000'000;
constexpr size_t kSizeLimitBytes = size_t{64}
                                   << 20;  // bounds stack and lists; real ones have 50 kB
constexpr uint8_t kProtocol = 2;           // what torch.save writes unless it is told otherwise
constexpr size_t kTensorArguments = 6;

constexpr std::string_view kOrderedDict = "collections OrderedDict";
constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::array kGlobals{kOrderedDict, kRebuildTensor, std::string_view("torch FloatStorage"),
                              std::string_view("torch LongStorage")};

// https://github.com/python/cpython/blob/main/Lib/pickletools.py
enum class Operation : uint8_t {
  kMark = '(',
  kStop = '.',
  kProto = 0x80,
  kNone = 'N',
  kTrue = 0x88,
  kFalse = 0x89,
  kInteger4 = 'J',
  kInteger1 = 'K',
  kInteger2 = 'M',
  kLong = 0x8a,
  kText = 'X',
  kEmptyTuple = ')',
  kTuple = 't',
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kEmptyList = ']',
  kAppend = 'a',
  kAppends = 'e',
  kEmptyDictionary = '}',
  kSetItem = 's',
  kSetItems = 'u',
  kPut1 = 'q',
  kPut4 = 'r',
  kGet1 = 'h',
  kGet4 = 'j',
  kGlobal = 'c',
  kCall = 'R',
  kBuild = 'b',
  kPersistent = 'Q'
};

class PickleReader {
 public:
  PickleReader(std::span<const uint8_t> bytes, const std::string& origin)
      : bytes_(bytes), origin_(origin) {}

  Pickle read() {
    while (true) {
      const auto operation = static_cast<Operation>(unsigned_number(1));
      if (operation == Operation::kStop) break;
      run(operation);
    }
    pickle_.root = pop();
    pickle_.size = position_;
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadFormat, origin_ + " is not a sound PyTorch file: " + what +
                                           " (byte " + std::to_string(position_) + ")");
  }

  // ----- bytes
  std::string_view take(uint64_t count) {
    if (count > bytes_.size() - position_) fail("it ends too early");
    const auto part = bytes_.subspan(position_, count);
    position_ += count;
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }

  uint64_t unsigned_number(size_t size) {
    uint64_t number = 0;
    std::memcpy(&number, take(size).data(), size);
    return number;
  }

  std::string_view line() {
    const auto rest = bytes_.subspan(position_);
    const auto end = std::ranges::find(rest, '\n');
    if (end == rest.end()) fail("it ends inside a name");
    const std::string_view text = take(static_cast<uint64_t>(end - rest.begin()));
    take(1);
    return text;
  }

  // ----- values
  PickleRef add(PickleKind kind, int64_t number = 0, std::string_view text = {},
                std::vector<PickleRef> items = {}) {
    if (pickle_.values.size() == kValueLimit) {
      throw Error(ErrorCode::kLimitExceeded,
                  origin_ + " holds more than a million Python values; it is no set of weights");
    }
    pickle_.values.push_back({kind, number, text, std::move(items)});
    return static_cast<PickleRef>(pickle_.values.size() - 1);
  }

  void push(PickleRef ref) { stack_.push_back(ref); }

  PickleRef pop() {
    if (stack_.empty()) fail("an operation lacks its operands");
    const PickleRef ref = stack_.back();
    if (pickle_.at(ref).kind == PickleKind::kMark) fail("an operation takes a mark for a value");
    stack_.pop_back();
    return ref;
  }

  std::vector<PickleRef> pop_several(size_t count) {
    std::vector<PickleRef> refs(count);
    for (size_t i = count; i-- > 0;) refs[i] = pop();
    return refs;
  }

  std::vector<PickleRef> pop_to_mark() {
    if (marks_.empty()) fail("an operation lacks its mark");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleRef> refs(begin + 1, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return refs;
  }

  PickleValue& top_of(PickleKind kind) {
    if (stack_.empty()) fail("an operation lacks its container");
    PickleValue& value = pickle_.values[stack_.back()];
    if (value.kind != kind) fail("an operation has the wrong container");
    return value;
  }

  void append(PickleKind kind, const std::vector<PickleRef>& refs) {
    PickleValue& container = top_of(kind);
    if (kind == PickleKind::kDictionary && refs.size() % 2 != 0) fail("a key lacks its value");
    container.items.insert(container.items.end(), refs.begin(), refs.end());
  }

  void put(uint64_t key) {
    const PickleRef ref = pop();
    memo_[key] = ref;
    push(ref);
  }

  void get(uint64_t key) {
    const auto entry = memo_.find(key);
    if (entry == memo_.end()) fail("it uses a value that it never stored");
    push(entry->second);
  }

  void add_long() {
    const std::string_view digits = take(unsigned_number(1));
    if (digits.size() > sizeof(int64_t)) return push(add(PickleKind::kLong, 0, digits));
    const bool negative = !digits.empty() && (digits.back() & 0x80) != 0;
    int64_t number = negative ? -1 : 0;
    std::memcpy(&number, digits.data(), digits.size());
    push(add(PickleKind::kInteger, number));
  }

  void add_global() {
    const std::string_view module = line();
    const std::string_view name = line();
    const std::string full = std::string(module) + " " + std::string(name);
    const auto known = std::ranges::find(kGlobals, full);
    if (known == kGlobals.end()) {
      fail("it wants to run " + std::string(module) + "." + std::string(name) +
           ", which a dictionary of tensors has no need of; save model.state_dict() of a CPU model "
           "in float32");
    }
    push(add(PickleKind::kGlobal, 0, *known));
  }

  void call() {
    const PickleRef arguments = pop();
    const PickleRef callee = pop();
    const PickleValue& what = pickle_.at(callee);
    const PickleValue& with = pickle_.at(arguments);
    if (what.kind != PickleKind::kGlobal || with.kind != PickleKind::kTuple)
      fail("it calls what is no function");
    if (what.text == kOrderedDict && with.items.empty()) {
      push(add(PickleKind::kDictionary));
    } else if (what.text == kRebuildTensor && with.items.size() == kTensorArguments) {
      push(add(PickleKind::kTensor, 0, {}, std::vector(with.items)));
    } else {
      fail("it calls " + std::string(what.text) + " with unexpected arguments");
    }
  }

  // Attributes of an ordered dictionary: torch.save puts version numbers of layers there.
  void build() {
    pop();
    top_of(PickleKind::kDictionary);
  }

  void run(Operation operation) {
    switch (operation) {
      case Operation::kProto:
        if (unsigned_number(1) != kProtocol) fail("its pickle protocol is not 2");
        return;
      case Operation::kMark:
        marks_.push_back(stack_.size());
        return push(add(PickleKind::kMark));
      case Operation::kNone:
        return push(add(PickleKind::kNone));
      case Operation::kTrue:
        return push(add(PickleKind::kBool, 1));
      case Operation::kFalse:
        return push(add(PickleKind::kBool, 0));
      case Operation::kInteger1:
        return push(add(PickleKind::kInteger, static_cast<int64_t>(unsigned_number(1))));
      case Operation::kInteger2:
        return push(add(PickleKind::kInteger, static_cast<int64_t>(unsigned_number(2))));
      case Operation::kInteger4:
        return push(add(PickleKind::kInteger, static_cast<int32_t>(unsigned_number(4))));
      case Operation::kLong:
        return add_long();
      case Operation::kText:
        return push(add(PickleKind::kText, 0, take(unsigned_number(4))));
      default:
        return run_on_stack(operation);
    }
  }

  void run_on_stack(Operation operation) {
    switch (operation) {
      case Operation::kEmptyTuple:
        return push(add(PickleKind::kTuple));
      case Operation::kTuple:
        return push(add(PickleKind::kTuple, 0, {}, pop_to_mark()));
      case Operation::kTuple1:
        return push(add(PickleKind::kTuple, 0, {}, pop_several(1)));
      case Operation::kTuple2:
        return push(add(PickleKind::kTuple, 0, {}, pop_several(2)));
      case Operation::kTuple3:
        return push(add(PickleKind::kTuple, 0, {}, pop_several(3)));
      case Operation::kEmptyList:
        return push(add(PickleKind::kList));
      case Operation::kAppend:
        return append(PickleKind::kList, pop_several(1));
      case Operation::kAppends:
        return append(PickleKind::kList, pop_to_mark());
      case Operation::kEmptyDictionary:
        return push(add(PickleKind::kDictionary));
      case Operation::kSetItem:
        return append(PickleKind::kDictionary, pop_several(2));
      case Operation::kSetItems:
        return append(PickleKind::kDictionary, pop_to_mark());
      case Operation::kPut1:
        return put(unsigned_number(1));
      case Operation::kPut4:
        return put(unsigned_number(4));
      case Operation::kGet1:
        return get(unsigned_number(1));
      case Operation::kGet4:
        return get(unsigned_number(4));
      case Operation::kGlobal:
        return add_global();
      case Operation::kCall:
        return call();
      case Operation::kBuild:
        return build();
      case Operation::kPersistent:
        return push(add(PickleKind::kPersistent, 0, {}, pop_several(1)));
      default:
        fail("the pickle operation " + std::to_string(static_cast<int>(operation)) +
             " has no place in a dictionary of tensors");
    }
  }

  std::span<const uint8_t> bytes_;
  const std::string& origin_;
  size_t position_ = 0;
  Pickle pickle_;
  std::vector<PickleRef> stack_;
  std::vector<size_t> marks_;  // positions of marks on the stack
  std::unordered_map<uint64_t, PickleRef> memo_;
};

}  // namespace

Pickle read_pickle(std::span<const uint8_t> bytes, const std::string& origin) {
  return PickleReader(bytes.first(std::min(bytes.size(), kSizeLimitBytes)), origin).read();
}

}  // namespace myolens
