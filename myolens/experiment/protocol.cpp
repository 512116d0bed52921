#include "myolens/experiment/protocol.h"

#include <algorithm>
#include <array>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct Entry {
  Protocol protocol;
  std::string_view name;
};

constexpr std::array kProtocols{
    Entry{Protocol::kHoldout, "holdout"}, Entry{Protocol::kValidation, "validation"},
    Entry{Protocol::kCrossval, "crossval"}, Entry{Protocol::kPaper, "paper"}};

}  // namespace

std::string_view name_of(Protocol protocol) {
  return std::ranges::find(kProtocols, protocol, &Entry::protocol)->name;
}

bool folds_choose(Protocol protocol) {
  return protocol == Protocol::kHoldout || protocol == Protocol::kCrossval;
}

Protocol find_protocol(std::string_view name) {
  const auto found = std::ranges::find(kProtocols, name, &Entry::name);
  if (found != kProtocols.end()) return found->protocol;
  std::vector<std::string> names;
  for (const Entry& entry : kProtocols) names.emplace_back(entry.name);
  throw Error(ErrorCode::kInvalidArgument, "unknown protocol \"" + std::string(name) + "\"" +
                                               nearest_name_hint(name, names) +
                                               "; expected holdout, validation, crossval or paper");
}

}  // namespace myolens
