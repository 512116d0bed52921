#include "apps/myolens/one_of.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {

CLI::Validator one_of(const std::vector<std::string>& words) {
  const std::string list = "{" + CLI::detail::join(words, ",") + "}";
  const auto check = [words, list](std::string& word) -> std::string {
    if (std::ranges::find(words, word) != words.end()) return "";
    return "\"" + word + "\" is not in " + list + nearest_name_hint(word, words);
  };
  return CLI::Validator(check, list);
}

}  // namespace myolens
