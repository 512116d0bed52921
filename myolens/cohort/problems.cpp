#include "myolens/cohort/problems.h"

#include <algorithm>
#include <utility>

namespace myolens {

void Problems::add(ErrorCode code, std::string text) { all_.push_back({code, std::move(text)}); }

void Problems::throw_if_any(const std::string& heading) const {
  if (all_.empty()) return;
  const ErrorCode code = all_.front().code;
  if (all_.size() == 1) throw Error(code, heading + ": " + all_.front().text);
  std::string message = heading + " (" + std::to_string(all_.size()) + " problems):";
  const size_t named = std::min(all_.size(), kNamed);
  for (size_t i = 0; i < named; ++i) message += "\n  " + all_[i].text;
  if (all_.size() > named) {
    message += "\n  and " + std::to_string(all_.size() - named) + " more";
  }
  throw Error(code, message);
}

}  // namespace myolens
