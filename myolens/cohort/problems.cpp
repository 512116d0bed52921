#include "myolens/cohort/problems.h"

#include <algorithm>
#include <utility>

namespace myolens {

void Problems::add(ErrorCode code, std::string text) {
  if (texts_.empty()) code_ = code;
  texts_.push_back(std::move(text));
}

void Problems::throw_if_any(const std::string& heading) const {
  if (texts_.empty()) return;
  if (texts_.size() == 1) throw Error(code_, heading + ": " + texts_.front());
  std::string message = heading + " (" + std::to_string(texts_.size()) + " problems):";
  const size_t named = std::min(texts_.size(), kNamed);
  for (size_t i = 0; i < named; ++i) message += "\n  " + texts_[i];
  if (texts_.size() > named) {
    message += "\n  and " + std::to_string(texts_.size() - named) + " more";
  }
  throw Error(code_, message);
}

}  // namespace myolens
